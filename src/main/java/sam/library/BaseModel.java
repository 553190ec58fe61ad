package sam.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sam.durable.Json;
import sam.model.ModelFamily;
import sam.model.ModelPlace;
import sam.model.gguf.GgufHeader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a person wants to know of a model, a folder or a GGUF file, before a project is built on it.
public record BaseModel(
        Path folder, String architecture, int layers, int hiddenSize, int vocabulary, long bytes, boolean hasTemplate) {
    /// Reads the folder's own description without loading a weight; says in a sentence why it cannot be a base.
    public static BaseModel read(Path folder) {
        if (GgufHeader.isNamed(folder)) {
            return GgufBase.read(folder);
        }
        if (!Files.exists(folder)) {
            throw new LibraryException(ModelPlace.missing(folder));
        }
        var config = json(folder.resolve("config.json"));
        if (!Files.exists(folder.resolve("tokenizer.json"))) {
            throw new LibraryException(
                    "%s has no tokenizer.json. Choose a folder as Hugging Face keeps it, or a .gguf file."
                            .formatted(folder));
        }
        var architecture = config.path("model_type").asString("unknown");
        var family = ModelFamily.of(architecture)
                .orElseThrow(() -> new LibraryException(
                        "This model's architecture is %s, which SAM does not train. Choose a model of %s."
                                .formatted(architecture, ModelFamily.choice())));
        long bytes = weightBytes(folder);
        if (bytes == 0) {
            throw new LibraryException(
                    "%s has no .safetensors weights. Choose a folder that holds them.".formatted(folder));
        }
        return new BaseModel(
                folder,
                family.label(),
                config.path("num_hidden_layers").asInt(0),
                config.path("hidden_size").asInt(0),
                config.path("vocab_size").asInt(0),
                bytes,
                hasTemplate(folder));
    }

    private static boolean hasTemplate(Path folder) {
        var config = folder.resolve("tokenizer_config.json");
        return Files.exists(folder.resolve("chat_template.jinja"))
                || Files.exists(config) && json(config).has("chat_template");
    }

    private static long weightBytes(Path folder) {
        long bytes = 0;
        try (var files = Files.newDirectoryStream(folder, "*.safetensors")) {
            for (var file : files) {
                bytes += Files.size(file);
            }
        } catch (IOException e) {
            throw new LibraryException("%s cannot be read. Check its permissions.".formatted(folder), e);
        }
        return bytes;
    }

    private static JsonNode json(Path file) {
        try {
            return Json.MAPPER.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new LibraryException(
                    "%s cannot be read. Choose a model folder as Hugging Face keeps it.".formatted(file), e);
        } catch (JacksonException e) {
            throw new LibraryException("%s is damaged. Download the model again.".formatted(file), e);
        }
    }
}
