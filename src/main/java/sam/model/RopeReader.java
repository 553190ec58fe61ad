package sam.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.model.files.ModelException;
import tools.jackson.databind.JsonNode;

/// Reads a layer's rotary positions from a `config.json`: `rope_parameters`, for all layers or by layer type, or the
/// older `rope_theta` and `rope_scaling`.
record RopeReader(JsonNode json, Path root, ModelFamily family, int maxPositions, int headDim) {
    Rope read(boolean local) {
        if (family == ModelFamily.GEMMA3) {
            return local
                    ? rope(
                            byType("sliding_attention"),
                            json.path("rope_local_base_freq").asDouble(10_000))
                    : rope(byType("full_attention"), json.path("rope_theta").asDouble(1_000_000));
        }
        var parameters = byType(local ? "sliding_attention" : "full_attention");
        double usual = family == ModelFamily.SMOLLM3 ? 2_000_000 : 10_000;
        return rope(parameters, json.path("rope_theta").asDouble(usual));
    }

    /// The settings of a layer type; the older `rope_scaling` speaks of all, in Gemma 3 of the global layers.
    private JsonNode byType(String type) {
        var parameters = json.path("rope_parameters");
        boolean nested = parameters.path("full_attention").isObject()
                || parameters.path("sliding_attention").isObject();
        if (nested) {
            return parameters.path(type);
        }
        boolean stretched =
                !json.path("model_type").asString("").equals("gemma3_text") || type.equals("full_attention");
        return stretched && json.path("rope_scaling").isObject() ? json.path("rope_scaling") : parameters;
    }

    private Rope rope(JsonNode parameters, double theta) {
        double stated = json.path("rope_parameters").path("rope_theta").asDouble(theta);
        double partial = parameters
                .path("partial_rotary_factor")
                .asDouble(json.path("partial_rotary_factor").asDouble(1));
        if (partial != 1) {
            throw refused(
                    Plain.text("turns only a part of each head (partial_rotary_factor %s)", partial),
                    "Choose a model that turns whole heads");
        }
        double own = parameters.path("rope_theta").asDouble(stated);
        if (!(own > 1) || Double.isInfinite(own)) {
            throw refused(Plain.text("has the rope_theta %s", own), "Download the model again");
        }
        return new Rope(own, scaling(parameters));
    }

    private Rope.@Nullable Scaling scaling(JsonNode rope) {
        var type = rope.path("rope_type").asString(rope.path("type").asString("default"));
        // Phi-3's first files call it so
        boolean older = family == ModelFamily.PHI3 && (type.equals("su") || type.equals("yarn"));
        return switch (older ? "longrope" : type) {
            case "default" -> null;
            case "linear" -> new Rope.Linear(number(rope, "factor"));
            case "llama3" ->
                new Rope.Llama3(
                        number(rope, "factor"),
                        number(rope, "low_freq_factor"),
                        number(rope, "high_freq_factor"),
                        original(rope));
            case "longrope" -> longRope(rope);
            default ->
                throw refused(
                        Plain.text("stretches its positions by \"%s\", which the engine does not compute", type),
                        "Choose a model with plain, linear, llama3 or longrope rotary positions");
        };
    }

    /// transformers takes the stretch from the positions where the file does not say it.
    private Rope.LongRope longRope(JsonNode rope) {
        int original = original(rope);
        double factor = rope.path("factor").asDouble((double) maxPositions / original);
        double usual = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
        double magnitude = rope.path("attention_factor").asDouble(usual);
        if (original < 2 || !(magnitude > 0) || Double.isInfinite(magnitude)) {
            throw refused(
                    Plain.text("stretches %d positions with an attention_factor of %s", original, magnitude),
                    "Download the model again");
        }
        return new Rope.LongRope(
                divisors(rope, "short_factor"), divisors(rope, "long_factor"), (float) magnitude, original);
    }

    private List<Float> divisors(JsonNode rope, String name) {
        var divisors = new ArrayList<Float>();
        for (var divisor : rope.path(name)) {
            divisors.add((float) divisor.asDouble(0));
        }
        if (divisors.size() != headDim / 2 || divisors.stream().anyMatch(d -> !(d > 0) || d.isInfinite())) {
            throw refused(
                    Plain.text("has a %s that is not %d numbers above 0", name, headDim / 2),
                    "Download the model again");
        }
        return List.copyOf(divisors);
    }

    private int original(JsonNode rope) {
        return rope.path("original_max_position_embeddings")
                .asInt(json.path("original_max_position_embeddings").asInt(maxPositions));
    }

    private double number(JsonNode rope, String name) {
        double value = rope.path(name).asDouble(0);
        if (!(value > 0) || Double.isInfinite(value)) {
            throw refused(Plain.text("stretches its positions without a %s", name), "Download the model again");
        }
        return value;
    }

    private ModelException refused(String what, String advice) {
        return new ModelException(Plain.text("The model in %s %s. %s.", root, what, advice));
    }
}
