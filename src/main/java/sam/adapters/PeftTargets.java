package sam.adapters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import sam.durable.Plain;
import sam.model.ModelConfig;
import sam.protocol.PlacePattern;
import tools.jackson.databind.JsonNode;

/// Where PEFT puts a LoRA, by `target_modules`, `exclude_modules`, `layers_to_transform` and `layers_pattern`, as its
/// `check_target_module_exists` decides it: a text is a pattern of whole names or "all-linear", a list holds whole
/// names or their ends.
final class PeftTargets {
    private static final String ALL_LINEAR = "all-linear";
    private static final List<String> OUTSIDE = List.of("lm_head", "model.embed_tokens");

    private final JsonNode targets;
    private final JsonNode excluded;
    private final List<Integer> layers;
    private final List<String> layerPatterns;

    private PeftTargets(JsonNode targets, JsonNode excluded, List<Integer> layers, List<String> layerPatterns) {
        this.targets = targets;
        this.excluded = excluded;
        this.layers = layers;
        this.layerPatterns = layerPatterns;
    }

    /// Reads the four fields; what PEFT would not take either is an [IllegalArgumentException] whose message ends the
    /// sentence "The adapter …".
    static PeftTargets of(JsonNode config) {
        var targets = config.path("target_modules");
        var excluded = config.path("exclude_modules");
        requireNames(targets, "target_modules");
        requireNames(excluded, "exclude_modules");
        var layers = new ArrayList<Integer>();
        var chosen = config.path("layers_to_transform");
        for (var layer : chosen.isArray() ? chosen : List.of(chosen)) {
            if (layer.isInt() && layer.asInt() >= 0) {
                layers.add(layer.asInt());
            } else if (!layer.isNull() && !layer.isMissingNode()) {
                throw new IllegalArgumentException(Plain.text("names the layer %s in layers_to_transform", layer));
            }
        }
        var patterns = new ArrayList<String>();
        var given = config.path("layers_pattern");
        requireNames(given, "layers_pattern");
        for (var pattern : given.isArray() ? given : List.of(given)) {
            if (!pattern.asString("").isEmpty()) {
                patterns.add(pattern.asString(""));
            }
        }
        if (targets.isString() && (!layers.isEmpty() || !patterns.isEmpty())) {
            throw new IllegalArgumentException(
                    "has layers_to_transform or layers_pattern beside target_modules as one text, which PEFT refuses"
                            + " too");
        }
        return new PeftTargets(targets, excluded, List.copyOf(layers), List.copyOf(patterns));
    }

    private static void requireNames(JsonNode names, String field) {
        boolean fine = names.isNull()
                || names.isMissingNode()
                || names.isString()
                || names.isArray() && names.valueStream().allMatch(JsonNode::isString);
        if (!fine) {
            throw new IllegalArgumentException(Plain.text("has %s that are neither names nor a pattern", field));
        }
    }

    /// Whether a LoRA sits on a linear of a layer.
    boolean sitsOn(int layer, String linear) {
        return sitsOn(PlacePattern.place(layer, linear));
    }

    private boolean sitsOn(String name) {
        if (targets.isNull() || targets.isMissingNode()) {
            // PEFT has a choice of its own by architecture; what the file holds is where it was
            return !isExcluded(name);
        }
        if (isExcluded(name)) {
            return false;
        }
        if (targets.isString()) {
            return isAllLinear() ? !OUTSIDE.contains(name) : PlacePattern.fitsAll(targets.asString(), name);
        }
        if (isIn(targets, name)) {
            return true;
        }
        return endsIn(targets, name)
                && (layers.isEmpty() || layer(name).filter(layers::contains).isPresent());
    }

    /// Lower case as PEFT compares it.
    private boolean isAllLinear() {
        return targets.asString("").toLowerCase(java.util.Locale.ROOT).equals(ALL_LINEAR);
    }

    private boolean isExcluded(String name) {
        return excluded.isString()
                ? !excluded.asString().isEmpty() && PlacePattern.fitsAll(excluded.asString(), name)
                : isIn(excluded, name) || endsIn(excluded, name);
    }

    private static boolean isIn(JsonNode names, String name) {
        return names.valueStream().anyMatch(each -> each.asString("").equals(name));
    }

    private static boolean endsIn(JsonNode names, String name) {
        return names.valueStream().anyMatch(each -> name.endsWith("." + each.asString("")));
    }

    private Optional<Integer> layer(String name) {
        var patterns = layerPatterns.isEmpty() ? List.of("[^.]*") : layerPatterns;
        return patterns.stream()
                .flatMap(pattern -> PlacePattern.layer(pattern, name).stream())
                .findFirst();
    }

    /// A part of the model outside its layers that it sits on, which the engine does not train.
    Optional<String> outside() {
        return targets.isNull() || targets.isMissingNode()
                ? Optional.empty()
                : OUTSIDE.stream().filter(this::sitsOn).findFirst();
    }

    /// The first linear named by a list that other models have and this one has not.
    Optional<String> foreign(ModelConfig model) {
        return targets.valueStream()
                .map(each -> each.asString(""))
                .filter(name -> ModelConfig.ALL_LINEARS.contains(name)
                        && !model.linears().contains(name))
                .findFirst();
    }

    /// Whether it sits anywhere in a model.
    boolean fits(ModelConfig model) {
        for (int layer = 0; layer < model.layers(); layer++) {
            for (var linear : model.linears()) {
                if (sitsOn(layer, linear)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// As the file says it, for a sentence.
    String shown() {
        var text = targets.isArray()
                ? String.join(
                        ", ",
                        new TreeSet<>(targets.valueStream()
                                .map(each -> each.asString(""))
                                .toList()))
                : targets.asString("");
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }
}
