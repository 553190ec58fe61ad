package sam.llm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The shape of a Llama model, read from `config.json`; whatever the engine does not compute is refused here.
public record ModelConfig(
        int hidden,
        int intermediate,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int vocabulary,
        int maxPositions,
        double rmsEps,
        double ropeTheta,
        @Nullable RopeScaling ropeScaling,
        boolean tiedHead,
        List<Integer> eosIds) {
    public ModelConfig {
        eosIds = List.copyOf(eosIds);
    }

    /// Llama 3's stretched frequencies, or a linear stretch when `llama3` is false.
    public record RopeScaling(boolean llama3, double factor, double lowFactor, double highFactor, int original) {}

    /// The linears a LoRA can sit on, in PEFT's names and in the order of every list of ours.
    public static final List<String> LINEARS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    public static ModelConfig read(Path folder) throws IOException {
        var file = folder.resolve("config.json");
        if (!Files.isRegularFile(file)) {
            throw new ModelException(
                    "There is no config.json in %s. Choose a Hugging Face model folder.".formatted(folder));
        }
        try {
            return of(Json.MAPPER.readTree(Files.readAllBytes(file)), folder);
        } catch (JacksonException e) {
            throw new ModelException("%s is not readable JSON. Download the model again.".formatted(file), e);
        }
    }

    /// Rows and columns of a linear: [out, in].
    public int out(String linear) {
        return switch (linear) {
            case "q_proj" -> heads * headDim;
            case "k_proj", "v_proj" -> kvHeads * headDim;
            case "o_proj", "down_proj" -> hidden;
            case "gate_proj", "up_proj" -> intermediate;
            default -> throw new IllegalArgumentException(linear);
        };
    }

    public int in(String linear) {
        return switch (linear) {
            case "q_proj", "k_proj", "v_proj", "gate_proj", "up_proj" -> hidden;
            case "o_proj" -> heads * headDim;
            case "down_proj" -> intermediate;
            default -> throw new IllegalArgumentException(linear);
        };
    }

    /// Every tensor of the architecture must be there in its shape.
    void check(WeightReader weights, Path root) {
        expect(weights, root, "model.embed_tokens.weight", vocabulary, hidden);
        expect(weights, root, "model.norm.weight", hidden);
        if (!tiedHead) {
            expect(weights, root, "lm_head.weight", vocabulary, hidden);
        }
        for (int layer = 0; layer < layers; layer++) {
            expect(weights, root, "model.layers.%d.input_layernorm.weight".formatted(layer), hidden);
            expect(weights, root, "model.layers.%d.post_attention_layernorm.weight".formatted(layer), hidden);
            for (var linear : LINEARS) {
                expect(weights, root, ModelFolder.linear(layer, linear) + ".weight", out(linear), in(linear));
            }
        }
    }

    private static void expect(WeightReader weights, Path root, String name, long... shape) {
        var wanted = java.util.Arrays.stream(shape).boxed().toList();
        var stored = weights.tensor(name);
        if (!stored.shape().equals(wanted)) {
            throw new ModelException("%s in %s has the shape %s, but config.json says %s. Download the model again."
                    .formatted(name, root, stored.shape(), wanted));
        }
    }

    /// From what a `config.json` says; `folder` is where it was found.
    static ModelConfig of(JsonNode json, Path folder) {
        var type = json.path("model_type").asString("");
        if (!type.equals("llama")) {
            throw refused(
                    folder,
                    "is of the architecture \"%s\"".formatted(type),
                    "Choose a model of the Llama architecture");
        }
        int hidden = positive(json, "hidden_size", folder);
        int heads = positive(json, "num_attention_heads", folder);
        int kvHeads = json.path("num_key_value_heads").isNull()
                ? heads
                : json.path("num_key_value_heads").asInt(heads);
        int headDim = json.path("head_dim").asInt(0) > 0 ? json.path("head_dim").asInt() : hidden / heads;
        if (kvHeads <= 0 || heads % kvHeads != 0 || headDim % 2 != 0) {
            throw refused(
                    folder,
                    "names %d heads, %d key-value heads and a head size of %d, which do not go together"
                            .formatted(heads, kvHeads, headDim),
                    "Download the model again");
        }
        if (json.path("attention_bias").asBoolean(false)
                || json.path("mlp_bias").asBoolean(false)) {
            throw refused(
                    folder, "has biases in its linears, which the engine does not compute", "Choose another model");
        }
        var act = json.path("hidden_act").asString("silu");
        if (!act.equals("silu")) {
            throw refused(folder, "uses the activation \"%s\"".formatted(act), "Choose a model with silu");
        }
        if (json.hasNonNull("quantization_config")) {
            throw refused(folder, "is quantised", "Choose the model in F32, F16 or BF16");
        }
        // transformers 5 moved the rotary settings into rope_parameters
        var rope = json.path("rope_parameters");
        double theta = rope.path("rope_theta").asDouble(json.path("rope_theta").asDouble(10_000));
        return new ModelConfig(
                hidden,
                positive(json, "intermediate_size", folder),
                positive(json, "num_hidden_layers", folder),
                heads,
                kvHeads,
                headDim,
                positive(json, "vocab_size", folder),
                json.path("max_position_embeddings").asInt(2048),
                json.path("rms_norm_eps").asDouble(1e-6),
                theta,
                scaling(rope.isObject() ? rope : json.path("rope_scaling"), folder),
                json.path("tie_word_embeddings").asBoolean(false),
                eosIds(json.path("eos_token_id"), folder));
    }

    private static @Nullable RopeScaling scaling(JsonNode rope, Path folder) {
        var type = rope.path("rope_type").asString(rope.path("type").asString("default"));
        return switch (type) {
            case "default" -> null;
            case "linear" -> new RopeScaling(false, rope.path("factor").asDouble(1), 0, 0, 0);
            case "llama3" ->
                new RopeScaling(
                        true,
                        rope.path("factor").asDouble(8),
                        rope.path("low_freq_factor").asDouble(1),
                        rope.path("high_freq_factor").asDouble(4),
                        rope.path("original_max_position_embeddings").asInt(8192));
            default ->
                throw refused(
                        folder,
                        "stretches its positions by \"%s\", which the engine does not compute".formatted(type),
                        "Choose a model with plain, linear or llama3 rotary positions");
        };
    }

    /// The end tokens of `config.json` and, beside it, of `generation_config.json`.
    private static List<Integer> eosIds(JsonNode fromConfig, Path folder) {
        var ids = new java.util.LinkedHashSet<Integer>();
        collect(fromConfig, ids);
        var generation = folder.resolve("generation_config.json");
        if (Files.isRegularFile(generation)) {
            try {
                collect(Json.MAPPER.readTree(Files.readAllBytes(generation)).path("eos_token_id"), ids);
            } catch (IOException | JacksonException e) {
                throw new ModelException("%s is not readable JSON. Download the model again.".formatted(generation), e);
            }
        }
        return List.copyOf(ids);
    }

    private static void collect(JsonNode node, java.util.Set<Integer> ids) {
        if (node.isInt()) {
            ids.add(node.asInt());
        } else if (node.isArray()) {
            node.forEach(entry -> collect(entry, ids));
        }
    }

    private static int positive(JsonNode json, String name, Path folder) {
        int value = json.path(name).asInt(0);
        if (value <= 0) {
            throw refused(folder, "has no %s in its config.json".formatted(name), "Download the model again");
        }
        return value;
    }

    private static ModelException refused(Path folder, String what, String advice) {
        return new ModelException("The model in %s %s. %s.".formatted(folder, what, advice));
    }
}
