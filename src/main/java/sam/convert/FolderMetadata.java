package sam.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import sam.durable.Plain;
import sam.model.ChatTemplate;
import sam.model.ModelConfig;
import sam.model.ModelFamily;
import sam.model.ModelJson;
import sam.model.Phi3;
import sam.model.files.ModelException;
import sam.model.gguf.GgufValue;
import sam.model.gguf.GgufValue.Kind;
import tools.jackson.databind.JsonNode;

/// What a Hugging Face folder's files say, under the keys of a GGUF file.
final class FolderMetadata {
    private final Path folder;
    private final JsonNode config;
    private final ModelConfig model;
    private final String architecture;
    private final Map<String, GgufValue> values = new LinkedHashMap<>();

    private FolderMetadata(Path folder, JsonNode config, ModelConfig model, String architecture) {
        this.folder = folder;
        this.config = config;
        this.model = model;
        this.architecture = architecture;
    }

    static Map<String, GgufValue> of(Path folder) throws IOException {
        var config = json(folder.resolve("config.json"));
        var type = config.path("model_type").asString("");
        var family = ModelFamily.of(type)
                .orElseThrow(() -> new ModelException(Plain.text(
                        "The model in %s is of the architecture \"%s\". GGUF is written for: %s.",
                        folder, type, ModelFamily.listed(ModelFamily::type))));
        return new FolderMetadata(folder, config, ModelConfig.read(folder), family.architecture()).build();
    }

    private Map<String, GgufValue> build() throws IOException {
        text("general.architecture", architecture);
        text("general.type", "model");
        var tokenizer = json(folder.resolve("tokenizer.json"));
        var name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        text("general.name", Phi3.name(name, tokenizer));
        own("context_length", model.maxPositions());
        own("embedding_length", model.hidden());
        own("block_count", model.layers());
        own("feed_forward_length", model.intermediate());
        own("attention.head_count", model.heads());
        own("attention.head_count_kv", model.kvHeads());
        own("attention.key_length", model.headDim());
        own("attention.value_length", model.headDim());
        own("vocab_size", model.vocabulary());
        own("rope.dimension_count", model.headDim());
        real("attention.layer_norm_rms_epsilon", model.rmsEps());
        values.putAll(FolderLayers.of(folder, model, architecture));
        if (architecture.equals("granite")) {
            real("attention.scale", config.path("attention_multiplier").asDouble(1));
            real("embedding_scale", config.path("embedding_multiplier").asDouble(1));
            real("residual_scale", config.path("residual_multiplier").asDouble(1));
            real("logit_scale", config.path("logits_scaling").asDouble(1));
        }
        values.putAll(FolderTokenizer.of(folder, tokenizer, config));
        ChatTemplate.source(folder).ifPresent(template -> text("tokenizer.chat_template", template));
        return values;
    }

    private void text(String key, String value) {
        values.put(key, new GgufValue.Text(value));
    }

    private void own(String key, int value) {
        values.put(architecture + "." + key, new GgufValue.Whole(Kind.UINT32, value));
    }

    private void real(String key, double value) {
        values.put(architecture + "." + key, new GgufValue.Real(Kind.FLOAT32, value));
    }

    static JsonNode json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(Plain.text("There is no %s. Choose a Hugging Face model folder.", file));
        }
        return ModelJson.read(file);
    }
}
