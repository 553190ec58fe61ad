package sam.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.model.files.ModelException;

/// Where each weight of a model lies in its files: the one place that knows the families' tensor names.
public record WeightMap(ModelConfig config) {
    /// `rows` rows of a stored tensor from `firstRow` on; `shape` is the whole tensor's. A vector is one row.
    public record Part(String tensor, List<Long> shape, long firstRow, long rows) {
        public Part {
            shape = List.copyOf(shape);
        }

        static Part whole(String tensor, long... shape) {
            return new Part(
                    tensor, java.util.Arrays.stream(shape).boxed().toList(), 0, shape.length < 2 ? 1 : shape[0]);
        }

        public long columns() {
            return shape.getLast();
        }
    }

    /// A norm's place in a layer.
    public enum NormPlace {
        BEFORE_ATTENTION,
        AFTER_ATTENTION,
        BEFORE_MLP,
        AFTER_MLP
    }

    /// E[vocabulary, hidden]
    public Part embedding() {
        return Part.whole("model.embed_tokens.weight", config.vocabulary(), config.hidden());
    }

    /// [hidden]
    public Part finalNorm() {
        return Part.whole("model.norm.weight", config.hidden());
    }

    /// [vocabulary, hidden]; the embedding itself where the two are tied.
    public Part head() {
        return config.tiedHead() ? embedding() : Part.whole("lm_head.weight", config.vocabulary(), config.hidden());
    }

    /// W[out, in] of one of `ModelConfig.LINEARS`, or of a fused one where the model has it.
    public Part linear(int layer, String linear) {
        var stored = stored(linear);
        var whole = Part.whole(ModelFolder.linear(layer, stored) + ".weight", config.out(stored), config.in(stored));
        return stored.equals(linear) ? whole : slice(whole, stored, linear);
    }

    private Part slice(Part whole, String fused, String linear) {
        long from = 0;
        for (var part : ModelConfig.parts(fused)) {
            if (part.equals(linear)) {
                break;
            }
            from += config.out(part);
        }
        return new Part(whole.tensor(), whole.shape(), from, config.out(linear));
    }

    private String stored(String linear) {
        return config.linears().stream()
                .filter(name -> name.equals(linear) || ModelConfig.parts(name).contains(linear))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(linear));
    }

    /// [out], or nothing where the linear has no bias.
    public @Nullable Part bias(int layer, String linear) {
        boolean has = switch (linear) {
            case "q_proj", "k_proj", "v_proj", "qkv_proj" -> config.attention().qkvBias();
            case "o_proj" -> config.attention().outputBias();
            default -> false;
        };
        return has ? Part.whole(ModelFolder.linear(layer, linear) + ".bias", config.out(linear)) : null;
    }

    /// [hidden], or nothing where the family norms elsewhere.
    public @Nullable Part norm(int layer, NormPlace place) {
        boolean before = config.norms().before();
        boolean after = config.norms().after();
        var name = switch (place) {
            case BEFORE_ATTENTION -> before ? "input_layernorm" : null;
            // where nothing is normed afterwards, this name is the norm before the MLP
            case AFTER_ATTENTION -> after ? "post_attention_layernorm" : null;
            case BEFORE_MLP -> !before ? null : after ? "pre_feedforward_layernorm" : "post_attention_layernorm";
            case AFTER_MLP -> after ? "post_feedforward_layernorm" : null;
        };
        return name == null ? null : Part.whole(Plain.text("model.layers.%d.%s.weight", layer, name), config.hidden());
    }

    /// [headDim] or [heads · headDim], or nothing where queries are not normed.
    public @Nullable Part queryNorm(int layer) {
        return headNorm(layer, "q_norm", config.attention().queryWidth());
    }

    /// [headDim] or [kvHeads · headDim], or nothing where keys are not normed.
    public @Nullable Part keyNorm(int layer) {
        return headNorm(layer, "k_norm", config.attention().keyValueWidth());
    }

    private @Nullable Part headNorm(int layer, String name, int width) {
        var tensor = Plain.text("model.layers.%d.self_attn.%s.weight", layer, name);
        return switch (config.attention().norm()) {
            case NONE -> null;
            case HEAD -> Part.whole(tensor, config.headDim());
            case WIDTH -> Part.whole(tensor, width);
        };
    }

    /// Every tensor of the model.
    public List<Part> parts() {
        var parts = new ArrayList<@Nullable Part>(List.of(embedding(), finalNorm(), head()));
        for (int layer = 0; layer < config.layers(); layer++) {
            for (var place : NormPlace.values()) {
                parts.add(norm(layer, place));
            }
            parts.add(queryNorm(layer));
            parts.add(keyNorm(layer));
            for (var linear : config.linears()) {
                parts.add(linear(layer, linear));
                parts.add(bias(layer, linear));
            }
        }
        return parts.stream()
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .distinct()
                .toList();
    }

    /// Every tensor of the model must be there in its shape.
    void check(WeightReader weights, Path root) {
        for (var part : parts()) {
            var stored = weights.tensor(part.tensor());
            if (!stored.shape().equals(part.shape())) {
                throw new ModelException(Plain.text(
                        "%s in %s has the shape %s, but config.json says %s. Download the model again.",
                        part.tensor(), root, stored.shape(), part.shape()));
            }
        }
    }
}
