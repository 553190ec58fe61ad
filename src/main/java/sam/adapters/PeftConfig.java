package sam.adapters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import sam.durable.Json;
import sam.durable.LfsPointer;
import sam.durable.Plain;
import sam.model.ModelConfig;
import sam.model.files.ModelException;
import sam.protocol.PlacePattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// An `adapter_config.json`, read and checked: what it says must be a LoRA that the engine computes, or it is refused
/// with the field, its value and the reason.
final class PeftConfig {
    private final Path folder;
    private final PeftTargets targets;
    private final LoraShape sizes;

    private PeftConfig(Path folder, PeftTargets targets, LoraShape sizes) {
        this.folder = folder;
        this.targets = targets;
        this.sizes = sizes;
    }

    static PeftConfig read(Path folder, Path file) throws IOException {
        JsonNode config;
        try {
            config = Json.MAPPER.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            var pointer = LfsPointer.sentence(file);
            if (pointer.isPresent()) {
                throw new ModelException(pointer.get());
            }
            throw refused(folder, "has an adapter_config.json that is not readable JSON");
        }
        if (!config.isObject()) {
            throw refused(folder, "has an adapter_config.json that is no JSON object");
        }
        var kind = config.path("peft_type").asString("nameless");
        if (!kind.equalsIgnoreCase("LORA")) {
            throw refused(folder, Plain.text("is a %s adapter, not a LoRA", kind));
        }
        var fault = PeftFields.fault(config);
        if (fault.isPresent()) {
            throw new ModelException(Plain.text("The adapter in %s %s", folder, fault.get()));
        }
        try {
            return new PeftConfig(folder, PeftTargets.of(config), sizes(folder, config));
        } catch (IllegalArgumentException e) {
            throw refused(folder, String.valueOf(e.getMessage()));
        }
    }

    private static LoraShape sizes(Path folder, JsonNode config) {
        var rank = config.path("r");
        if (!rank.isMissingNode() && (!rank.isInt() || rank.asInt() < 1)) {
            throw refused(folder, Plain.text("names the rank %s", rank));
        }
        var alpha = config.path("lora_alpha");
        if (!alpha.isMissingNode() && (!alpha.isNumber() || !Double.isFinite(alpha.asDouble()))) {
            throw refused(folder, Plain.text("names the lora_alpha %s", alpha));
        }
        var rslora = config.path("use_rslora");
        if (!rslora.isMissingNode() && !rslora.isNull() && !rslora.isBoolean()) {
            throw refused(folder, Plain.text("sets use_rslora to %s, which is neither true nor false", rslora));
        }
        int r = rank.asInt(8);
        boolean root = rslora.asBoolean(false);
        double scale = alpha.asDouble(8) / (root ? Math.sqrt(r) : r);
        return new LoraShape(
                r,
                scale,
                List.of(),
                0,
                List.of(),
                root,
                ranks(folder, config.path("rank_pattern")),
                alphas(folder, config.path("alpha_pattern")));
    }

    private static Map<String, Integer> ranks(Path folder, JsonNode pattern) {
        var ranks = new LinkedHashMap<String, Integer>();
        for (var entry : pattern.properties()) {
            if (!entry.getValue().isInt() || entry.getValue().asInt() < 1) {
                throw refused(folder, Plain.text("has a rank_pattern with the rank %s", entry.getValue()));
            }
            ranks.put(entry.getKey(), entry.getValue().asInt());
        }
        return ranks;
    }

    private static Map<String, Double> alphas(Path folder, JsonNode pattern) {
        var alphas = new LinkedHashMap<String, Double>();
        for (var entry : pattern.properties()) {
            if (!entry.getValue().isNumber() || !(entry.getValue().asDouble() > 0)) {
                throw refused(folder, Plain.text("has an alpha_pattern with the alpha %s", entry.getValue()));
            }
            alphas.put(entry.getKey(), entry.getValue().asDouble());
        }
        return alphas;
    }

    /// Ranks and scales by place.
    LoraShape sizes() {
        return sizes;
    }

    boolean sitsOn(int layer, String linear) {
        return readable(() -> targets.sitsOn(layer, linear));
    }

    /// Refuses a config that puts nothing on a model, or something on what is no linear of a layer.
    void requireFits(ModelConfig model) {
        var outside = readable(targets::outside);
        if (outside.isPresent()) {
            throw refused(
                    folder,
                    Plain.text(
                            "sits on \"%s\", which is no linear of a layer",
                            outside.get().substring(outside.get().lastIndexOf('.') + 1)));
        }
        if (!readable(() -> targets.fits(model))) {
            throw foreign(model).isPresent()
                    ? otherBase(model, foreign(model).get())
                    : otherBase(model, Plain.text("\"%s\"", targets.shown()));
        }
    }

    /// The first linear named by the config that this model has not.
    Optional<String> foreign(ModelConfig model) {
        return targets.foreign(model);
    }

    ModelException elsewhere(String tensor) {
        return refused(
                folder,
                Plain.text("holds %s, where its target_modules (%s) and layers put no LoRA", tensor, targets.shown()));
    }

    ModelException otherBase(ModelConfig model, String what) {
        return new ModelException(Plain.text(
                "The adapter in %s belongs to another base: it sits on %s, but the linears of this %s model are %s."
                        + " Choose the base it was trained on.",
                folder, what, model.family().label(), String.join(", ", model.linears())));
    }

    private <T> T readable(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (PlacePattern.BadPattern e) {
            throw new ModelException(Plain.text("The adapter in %s: %s", folder, e.getMessage()), e);
        }
    }

    static ModelException refused(Path folder, String what) {
        return new ModelException(Plain.text("The adapter in %s %s. Choose a plain LoRA folder.", folder, what));
    }
}
