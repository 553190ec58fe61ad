package sam.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import sam.model.files.BlockDecoder;
import sam.model.files.WeightType;

/// The tensors of a model on disk, whatever its format, under the names a Hugging Face folder gives them
/// (`model.layers.0.self_attn.q_proj.weight`) and with their rows in that order.
///
/// Safe for several threads at once.
public interface WeightReader extends AutoCloseable {
    /// Rows are moved apart while they are in a core's own cache.
    long APART = 128 << 10;

    /// A tensor as it lies on disk; a vector has one row. The shape is the Hugging Face one, [out, in] for a linear.
    record Stored(String name, WeightType type, List<Long> shape) {
        public Stored {
            shape = List.copyOf(shape);
        }

        public long rows() {
            return shape.size() < 2 ? 1 : shape.getFirst();
        }

        public long columns() {
            return shape.isEmpty() ? 1 : shape.getLast();
        }
    }

    /// What the tensors take on disk: all of them together, and the largest.
    record OnDisk(long bytes, long largestTensor) {}

    /// How much of the files is tensors, told from their headers; nothing where the weights lie in no file.
    default OnDisk onDisk() {
        return new OnDisk(0, 0);
    }

    boolean has(String name);

    /// The tensor's type and shape; a missing one is refused in a sentence.
    Stored tensor(String name);

    /// Writes rows `from` to `from + count` of a tensor as float32 in the machine's order to the start of `target`,
    /// [count, columns].
    void read(String name, long from, long count, MemorySegment target) throws IOException;

    /// The same with rows that begin `stride` bytes apart; what lies between them becomes zero.
    default void readApart(String name, long from, long count, MemorySegment target, long stride) throws IOException {
        long row = tensor(name).columns() * Float.BYTES;
        if (stride == row) {
            read(name, from, count, target);
            return;
        }
        long some = Math.max(1, APART / stride);
        for (long done = 0; done < count; done += some) {
            long rows = Math.min(some, count - done);
            var chunk = target.asSlice(done * stride, rows * stride);
            long behind = rows * (stride - row);
            read(name, from + done, rows, chunk.asSlice(behind));
            for (long i = 0; i < rows; i++) {
                MemorySegment.copy(chunk, behind + i * row, chunk, i * stride, row);
                chunk.asSlice(i * stride + row, stride - row).fill((byte) 0);
            }
        }
    }

    /// Writes the same rows as they are stored, for kernels that compute on blocks: `type.rowBytes(columns)` each.
    void bytes(String name, long from, long count, MemorySegment target) throws IOException;

    /// Writes the same rows as bfloat16, [count, columns], rounded to the nearest, a half to the even one.
    default void readBf16(String name, long from, long count, MemorySegment target) throws IOException {
        var stored = tensor(name);
        if (stored.type() == WeightType.BF16) {
            bytes(name, from, count, target);
            return;
        }
        long row = stored.type().rowBytes(stored.columns());
        long some = Math.clamp((1 << 20) / row, 1, Math.max(1, count));
        var decoder = new BlockDecoder();
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(some * row, Long.BYTES);
            for (long done = 0; done < count; done += some) {
                long rows = Math.min(some, count - done);
                bytes(name, from + done, rows, buffer);
                decoder.bfloats(
                        stored.type(),
                        buffer,
                        rows * stored.columns(),
                        target.asSlice(done * stored.columns() * Short.BYTES));
            }
        }
    }

    @Override
    void close() throws IOException;
}
