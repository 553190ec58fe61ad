package sam.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sam.durable.Plain;
import sam.model.files.ModelException;
import tools.jackson.databind.JsonNode;

/// Reads a `config.json` with the meaning and the defaults transformers 5.23 gives it, in its form and in the older one
/// (`rope_theta`, `rope_scaling`).
final class ConfigReader {
    private static final int MOST_LAYERS = 1_000;
    private static final int MOST_SIZE = 1 << 24;

    private final JsonNode json;
    private final Path root;
    private final ModelFamily family;
    private final int layers;

    ConfigReader(JsonNode json, Path root) {
        this.json = json;
        this.root = root;
        this.family = family();
        this.layers = positive("num_hidden_layers");
        if (layers > MOST_LAYERS) {
            throw refused(Plain.text("names %d layers, which no model has", layers), "Download the model again");
        }
    }

    ModelConfig read() {
        refuseWhatIsNotComputed();
        int hidden = positive("hidden_size");
        var attention = attention(hidden);
        return new ModelConfig(
                family,
                hidden,
                positive("vocab_size"),
                maxPositions(),
                attention,
                new Mlp(positive("intermediate_size"), activation()),
                norms(),
                multipliers(hidden),
                layerKinds(attention.headDim()),
                json.path("tie_word_embeddings").asBoolean(family.usuallyTied()),
                family == ModelFamily.PHI3,
                eosIds());
    }

    private ModelFamily family() {
        var type = json.path("model_type").asString("");
        if (type.equals("gemma3")) {
            throw refused(
                    "is Gemma 3 with pictures (gemma3), of which the engine computes only the text model",
                    "Choose one whose config.json says gemma3_text");
        }
        return ModelFamily.of(type)
                .orElseThrow(() -> refused(
                        Plain.text("is of the architecture \"%s\", which the engine does not compute", type),
                        "Choose a model of " + ModelFamily.choice()));
    }

    private void refuseWhatIsNotComputed() {
        if (json.hasNonNull("quantization_config")) {
            throw refused("is quantised", "Choose the model in F32, F16 or BF16");
        }
        if (json.path("mlp_bias").asBoolean(false)) {
            throw refused("has biases in its MLP, which the engine does not compute", "Choose another model");
        }
        for (var name : List.of("attention_dropout", "resid_pdrop", "embd_pdrop")) {
            if (json.path(name).asDouble(0) != 0) {
                throw refused(
                        Plain.text(
                                "asks for %s %s in training, which the engine does not compute", name, json.path(name)),
                        "Set it to 0 in config.json to train without it");
            }
        }
        for (var name : List.of("final_logit_softcapping", "attn_logit_softcapping")) {
            if (json.hasNonNull(name)) {
                throw refused(Plain.text("sets %s, which the engine does not compute", name), "Choose another model");
            }
        }
        if (json.path("use_bidirectional_attention").asBoolean(false)) {
            throw refused("attends in both directions, so it does not continue text", "Choose a text model");
        }
    }

    private Attention attention(int hidden) {
        int heads = positive("num_attention_heads");
        int kvHeads = json.path("num_key_value_heads").asInt(heads);
        int stated = json.path("head_dim").asInt(0);
        int headDim = stated > 0 ? stated : family.usualHeadDim(hidden, heads);
        if (kvHeads <= 0
                || heads % kvHeads != 0
                || headDim % 2 != 0
                || headDim <= 0
                || (long) heads * headDim > MOST_SIZE) {
            throw refused(
                    Plain.text(
                            "names %d heads, %d key-value heads and a head size of %d, which do not go together",
                            heads, kvHeads, headDim),
                    "Download the model again");
        }
        double scale = switch (family) {
            case GEMMA3 -> 1 / Math.sqrt(above0("query_pre_attn_scalar", 256));
            case GRANITE -> above0("attention_multiplier", 1);
            default -> 1 / Math.sqrt(headDim);
        };
        var norm = switch (family) {
            case QWEN3, GEMMA3 -> Attention.QkNorm.HEAD;
            case OLMO2 -> Attention.QkNorm.WIDTH;
            default -> Attention.QkNorm.NONE;
        };
        boolean bias = switch (family) {
            case MISTRAL, PHI3, QWEN2 -> false;
            default -> json.path("attention_bias").asBoolean(false);
        };
        return new Attention(heads, kvHeads, headDim, scale, norm, bias || family == ModelFamily.QWEN2, bias);
    }

    private Mlp.Activation activation() {
        var name = family == ModelFamily.GEMMA3
                ? json.path("hidden_activation").asString("gelu_pytorch_tanh")
                : json.path("hidden_act").asString("silu");
        return switch (name) {
            case "silu", "swish" -> Mlp.Activation.SILU;
            case "gelu_pytorch_tanh" -> Mlp.Activation.GELU_TANH;
            default ->
                throw refused(
                        Plain.text("uses the activation \"%s\", which the engine does not compute", name),
                        "Choose a model with silu or gelu_pytorch_tanh");
        };
    }

