package sam.planner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import sam.durable.Json;
import sam.memory.ModelShape;
import sam.model.ModelFamily;
import sam.model.ModelPlace;
import sam.model.gguf.GgufHeader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads a model's shape from a Hugging Face folder without loading it: `config.json` and the headers of its
/// safetensors files, a few kilobytes in all; or from a GGUF file.
public final class ModelShapes {
    private static final int MAX_HEADER = 100 << 20;
    private static final Set<ModelFamily> HEAD_NORMS =
            EnumSet.of(ModelFamily.QWEN3, ModelFamily.GEMMA3, ModelFamily.OLMO2);

    private ModelShapes() {}

    public static ModelShape read(Path folder) {
        if (GgufHeader.isNamed(folder)) {
            return GgufShapes.read(folder);
        }
        if (!Files.exists(folder)) {
            throw new PlannerException(ModelPlace.missing(folder));
        }
        var file = folder.resolve("config.json");
        if (!Files.isRegularFile(file)) {
            throw new PlannerException("%s is not a model folder: it has no config.json.".formatted(folder));
        }
        try {
            var config = Json.MAPPER.readTree(Files.readAllBytes(file));
            return shape(folder, config, weights(folder));
        } catch (IOException | JacksonException e) {
            throw new PlannerException(
                    "The model in %s cannot be read: %s. Choose another folder or download it again."
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    private static ModelShape shape(Path folder, JsonNode config, Weights weights) {
        var type = config.path("model_type").asString("llama");
        var family = ModelFamily.of(type)
                .orElseThrow(() -> new PlannerException(
                        "The model in %s is of the family %s, which cannot be planned. Choose a model of %s."
                                .formatted(folder, type, ModelFamily.choice())));
        int hidden = number(folder, config, "hidden_size");
        int heads = number(folder, config, "num_attention_heads");
        return new ModelShape(
                String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
                family,
                hidden,
                number(folder, config, "num_hidden_layers"),
                heads,
                config.path("num_key_value_heads").asInt(heads),
                config.path("head_dim").asInt(family.usualHeadDim(hidden, heads)),
                number(folder, config, "intermediate_size"),
                number(folder, config, "vocab_size"),
                config.path("tie_word_embeddings").asBoolean(family.usuallyTied()),
                config.path("attention_bias").asBoolean(family == ModelFamily.QWEN2),
                HEAD_NORMS.contains(family),
                weights.bytes(),
                weights.largest());
    }

    private static int number(Path folder, JsonNode config, String name) {
        int value = config.path(name).asInt(0);
        if (value <= 0) {
            throw new PlannerException("%s has no %s. The folder is not a complete language model."
                    .formatted(folder.resolve("config.json"), name));
        }
        return value;
    }

    private record Weights(long bytes, long largest) {}

    private static Weights weights(Path folder) throws IOException {
        List<Path> files;
        try (var listing = Files.list(folder)) {
            files = listing.filter(path -> path.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new PlannerException(
                    "%s has no .safetensors file. Download the model's weights in that format.".formatted(folder));
        }
        long bytes = 0;
        long largest = 0;
        for (var file : files) {
            for (var tensor : header(file).properties()) {
                var offsets = tensor.getValue().path("data_offsets");
                long size = offsets.path(1).asLong(0) - offsets.path(0).asLong(0);
                bytes += size;
                largest = Math.max(largest, size);
            }
        }
        return new Weights(bytes, largest);
    }

    private static JsonNode header(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            readFully(channel, length, file);
            long size = length.getLong(0);
            if (size < 2 || size > MAX_HEADER || size > channel.size() - 8) {
                throw new PlannerException(
                        "%s is damaged: its header does not fit the file. Download it again.".formatted(file));
            }
            var text = ByteBuffer.allocate((int) size);
            readFully(channel, text, file);
            return Json.MAPPER.readTree(new String(text.array(), StandardCharsets.UTF_8));
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer buffer, Path file) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new PlannerException("%s is cut short. Download it again.".formatted(file));
            }
        }
    }
}
