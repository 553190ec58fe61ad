package sam.model.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import sam.durable.AtomicFiles;
import sam.durable.Plain;

/// Writes a GGUF file of version 3 whole or not at all: beside its place, forced to the disk, then renamed.
public final class GgufWriter {
    private static final int VERSION = 3;

    private GgufWriter() {}

    /// A tensor to be written; `shape` with the rows first.
    public record Tensor(String name, GgufType type, List<Long> shape) {
        public Tensor {
            shape = List.copyOf(shape);
        }

        public long bytes() {
            return type.bytes(shape.stream().reduce(1L, Math::multiplyExact));
        }

        public long columns() {
            return shape.getLast();
        }

        public long rows() {
            return shape.size() < 2 ? 1 : shape.getFirst();
        }
    }

    /// Takes the bytes of one tensor, from its first to its last.
    public interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    /// Gives a tensor's bytes when its turn comes.
    public interface Source {
        void write(Tensor tensor, Sink sink) throws IOException;
    }

    /// Writes the file and answers its size. A place that is taken is refused unless `replace`.
    public static long write(
            Path to, Map<String, GgufValue> metadata, List<Tensor> tensors, boolean replace, Source source)
            throws IOException {
        if (Files.isDirectory(to) || Files.exists(to) && !replace) {
            throw new GgufException(Plain.text("%s exists already. Choose another name.", to));
        }
        var header = header(metadata, tensors);
        long size = header.length
                + tensors.stream().mapToLong(tensor -> padded(tensor.bytes())).sum();
        var folder = AtomicFiles.parent(to);
        if (!Files.isDirectory(folder)) {
            throw new GgufException(Plain.text("There is no folder %s. Make it first.", folder));
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < size) {
            throw new GgufException(Plain.text(
                    "%s needs %,d MB, but the disk has only %,d MB free. Free some space or choose another place.",
                    to, size >> 20, free >> 20));
        }
        var temporary = AtomicFiles.sibling(to);
        try {
            try (var channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                put(channel, ByteBuffer.wrap(header));
                for (var tensor : tensors) {
                    long start = channel.position();
                    source.write(tensor, bytes -> put(channel, bytes));
                    long written = channel.position() - start;
                    if (written != tensor.bytes()) {
                        throw new IllegalStateException(Plain.text(
                                "%s has %d bytes, but %d were written", tensor.name(), tensor.bytes(), written));
                    }
                    put(channel, ByteBuffer.allocate((int) (padded(written) - written)));
                }
                channel.force(true);
            }
            AtomicFiles.publish(temporary, to);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return size;
    }

    private static byte[] header(Map<String, GgufValue> metadata, List<Tensor> tensors) {
        var out = new Little();
        out.i32(GgufHeader.MAGIC);
        out.i32(VERSION);
        out.i64(tensors.size());
        out.i64(metadata.size());
        metadata.forEach((key, value) -> {
            out.text(key);
            out.value(value);
        });
        long offset = 0;
        for (var tensor : tensors) {
            out.text(tensor.name());
            out.i32(tensor.shape().size());
            tensor.shape().reversed().forEach(out::i64);
            out.i32(tensor.type().code());
            out.i64(offset);
            offset += padded(tensor.bytes());
        }
        return java.util.Arrays.copyOf(out.bytes.toByteArray(), (int) padded(out.bytes.size()));
    }

    private static long padded(long bytes) {
        return (bytes + GgufHeader.ALIGNMENT - 1) / GgufHeader.ALIGNMENT * GgufHeader.ALIGNMENT;
    }

    private static void put(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /// Little-endian values one after the other.
    private static final class Little {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);

        private void i32(int value) {
            number.putInt(0, value);
            bytes.write(number.array(), 0, 4);
        }

        private void i64(long value) {
            number.putLong(0, value);
            bytes.write(number.array(), 0, 8);
        }

        private void text(String text) {
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            i64(utf8.length);
            bytes.writeBytes(utf8);
        }

        private void number(GgufValue.Kind kind, long value) {
            number.putLong(0, value);
            bytes.write(number.array(), 0, kind.bytes());
        }

        private void real(GgufValue.Kind kind, double value) {
            if (kind == GgufValue.Kind.FLOAT32) {
                i32(Float.floatToRawIntBits((float) value));
            } else {
                i64(Double.doubleToRawLongBits(value));
            }
        }

        private void value(GgufValue value) {
            switch (value) {
                case GgufValue.Text(var text) -> {
                    i32(GgufValue.Kind.STRING.ordinal());
                    text(text);
                }
                case GgufValue.Whole(var kind, long whole) -> {
                    i32(kind.ordinal());
                    number(kind, whole);
                }
                case GgufValue.Real(var kind, double real) -> {
                    i32(kind.ordinal());
                    real(kind, real);
                }
                case GgufValue.Flag(boolean flag) -> {
                    i32(GgufValue.Kind.BOOL.ordinal());
                    number(GgufValue.Kind.BOOL, flag ? 1 : 0);
                }
                case GgufValue.Texts(var texts) -> {
                    list(GgufValue.Kind.STRING, texts.size());
                    texts.forEach(this::text);
                }
                case GgufValue.Wholes(var kind, var wholes) -> {
                    list(kind, wholes.length);
                    for (long whole : wholes) {
                        number(kind, whole);
                    }
                }
                case GgufValue.Reals(var kind, var reals) -> {
                    list(kind, reals.length);
                    for (double real : reals) {
                        real(kind, real);
                    }
                }
            }
        }

        private void list(GgufValue.Kind kind, int count) {
            i32(GgufValue.Kind.ARRAY.ordinal());
            i32(kind.ordinal());
            i64(count);
        }
    }
}