    private Norms norms() {
        boolean strict = family == ModelFamily.PHI3 || family == ModelFamily.OLMO2;
        double eps = above0("rms_norm_eps", strict ? 1e-5 : 1e-6);
        return switch (family) {
            case GEMMA3 -> new Norms(eps, 1, true, true);
            case OLMO2 -> new Norms(eps, 0, false, true);
            default -> new Norms(eps, 0, true, false);
        };
    }

    private Multipliers multipliers(int hidden) {
        return switch (family) {
            case GEMMA3 -> new Multipliers(Math.sqrt(hidden), 1, 1);
            case GRANITE ->
                new Multipliers(
                        above0("embedding_multiplier", 1),
                        above0("residual_multiplier", 1),
                        1 / above0("logits_scaling", 1));
            default -> Multipliers.NONE;
        };
    }

    private int maxPositions() {
        return json.path("max_position_embeddings").asInt(2048);
    }

    private List<LayerKind> layerKinds(int headDim) {
        var kinds = new ArrayList<LayerKind>();
        int window = window();
        var reader = new RopeReader(json, root, family, maxPositions(), headDim);
        var ropes = new HashMap<Boolean, Rope>();
        for (int layer = 0; layer < layers; layer++) {
            boolean local = local(layer);
            var rope = turned(layer) ? ropes.computeIfAbsent(local, kind -> reader.read(kind)) : null;
            kinds.add(new LayerKind(local ? window : 0, rope));
        }
        return kinds;
    }

    /// The positions a local layer sees; 0 where no layer is local.
    private int window() {
        var stated = json.path("sliding_window");
        int usual = stated.isNull() ? 0 : 4096;
        int window = switch (family) {
            case MISTRAL, GEMMA3 -> stated.asInt(usual);
            case PHI3 -> stated.asInt(0);
            case QWEN2, QWEN3, SMOLLM3 -> json.path("use_sliding_window").asBoolean(false) ? stated.asInt(usual) : 0;
            default -> 0;
        };
        if (window < 0) {
            throw refused(Plain.text("names a sliding window of %d", window), "Download the model again");
        }
        return window;
    }

    private boolean local(int layer) {
        var type = json.path("layer_types").path(layer).asString("");
        if (!type.isEmpty() && family != ModelFamily.MISTRAL) {
            if (!type.equals("sliding_attention") && !type.equals("full_attention")) {
                throw refused(
                        Plain.text("has layers of the type \"%s\", which the engine does not compute", type),
                        "Choose another model");
            }
            return type.equals("sliding_attention");
        }
        return switch (family) {
            case MISTRAL, PHI3 -> true;
            case QWEN2, QWEN3 -> layer >= json.path("max_window_layers").asInt(28);
            case SMOLLM3 -> !turned(layer);
            case GEMMA3 -> (layer + 1) % pattern() != 0;
            default -> false;
        };
    }

    private int pattern() {
        int pattern = json.path("sliding_window_pattern")
                .asInt(json.path("_sliding_window_pattern").asInt(6));
        return Math.max(1, pattern);
    }

    /// Whether a layer turns its queries and keys.
    private boolean turned(int layer) {
        if (family != ModelFamily.SMOLLM3) {
            return true;
        }
        var listed = json.path("no_rope_layers");
        int interval = json.path("no_rope_layer_interval").asInt(4);
        return listed.isArray() ? listed.path(layer).asInt(1) != 0 : (layer + 1) % Math.max(1, interval) != 0;
    }

    /// The end tokens of `config.json` and, beside it, of `generation_config.json`.
    private List<Integer> eosIds() {
        var ids = new LinkedHashSet<Integer>();
        collect(json.path("eos_token_id"), ids);
        var generation = root.resolve("generation_config.json");
        if (Files.isRegularFile(generation)) {
            try {
                collect(ModelJson.read(generation).path("eos_token_id"), ids);
            } catch (IOException e) {
                throw new ModelException(Plain.text("%s cannot be read. Download the model again.", generation), e);
            }
        }
        return List.copyOf(ids);
    }

    private static void collect(JsonNode node, Set<Integer> ids) {
        if (node.isInt()) {
            ids.add(node.asInt());
        } else if (node.isArray()) {
            node.forEach(entry -> collect(entry, ids));
        }
    }

    private int positive(String name) {
        int value = json.path(name).asInt(0);
        if (value <= 0) {
            throw refused(Plain.text("has no %s in its config.json", name), "Download the model again");
        }
        if (value > MOST_SIZE) {
            throw refused(Plain.text("names a %s of %d, which no model has", name, value), "Download the model again");
        }
        return value;
    }

    private double above0(String name, double usual) {
        double value = json.path(name).asDouble(usual);
        if (!(value > 0) || Double.isInfinite(value)) {
            throw refused(Plain.text("sets %s to %s", name, json.path(name)), "Download the model again");
        }
        return value;
    }

    private ModelException refused(String what, String advice) {
        return new ModelException(Plain.text("The model in %s %s. %s.", root, what, advice));
    }
}
