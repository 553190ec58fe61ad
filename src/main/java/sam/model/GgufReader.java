package sam.model;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.model.files.BlockDecoder;
import sam.model.files.ModelException;
import sam.model.files.WeightType;
import sam.model.gguf.GgufHeader;

/// The weights of a GGUF file by Hugging Face name, in Hugging Face's row order and with its numbers.
///
/// Reads at positions and maps nothing: mapped pages would count as the process's memory. Each reading thread takes
/// a scratch buffer from a pool.
final class GgufReader implements WeightReader {
    private static final int BUFFER = 1 << 20;
    private static final ValueLayout.OfFloat NUMBER =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final GgufFile file;
    private final GgufHeader header;
    private final FileChannel channel;
    private final ConcurrentLinkedQueue<Scratch> pool = new ConcurrentLinkedQueue<>();

    GgufReader(GgufFile file, GgufHeader header, FileChannel channel) {
        this.file = file;
        this.header = header;
        this.channel = channel;
    }

    private static final class Scratch {
        private final BlockDecoder decoder = new BlockDecoder();
        private @Nullable ByteBuffer rows;
        private @Nullable ByteBuffer head;

        /// Room for stored rows in the order they are wanted in.
        MemorySegment rows(long bytes) {
            rows = grown(rows, bytes);
            return MemorySegment.ofBuffer(rows.clear());
        }

        /// Room for a head's rows in the file's order.
        ByteBuffer head(long bytes) {
            head = grown(head, bytes);
            return head.clear().limit((int) bytes);
        }

        private static ByteBuffer grown(@Nullable ByteBuffer buffer, long bytes) {
            if (buffer != null && buffer.capacity() >= bytes) {
                return buffer;
            }
            return ByteBuffer.allocateDirect(Math.toIntExact(Math.max(bytes, BUFFER)));
        }
    }

    /// A tensor's stored units: rows, or single numbers of a vector. `head` units are reordered among themselves,
    /// 0 when they lie as they should.
    private record Units(GgufHeader.Entry entry, long count, long bytes, int head) {}

    @Override
    public OnDisk onDisk() {
        var sizes = header.tensors().values().stream()
                .mapToLong(GgufHeader.Entry::bytes)
                .summaryStatistics();
        return new OnDisk(sizes.getSum(), Math.max(0, sizes.getMax()));
    }

    @Override
    public boolean has(String name) {
        return header.tensors().containsKey(GgufNames.of(file.architecture(), name));
    }

    @Override
    public Stored tensor(String name) {
        var entry = entry(name);
        return new Stored(name, type(entry), entry.shape());
    }

    @Override
    public void read(String name, long from, long count, MemorySegment target) throws IOException {
        var stored = tensor(name);
        if (stored.type() == WeightType.F32
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                && target.isNative()) {
            bytes(name, from, count, target);
        } else {
            decode(name, from, count, target, Float.BYTES, 0);
        }
    }

    @Override
    public void readApart(String name, long from, long count, MemorySegment target, long stride) throws IOException {
        long gap = stride - tensor(name).columns() * Float.BYTES;
        if (tensor(name).type().quantised()) {
            decode(name, from, count, target, Float.BYTES, gap);
        } else {
            WeightReader.super.readApart(name, from, count, target, stride);
        }
    }

    @Override
    public void readBf16(String name, long from, long count, MemorySegment target) throws IOException {
        if (tensor(name).type() == WeightType.BF16 && target.isNative()) {
            bytes(name, from, count, target);
        } else {
            decode(name, from, count, target, Short.BYTES, 0);
        }
    }

    /// Some rows at a time through the scratch: stored bytes, then numbers of `width` bytes, `gap` bytes between rows.
    private void decode(String name, long from, long count, MemorySegment target, int width, long gap)
            throws IOException {
        var stored = tensor(name);
        var units = units(name);
        long columns = stored.columns();
        long row = stored.type().rowBytes(columns);
        long step = Math.max(1, BUFFER / row);
        if (units.head() > 0 && stored.shape().size() > 1) {
            step = Math.max(units.head(), step / units.head() * units.head());
        }
        var scratch = borrow();
        try {
            for (long done = 0; done < count; ) {
                // steps end where heads end, so that no head is read twice
                long some = Math.min(step - (from + done) % step, count - done);
                var rows = scratch.rows(some * row);
                stored(units, stored, from + done, some, rows, scratch);
                long stride = columns * width + gap;
                var to = target.asSlice(done * stride, some * stride);
                if (gap > 0) {
                    scratch.decoder.floatsApart(stored.type(), rows, some, columns, to, stride);
                } else if (width == Float.BYTES) {
                    scratch.decoder.floats(stored.type(), rows, some * columns, to);
                } else {
                    scratch.decoder.bfloats(stored.type(), rows, some * columns, to);
                }
                done += some;
            }
        } finally {
            pool.add(scratch);
        }
    }

