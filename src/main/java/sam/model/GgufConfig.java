package sam.model;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.stream.IntStream;
import sam.durable.Json;
import sam.durable.Plain;
import sam.model.files.ModelException;
import sam.model.gguf.GgufValue;
import tools.jackson.databind.node.ObjectNode;

/// A GGUF file's architecture as the `config.json` its Hugging Face folder would have.
final class GgufConfig {
    private static final int USUAL_LENGTH = 8192;
    private static final int LEAST_LENGTH = 16;
    private static final int MOST_LENGTH = 1 << 20;
    private static final double LOW = 1;
    private static final double HIGH = 4;
    private static final int SMOLLM3_INTERVAL = 4;

    private final GgufFile file;
    private final ObjectNode config = Json.MAPPER.createObjectNode();

    private GgufConfig(GgufFile file) {
        this.file = file;
    }

    static ObjectNode of(GgufFile file) throws IOException {
        return new GgufConfig(file).build();
    }

    private ObjectNode build() throws IOException {
        var architecture = file.architecture();
        if (file.metadata().text("general.type").orElse("model").equals("adapter")) {
            throw new ModelException(
                    Plain.text("%s is an adapter, not a model. Choose the model it belongs to.", file.path()));
        }
        var modelType = ModelFamily.ofArchitecture(architecture)
                .orElseThrow(() -> new ModelException(Plain.text(
                        "%s is of the architecture \"%s\". Choose a GGUF file of one of: %s.",
                        file.path(), architecture, ModelFamily.listed(ModelFamily::architecture))))
                .type();
        if (file.whole("expert_count", 0) > 0) {
            throw new ModelException(Plain.text(
                    "%s is a mixture of experts, which is not computed here. Choose a dense model.", file.path()));
        }
        long window = file.whole("attention.sliding_window", 0);
        config.put("model_type", modelType.equals("llama") && window > 0 ? "mistral" : modelType);
        int hidden = number("embedding_length", 0);
        int heads = number("attention.head_count", 0);
        int headDim = number("attention.key_length", heads > 0 ? hidden / heads : 0);
        config.put("hidden_size", hidden);
        int layers = number("block_count", 0);
        if (layers > file.tensors()) {
            throw new ModelException(Plain.text(
                    "%s claims %d layers but has only %d tensors. Download it again.",
                    file.path(), layers, file.tensors()));
        }
        config.put("num_hidden_layers", layers);
        config.put("intermediate_size", number("feed_forward_length", 0));
        config.put("num_attention_heads", heads);
        config.put("num_key_value_heads", number("attention.head_count_kv", heads));
        config.put("head_dim", headDim);
        var embedding = file.shape("token_embd.weight");
        config.put("vocab_size", embedding.isEmpty() ? 0 : Math.toIntExact(embedding.getFirst()));
        config.put("max_position_embeddings", number("context_length", 2048));
        config.put("rms_norm_eps", shortest(file.real("attention.layer_norm_rms_epsilon", 1e-6)));
        config.put("hidden_act", "silu");
        config.put("tie_word_embeddings", !file.has("output.weight"));
        config.put("attention_bias", file.has("blk.0.attn_q.bias"));
        config.put("mlp_bias", file.has("blk.0.ffn_gate.bias"));
        if (window > 0) {
            config.put("sliding_window", window);
        }
        rope(headDim);
        ends();
        own(modelType);
        return config;
    }

