package sam.model.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import sam.durable.Json;

/// Writes float32 tensors as a safetensors file, in the order of the map, the data aligned to eight bytes.
public final class SafetensorsWriter {
    private SafetensorsWriter() {}

    /// A float32 tensor, wherever its numbers lie.
    public sealed interface Tensor {
        long[] shape();

        /// All its numbers.
        FloatBuffer numbers();
    }

    /// In the heap.
    public record FloatTensor(float[] values, long... shape) implements Tensor {
        @Override
        public FloatBuffer numbers() {
            return FloatBuffer.wrap(values);
        }
    }

    /// In a window on other memory, from which it goes to disk without a copy.
    public record Window(FloatBuffer numbers, long... shape) implements Tensor {}

    /// Writes and forces a new file. Callers write into a folder that is renamed when it is complete.
    public static void write(Path file, Map<String, ? extends Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        var header = Json.MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            header.set("__metadata__", Json.MAPPER.valueToTree(metadata));
        }
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            var tensor = entry.getValue();
            var node = header.putObject(entry.getKey());
            node.put("dtype", "F32");
            var shape = node.putArray("shape");
            for (long size : tensor.shape()) {
                shape.add(size);
            }
            var offsets = node.putArray("data_offsets");
            offsets.add(offset);
            offset += 4L * tensor.numbers().remaining();
            offsets.add(offset);
        }
        var json = new StringBuilder(header.toString());
        while (json.toString().getBytes(StandardCharsets.UTF_8).length % 8 != 0) {
            json.append(' ');
        }
        var text = json.toString().getBytes(StandardCharsets.UTF_8);
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            put(channel, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, text.length));
            put(channel, ByteBuffer.wrap(text));
            var buffer = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
            for (var tensor : tensors.values()) {
                var numbers = tensor.numbers();
                for (int from = 0; from < numbers.remaining(); from += buffer.capacity() / 4) {
                    int count = Math.min(buffer.capacity() / 4, numbers.remaining() - from);
                    buffer.clear().limit(count * 4);
                    buffer.asFloatBuffer().put(numbers.slice(numbers.position() + from, count));
                    put(channel, buffer);
                }
            }
            channel.force(true);
        }
    }

    private static void put(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
