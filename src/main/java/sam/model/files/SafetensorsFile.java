package sam.model.files;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sam.durable.Plain;

/// Reads a safetensors file: float32, float16, bfloat16 and float64 tensors as float32.
///
/// Everything the header claims is checked before a byte of it is believed; see `SafetensorsHeader`.
public final class SafetensorsFile implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path path, FileChannel channel, SafetensorsHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    public static SafetensorsFile open(Path path) throws IOException {
        var channel = FileChannel.open(path);
        try {
            return new SafetensorsFile(path, channel, SafetensorsHeader.read(path, channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public Map<String, SafetensorsHeader.Entry> tensors() {
        return header.tensors();
    }

    public Set<String> names() {
        return header.tensors().keySet();
    }

    /// The shape of a tensor; empty for a scalar.
    public List<Long> shape(String name) {
        return entry(name).shape();
    }

    public Map<String, String> metadata() {
        return header.metadata();
    }

    /// A whole tensor's numbers.
    public float[] floats(String name) throws IOException {
        var entry = entry(name);
        var values = new float[Math.toIntExact(entry.count())];
        read(entry, 0, values.length, MemorySegment.ofArray(values));
        return values;
    }

    /// Writes a whole tensor's numbers to the start of `target`, which is native memory.
    public void read(String name, FloatBuffer target) throws IOException {
        var entry = entry(name);
        if (entry.count() != target.remaining()) {
            throw new ModelException(Plain.text(
                    "%s: %s holds %,d numbers, not the %,d that belong there.",
                    path, name, entry.count(), target.remaining()));
        }
        read(entry, 0, target.remaining(), MemorySegment.ofBuffer(target));
    }

    private SafetensorsHeader.Entry entry(String name) {
        var entry = header.tensors().get(name);
        if (entry == null) {
            throw new ModelException(Plain.text("%s holds no tensor %s.", path, name));
        }
        return entry;
    }

    /// The type a tensor's numbers are read from; one that holds no numbers of ours is refused.
    public WeightType weightType(SafetensorsHeader.Entry entry) {
        return switch (entry.type()) {
            case F32 -> WeightType.F32;
            case F16 -> WeightType.F16;
            case BF16 -> WeightType.BF16;
            case F64 -> WeightType.F64;
            default ->
                throw new ModelException(Plain.text(
                        "%s: %s is %s, but weights are read as F32, F16 or BF16. Convert the model.",
                        path, entry.name(), entry.type()));
        };
    }

    /// Writes `count` numbers of a tensor from its number `from` on as float32 to the start of `target`.
    public void read(SafetensorsHeader.Entry entry, long from, long count, MemorySegment target) throws IOException {
        var type = weightType(entry);
        if (type == WeightType.F32 && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN && target.isNative()) {
            bytes(entry, from * 4, count * 4, target);
            return;
        }
        var chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK, Math.max(8, count * type.blockBytes())));
        var decoder = new BlockDecoder();
        for (long done = 0; done < count; ) {
            int values = (int) Math.min(chunk.capacity() / type.blockBytes(), count - done);
            chunk.clear().limit(values * type.blockBytes());
            fill(entry, (from + done) * type.blockBytes(), chunk);
            decoder.floats(type, MemorySegment.ofBuffer(chunk.flip()), values, target.asSlice(done * 4, values * 4L));
            done += values;
        }
    }

    /// Writes bytes of a tensor from its byte `from` on to the start of `target`.
    public void bytes(SafetensorsHeader.Entry entry, long from, long count, MemorySegment target) throws IOException {
        for (long done = 0; done < count; ) {
            int size = (int) Math.min(1 << 30, count - done);
            fill(entry, from + done, target.asSlice(done, size).asByteBuffer());
            done += size;
        }
    }

    private void fill(SafetensorsHeader.Entry entry, long from, ByteBuffer target) throws IOException {
        if (from < 0 || from + target.remaining() > entry.end() - entry.begin()) {
            throw new IndexOutOfBoundsException(Plain.text("%s ends before byte %d", entry.name(), from));
        }
        long at = header.dataStart() + entry.begin() + from;
        while (target.hasRemaining()) {
            int read = channel.read(target, at);
            if (read < 0) {
                throw new EOFException(Plain.text("%s became shorter while it was read.", path));
            }
            at += read;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
