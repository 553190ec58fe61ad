package sam.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sam.durable.Json;
import sam.model.ModelFolder;
import sam.model.files.SafetensorsFile;
import sam.model.files.SafetensorsWriter;
import sam.model.files.SafetensorsWriter.FloatTensor;
import sam.model.gguf.GgufType;
import sam.model.tokens.PreTokenizers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Copies of the small models of each family, whose words are whole ones, made into what a GGUF file can say.
public final class FamilyCopy {
    private static final Path FAMILIES = Path.of("assets/parity/families");

    private FamilyCopy() {}

    /// The family's model with a tokenizer that llama.cpp knows too: single letters.
    public static Path spelling(String family, Path to) throws IOException {
        Files.createDirectories(to);
        for (var name : List.of("config.json", "model.safetensors")) {
            Files.copy(FAMILIES.resolve(family).resolve(name), to.resolve(name));
        }
        var json = Json.MAPPER.createObjectNode();
        json.put("version", "1.0").putArray("added_tokens");
        json.set("pre_tokenizer", PreTokenizers.json("gpt-2"));
        json.set("decoder", PreTokenizers.json("gpt-2"));
        var bpe = json.putObject("model").put("type", "BPE");
        bpe.putArray("merges");
        var vocabulary = bpe.putObject("vocab").put("<pad>", 0).put("<end>", 1);
        int size = ModelFolder.open(to).config().vocabulary();
        for (int id = 2; id < Math.min(size, 28); id++) {
            vocabulary.put(Character.toString('a' + id - 2), id);
        }
        Files.writeString(to.resolve("tokenizer.json"), json.toString());
        return to;
    }

    /// A Gemma 3 with the layers of the small one again and again, and all else as published ones have it.
    public static Path gemma3(int layers, Path to) throws IOException {
        spelling("gemma3", to);
        var config = config(to);
        int head = layers == 62 ? 4 : 6;
        config.put("num_hidden_layers", layers).put("query_pre_attn_scalar", head);
        config.put("sliding_window_pattern", 6).put("rope_local_base_freq", 10_000.0);
        write(to, config);
        var tensors = new LinkedHashMap<String, FloatTensor>();
        try (var file = SafetensorsFile.open(to.resolve("model.safetensors"))) {
            for (var name : file.names()) {
                var numbers = new FloatTensor(
                        file.floats(name),
                        file.shape(name).stream().mapToLong(Long::longValue).toArray());
                if (!name.startsWith("model.layers.")) {
                    tensors.put(name, numbers);
                }
                for (int layer = 0; layer < layers; layer++) {
                    var prefix = "model.layers.%d.".formatted(layer % 3);
                    if (name.startsWith(prefix)) {
                        tensors.put("model.layers.%d.%s".formatted(layer, name.substring(prefix.length())), numbers);
                    }
                }
            }
        }
        SafetensorsWriter.write(to.resolve("model.safetensors"), new TreeMap<>(tensors), Map.of("format", "pt"));
        return to;
    }

    static ObjectNode config(Path model) throws IOException {
        return (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(model.resolve("config.json")));
    }

    static void write(Path model, JsonNode config) throws IOException {
        Files.writeString(model.resolve("config.json"), config.toString());
    }

    /// The model as a GGUF file in float32 beside its folder.
    public static Path gguf(Path model, Path... adapters) throws IOException {
        var file = model.resolveSibling(model.getFileName() + (adapters.length == 0 ? "" : "-merged") + ".gguf");
        var order = new ModelWriter.Order(model, List.of(adapters), file, GgufType.F32, GgufType.F32, false);
        ModelWriter.write(order, GgufModelTest.quiet());
        return file;
    }
}
