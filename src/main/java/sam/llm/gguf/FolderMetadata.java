package sam.llm.gguf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import sam.durable.Json;
import sam.gguf.GgufValue;
import sam.gguf.GgufValue.Kind;
import sam.llm.ChatTemplate;
import sam.llm.ModelException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a Hugging Face folder's files say, under the keys of a GGUF file.
final class FolderMetadata {
    /// Hugging Face's `model_type`, and llama.cpp's name of the architecture.
    private static final Map<String, String> ARCHITECTURES = Map.of(
            "llama", "llama",
            "mistral", "llama",
            "qwen2", "qwen2",
            "qwen3", "qwen3",
            "smollm3", "smollm3",
            "granite", "granite");

    private final Path folder;
    private final JsonNode config;
    private final String architecture;
    private final Map<String, GgufValue> values = new LinkedHashMap<>();

    private FolderMetadata(Path folder, JsonNode config, String architecture) {
        this.folder = folder;
        this.config = config;
        this.architecture = architecture;
    }

    static Map<String, GgufValue> of(Path folder) throws IOException {
        var config = json(folder.resolve("config.json"));
        var type = config.path("model_type").asString("");
        var architecture = ARCHITECTURES.get(type);
        if (architecture == null) {
            throw new ModelException("The model in %s is of the architecture \"%s\". GGUF is written for: %s."
                    .formatted(
                            folder,
                            type,
                            String.join(
                                    ", ",
                                    ARCHITECTURES.keySet().stream().sorted().toList())));
        }
        return new FolderMetadata(folder, config, architecture).build();
    }

    /// The divisors of Llama 3's stretched frequencies, which a GGUF file keeps as a tensor; none for other models.
    static float[] divisors(Path folder) throws IOException {
        var config = json(folder.resolve("config.json"));
        var rope = rope(config);
        if (!ropeType(rope).equals("llama3")) {
            return new float[0];
        }
        int half = headDim(config) / 2;
        double theta =
                rope.path("rope_theta").asDouble(config.path("rope_theta").asDouble(10_000));
        var divisors = new float[half];
        for (int i = 0; i < half; i++) {
            divisors[i] = (float) Llama3Rope.divisor(
                    theta,
                    i,
                    half,
                    rope.path("factor").asDouble(8),
                    rope.path("low_freq_factor").asDouble(1),
                    rope.path("high_freq_factor").asDouble(4),
                    rope.path("original_max_position_embeddings").asInt(8192));
        }
        return divisors;
    }

    private Map<String, GgufValue> build() throws IOException {
        text("general.architecture", architecture);
        text("general.type", "model");
        text("general.name", String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
        int heads = config.path("num_attention_heads").asInt(0);
        own("context_length", config.path("max_position_embeddings").asInt(2048));
        own("embedding_length", config.path("hidden_size").asInt(0));
        own("block_count", config.path("num_hidden_layers").asInt(0));
        own("feed_forward_length", config.path("intermediate_size").asInt(0));
        own("attention.head_count", heads);
        own("attention.head_count_kv", config.path("num_key_value_heads").asInt(heads));
        own("attention.key_length", headDim(config));
        own("attention.value_length", headDim(config));
        own("vocab_size", config.path("vocab_size").asInt(0));
        own("rope.dimension_count", headDim(config));
        real("attention.layer_norm_rms_epsilon", config.path("rms_norm_eps").asDouble(1e-6));
        var rope = rope(config);
        real(
                "rope.freq_base",
                rope.path("rope_theta").asDouble(config.path("rope_theta").asDouble(10_000)));
        switch (ropeType(rope)) {
            case "default", "llama3" -> {}
            case "linear" -> {
                text(architecture + ".rope.scaling.type", "linear");
                real("rope.scaling.factor", rope.path("factor").asDouble(1));
            }
            default ->
                throw new ModelException("The model in %s stretches its positions by \"%s\", which is not written."
                        .formatted(folder, ropeType(rope)));
        }
        if (config.path("sliding_window").isInt()
                && config.path("use_sliding_window").asBoolean(true)) {
            own("attention.sliding_window", config.path("sliding_window").asInt());
        }
        if (architecture.equals("granite")) {
            real("attention.scale", config.path("attention_multiplier").asDouble(1));
            real("embedding_scale", config.path("embedding_multiplier").asDouble(1));
            real("residual_scale", config.path("residual_multiplier").asDouble(1));
            real("logit_scale", config.path("logits_scaling").asDouble(1));
        }
        values.putAll(FolderTokenizer.of(folder, json(folder.resolve("tokenizer.json")), config));
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

    private static int headDim(JsonNode config) {
        int given = config.path("head_dim").asInt(0);
        return given > 0
                ? given
                : config.path("hidden_size").asInt(0)
                        / Math.max(1, config.path("num_attention_heads").asInt(1));
    }

    private static JsonNode rope(JsonNode config) {
        var rope = config.path("rope_parameters");
        return rope.isObject() ? rope : config.path("rope_scaling");
    }

    private static String ropeType(JsonNode rope) {
        return rope.path("rope_type").asString(rope.path("type").asString("default"));
    }

    static JsonNode json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ModelException("There is no %s. Choose a Hugging Face model folder.".formatted(file));
        }
        try {
            return Json.MAPPER.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new ModelException("%s is not readable JSON. Download the model again.".formatted(file), e);
        }
    }
}
