package sam.llm;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    Map<String, SafetensorsHeader.Entry> tensors() {
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
        read(entry, FloatBuffer.wrap(values));
        return values;
    }

    private SafetensorsHeader.Entry entry(String name) {
        var entry = header.tensors().get(name);
        if (entry == null) {
            throw new ModelException("%s holds no tensor %s.".formatted(path, name));
        }
        return entry;
    }

    /// Puts a whole tensor's numbers into `target`, from its position on.
    void read(SafetensorsHeader.Entry entry, FloatBuffer target) throws IOException {
        var type = entry.type();
        if (!type.isFloat()) {
            throw new ModelException("%s: %s is %s, but weights are read as F32, F16 or BF16. Convert the model."
                    .formatted(path, entry.name(), type));
        }
        var buffer = ByteBuffer.allocateDirect((int) Math.min(CHUNK, Math.max(8, entry.end() - entry.begin())))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (long at = entry.begin(); at < entry.end(); ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), entry.end() - at));
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, header.dataStart() + at + buffer.position()) < 0) {
                    throw new EOFException("%s became shorter while it was read.".formatted(path));
                }
            }
            at += buffer.flip().remaining();
            convert(type, buffer, target);
        }
    }

    private static void convert(SafetensorsHeader.Type type, ByteBuffer from, FloatBuffer to) {
        switch (type) {
            case F32 -> to.put(from.asFloatBuffer());
            case F64 -> {
                var numbers = from.asDoubleBuffer();
                while (numbers.hasRemaining()) {
                    to.put((float) numbers.get());
                }
            }
            case BF16 -> {
                var halves = from.asShortBuffer();
                var row = new float[halves.remaining()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = Float.intBitsToFloat(halves.get() << 16);
                }
                to.put(row);
            }
            case F16 -> {
                var halves = from.asShortBuffer();
                var row = new float[halves.remaining()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = Float.float16ToFloat(halves.get());
                }
                to.put(row);
            }
            default -> throw new IllegalArgumentException(type.toString());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