    private int number(String name, int otherwise) {
        long value = file.whole(name, otherwise);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new ModelException(Plain.text(
                    "%s claims %s as its %s. Download it again.", file.path(), Long.toUnsignedString(value), name));
        }
        return (int) value;
    }

    private void rope(int headDim) throws IOException {
        var rope = config.putObject("rope_parameters");
        if (file.architecture().equals(Gemma3.ARCHITECTURE)) {
            rope.putObject("sliding_attention")
                    .put("rope_type", "default")
                    .put("rope_theta", shortest(file.real("rope.freq_base_swa", Gemma3.LOCAL_THETA)));
            rope = rope.putObject("full_attention");
        }
        double theta = file.real("rope.freq_base", 10_000);
        rope.put("rope_theta", shortest(theta));
        int turned = number("rope.dimension_count", headDim);
        if (turned != headDim && headDim > 0) {
            config.put("partial_rotary_factor", (double) turned / headDim);
            rope.put("partial_rotary_factor", (double) turned / headDim);
        }
        var type =
                file.metadata().text(file.architecture() + ".rope.scaling.type").orElse("none");
        var factors = RopeFactors.of(file);
        var every = factors.get(RopeFactors.ALL);
        var brief = factors.get(RopeFactors.SHORT);
        if (every != null) {
            llama3(rope, theta, every);
        } else if (brief != null) {
            longRope(rope, brief, factors.getOrDefault(RopeFactors.LONG, brief));
        } else if (type.equals("none") && file.real("rope.scale_linear", 1) == 1) {
            rope.put("rope_type", "default");
        } else {
            rope.put("rope_type", type.equals("none") ? "linear" : type);
            double factor = file.real("rope.scaling.factor", file.real("rope.scale_linear", 1));
            rope.put("factor", shortest(factor));
            long original = file.whole("rope.scaling.original_context_length", 0);
            if (original > 0) {
                rope.put("original_max_position_embeddings", original);
            }
        }
    }

    /// Llama 3's stretch is written as one divisor a frequency. The divisors tell the factor (the largest) and the
    /// original length, when low and high are 1 and 4 as in every published Llama 3.
    private void llama3(ObjectNode rope, double theta, float[] divisors) {
        double factor = IntStream.range(0, divisors.length)
                .mapToDouble(i -> divisors[i])
                .max()
                .orElse(1);
        if (factor == 1) {
            rope.put("rope_type", "default");
            return;
        }
        if (fits(divisors, theta, factor, USUAL_LENGTH)) {
            llama3(rope, factor, USUAL_LENGTH);
            return;
        }
        for (int original = LEAST_LENGTH; original <= MOST_LENGTH; original *= 2) {
            if (fits(divisors, theta, factor, original)) {
                llama3(rope, factor, original);
                return;
            }
        }
        throw new ModelException(Plain.text(
                "%s stretches its positions in a way that is not computed here (rope_freqs). Choose the model's"
                        + " folder.",
                file.path()));
    }

    private void longRope(ObjectNode rope, float[] brief, float[] wide) {
        rope.put("rope_type", "longrope");
        var shortFactor = rope.putArray("short_factor");
        for (float divisor : brief) {
            shortFactor.add(divisor);
        }
        var longFactor = rope.putArray("long_factor");
        for (float divisor : wide) {
            longFactor.add(divisor);
        }
        rope.put("attention_factor", shortest(file.real("rope.scaling.attn_factor", 1)));
        rope.put(
                "original_max_position_embeddings",
                file.whole("rope.scaling.original_context_length", number("context_length", 2048)));
    }

    private static boolean fits(float[] divisors, double theta, double factor, int original) {
        for (int i = 0; i < divisors.length; i++) {
            double wanted = Llama3Rope.divisor(theta, i, divisors.length, factor, LOW, HIGH, original);
            if (!(Math.abs(divisors[i] / wanted - 1) < 1e-3)) {
                return false;
            }
        }
        return true;
    }

    private static void llama3(ObjectNode rope, double factor, int original) {
        rope.put("rope_type", "llama3");
        rope.put("factor", factor);
        rope.put("low_freq_factor", LOW);
        rope.put("high_freq_factor", HIGH);
        rope.put("original_max_position_embeddings", original);
    }

    private void ends() {
        var ids = new LinkedHashSet<Long>();
        for (var key : new String[] {"eos_token_id", "eot_token_id", "eom_token_id"}) {
            long id = file.metadata().whole("tokenizer.ggml." + key, -1);
            if (id >= 0) {
                ids.add(id);
            }
        }
        var ends = config.putArray("eos_token_id");
        ids.forEach(id -> ends.add(Math.toIntExact(id)));
        long begin = file.metadata().whole("tokenizer.ggml.bos_token_id", -1);
        if (begin >= 0) {
            config.put("bos_token_id", begin);
        }
    }

    private void own(String modelType) {
        switch (modelType) {
            case "granite" -> {
                config.put("attention_multiplier", shortest(file.real("attention.scale", 1)));
                config.put("embedding_multiplier", shortest(file.real("embedding_scale", 1)));
                config.put("residual_multiplier", shortest(file.real("residual_scale", 1)));
                config.put("logits_scaling", shortest(file.real("logit_scale", 1)));
            }
            case "smollm3" -> {
                config.put("no_rope_layer_interval", SMOLLM3_INTERVAL);
                var turned = config.putArray("no_rope_layers");
                for (int layer = 1; layer <= number("block_count", 0); layer++) {
                    turned.add(layer % SMOLLM3_INTERVAL == 0 ? 0 : 1);
                }
            }
            case "gemma3_text" -> gemma3();
            default -> {}
        }
    }

    private void gemma3() {
        int layers = number("block_count", 0);
        config.put("hidden_activation", "gelu_pytorch_tanh");
        config.put(
                "query_pre_attn_scalar",
                Gemma3.divisor(
                        layers,
                        number("embedding_length", 0),
                        number("attention.head_count", 0),
                        config.path("head_dim").asInt(0)));
        if (file.real("final_logit_softcapping", 0) != 0) {
            config.put("final_logit_softcapping", file.real("final_logit_softcapping", 0));
        }
        var kinds = config.putArray("layer_types");
        for (int layer = 0; layer < layers; layer++) {
            kinds.add(local(layer) ? "sliding_attention" : "full_attention");
        }
    }

    /// Whether a layer of a Gemma 3 has a window: the file says an interval, or true or false for each layer.
    private boolean local(int layer) {
        if (file.whole("attention.sliding_window", 0) == 0) {
            return false;
        }
        var name = "attention.sliding_window_pattern";
        return file.metadata().values().get(file.architecture() + "." + name) instanceof GgufValue.Wholes listed
                ? layer < listed.values().length && listed.values()[layer] != 0
                : Gemma3.local(layer, number(name, Gemma3.INTERVAL));
    }

    /// A number that was written as float32, as the decimal it came from: 1e-5 and not 9.9999997e-6.
    private static double shortest(double value) {
        return Double.parseDouble(Float.toString((float) value));
    }
}
