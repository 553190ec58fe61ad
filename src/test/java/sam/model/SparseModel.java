package sam.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import sam.durable.Json;

/// A model folder of any size with nothing but zeros in it, which take no room on disk: every tensor is named in the
/// header, and the file has its length.
public final class SparseModel {
    private SparseModel() {}

    /// Writes the folder for a `config.json`, with bfloat16 weights.
    public static Path write(Path folder, String config) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), config);
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        var tensors = Json.MAPPER.createObjectNode();
        long at = 0;
        for (var part : new WeightMap(ModelConfig.read(folder)).parts()) {
            if (tensors.has(part.tensor())) {
                continue;
            }
            long end = at + 2 * part.shape().stream().reduce(1L, (a, b) -> a * b);
            var tensor = tensors.putObject(part.tensor()).put("dtype", "BF16");
            part.shape().forEach(tensor.putArray("shape")::add);
            tensor.putArray("data_offsets").add(at).add(end);
            at = end;
        }
        var header = tensors.toString().getBytes(StandardCharsets.UTF_8);
        var start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(header.length).put(header).flip();
        try (var file = FileChannel.open(
                folder.resolve("model.safetensors"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.SPARSE,
                StandardOpenOption.WRITE)) {
            file.write(start);
            file.write(ByteBuffer.allocate(1), 8 + header.length + at - 1);
        }
        return folder;
    }
}
