package sam.llm;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sam.protocol.ModelFamily;
import tools.jackson.databind.JsonNode;

/// Reads a layer's rotary positions from a `config.json`: `rope_parameters`, for all layers or by layer type, or the
/// older `rope_theta` and `rope_scaling`.
record RopeReader(JsonNode json, Path root, int maxPositions) {
    Rope read(ModelFamily family, boolean local) {
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
                    "turns only a part of each head (partial_rotary_factor %s)".formatted(partial),
                    "Choose a model that turns whole heads");
        }
        double own = parameters.path("rope_theta").asDouble(stated);
        if (!(own > 1) || Double.isInfinite(own)) {
            throw refused("has the rope_theta %s".formatted(own), "Download the model again");
        }
        return new Rope(own, scaling(parameters));
    }

    private Rope.@Nullable Scaling scaling(JsonNode rope) {
        var type = rope.path("rope_type").asString(rope.path("type").asString("default"));
        return switch (type) {
            case "default" -> null;
            case "linear" -> new Rope.Linear(number(rope, "factor"));
            case "llama3" ->
                new Rope.Llama3(
                        number(rope, "factor"),
                        number(rope, "low_freq_factor"),
                        number(rope, "high_freq_factor"),
                        rope.path("original_max_position_embeddings")
                                .asInt(json.path("original_max_position_embeddings")
                                        .asInt(maxPositions)));
            default ->
                throw refused(
                        "stretches its positions by \"%s\", which the engine does not compute".formatted(type),
                        "Choose a model with plain, linear or llama3 rotary positions");
        };
    }

    private double number(JsonNode rope, String name) {
        double value = rope.path(name).asDouble(0);
        if (!(value > 0) || Double.isInfinite(value)) {
            throw refused("stretches its positions without a %s".formatted(name), "Download the model again");
        }
        return value;
    }

    private ModelException refused(String what, String advice) {
        return new ModelException("The model in %s %s. %s.".formatted(root, what, advice));
    }
}