    @Override
    public void bytes(String name, long from, long count, MemorySegment target) throws IOException {
        var scratch = borrow();
        try {
            stored(units(name), tensor(name), from, count, target, scratch);
        } finally {
            pool.add(scratch);
        }
    }

    private void stored(Units units, Stored stored, long from, long count, MemorySegment target, Scratch scratch)
            throws IOException {
        boolean vector = stored.shape().size() < 2;
        long first = vector ? 0 : from;
        long some = vector ? units.count() * count : count;
        Objects.checkFromIndexSize(from, count, stored.rows());
        if (units.head() == 0) {
            fill(units.entry(), first * units.bytes(), target.asSlice(0, some * units.bytes()));
        } else {
            reordered(units, first, some, target, scratch);
        }
        float shift = GgufNames.shift(file.architecture(), stored.name());
        if (shift != 0) {
            unshifted(stored, target.asSlice(0, some * units.bytes()), shift);
        }
    }

    /// Takes from a norm what llama.cpp's converter added; it writes norms in float32 only.
    private void unshifted(Stored stored, MemorySegment numbers, float shift) {
        if (stored.type() != WeightType.F32) {
            throw new ModelException(Plain.text(
                    "%s stores the norm %s as %s, not as F32. Choose another file.",
                    file.path(), stored.name(), stored.type()));
        }
        for (long at = 0; at < numbers.byteSize(); at += Float.BYTES) {
            numbers.set(NUMBER, at, numbers.get(NUMBER, at) - shift);
        }
    }

    /// Unit h·d + s·d/2 + i of Hugging Face is unit h·d + 2i + s of the file, d being the units of a head.
    private void reordered(Units units, long from, long count, MemorySegment target, Scratch scratch)
            throws IOException {
        int d = units.head();
        long size = units.bytes();
        for (long at = from; at < from + count; ) {
            long head = at / d;
            long end = Math.min(from + count, (head + 1) * d);
            var buffer = scratch.head(d * size);
            fill(units.entry(), head * d * size, MemorySegment.ofBuffer(buffer));
            var source = MemorySegment.ofBuffer(buffer);
            for (; at < end; at++) {
                long within = at - head * d;
                long i = within % (d / 2);
                long s = within / (d / 2);
                MemorySegment.copy(source, (2 * i + s) * size, target, (at - from) * size, size);
            }
        }
    }

    private Units units(String name) {
        var entry = entry(name);
        if (entry.shape().size() < 2 && type(entry).quantised()) {
            return new Units(entry, 1, entry.bytes(), 0);
        }
        long bytes = entry.shape().size() < 2 ? type(entry).blockBytes() : rowBytes(entry);
        long count = entry.bytes() / bytes;
        int head = PairedRows.of(file.metadata()).head(name, count);
        if (head * bytes > Integer.MAX_VALUE) {
            throw new ModelException(Plain.text(
                    "%s has heads of %d rows in %s, too many to turn. Download it again.", file.path(), head, name));
        }
        return new Units(entry, count, bytes, head);
    }

    private long rowBytes(GgufHeader.Entry entry) {
        return type(entry).rowBytes(entry.shape().getLast());
    }

    private GgufHeader.Entry entry(String name) {
        var entry = header.tensors().get(GgufNames.of(file.architecture(), name));
        if (entry == null) {
            throw new ModelException(Plain.text(
                    "%s has no tensor %s (%s). Download it again.",
                    file.path(), GgufNames.of(file.architecture(), name), name));
        }
        return entry;
    }

    /// The type as the engine computes it; one it does not compute is refused.
    private WeightType type(GgufHeader.Entry entry) {
        for (var type : WeightType.values()) {
            if (type.name().equals(entry.type().name())) {
                return type;
            }
        }
        throw new ModelException(Plain.text(
                "%s stores %s as %s, which is not computed here. "
                        + "Choose a file in F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K or Q6_K.",
                file.path(), entry.name(), entry.type()));
    }

    private void fill(GgufHeader.Entry entry, long from, MemorySegment target) throws IOException {
        Objects.checkFromIndexSize(from, target.byteSize(), entry.bytes());
        long at = header.dataStart() + entry.offset() + from;
        for (long done = 0; done < target.byteSize(); ) {
            long some = Math.min(1 << 30, target.byteSize() - done);
            var buffer = target.asSlice(done, some).asByteBuffer();
            while (buffer.hasRemaining()) {
                int read = channel.read(buffer, at + done + buffer.position());
                if (read < 0) {
                    throw new EOFException(Plain.text("%s became shorter while it was read.", file.path()));
                }
            }
            done += some;
        }
    }

    private Scratch borrow() {
        var scratch = pool.poll();
        return scratch == null ? new Scratch() : scratch;
    }

    @Override
    public void close() throws IOException {
        pool.clear();
        channel.close();
    }
}
