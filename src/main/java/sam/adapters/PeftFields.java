package sam.adapters;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import sam.durable.Plain;
import tools.jackson.databind.JsonNode;

/// What may stand in an `adapter_config.json` (PEFT 0.21) for the adapter to be ΔW = scale · B · A on the base as it
/// is: every field has its harmless values, and a field that is not here is harmless only where it says nothing.
final class PeftFields {
    private static final String CONVERT =
            " Save it again with PEFT's save_pretrained and path_initial_model_for_weight_conversion: that makes it a"
                    + " plain LoRA.";

    private static final String OWN_BASE = " Merge it with the base it was made with, and use the merged model.";

    private static final String PLAIN = " Choose a plain LoRA folder.";

    /// First numbers that leave the base as it is: only the trained ones are in the file.
    private static final Set<String> HARMLESS_STARTS = Set.of("gaussian", "eva", "orthogonal", "mica");

    /// Starts that take a part out of the base's weights, by how their names begin.
    private static final List<String> BASE_CHANGING_STARTS = List.of("pissa", "olora", "corda", "lora_ga");

    /// Fields that say nothing of the numbers, or count only beside another that is refused.
    private static final Set<String> ANY = Set.of(
            "peft_type",
            "peft_version",
            "auto_mapping",
            "base_model_name_or_path",
            "revision",
            "inference_mode",
            "lora_dropout",
            "runtime_config",
            "ensure_weight_tying",
            "megatron_core",
            "qalora_group_size",
            "loftq_config",
            "eva_config",
            "corda_config",
            "lora_ga_config");

    /// Fields that are computed with, and checked where they are read.
    private static final Set<String> COMPUTED = Set.of(
            "r",
            "lora_alpha",
            "use_rslora",
            "rank_pattern",
            "alpha_pattern",
            "target_modules",
            "exclude_modules",
            "layers_to_transform",
            "layers_pattern",
            "init_lora_weights");

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("use_dora", "DoRA splits each weight into length and direction"),
            Map.entry("lora_bias", "it adds a bias to every linear"),
            Map.entry("fan_in_fan_out", "its base has its weights the other way round"),
            Map.entry("bias", "the adapter trains biases"),
            Map.entry("use_qalora", "its A reads averages of groups of inputs"),
            Map.entry("alora_invocation_tokens", "it acts only from those tokens on, and cannot be folded in"),
            Map.entry("layer_replication", "its base has some layers several times"),
            Map.entry("modules_to_save", "these parts of the base are replaced"),
            Map.entry("trainable_token_indices", "these rows of the embedding are replaced"),
            Map.entry("target_parameters", "it sits on parameters that are no linears"),
            Map.entry("megatron_config", "its base is split for Megatron"),
            Map.entry("velora_config", "VeLoRA is computed otherwise"),
            Map.entry("monteclora_config", "MonteCLoRA adds noise to the weights"),
            Map.entry("use_bdlora", "its matrices are block-diagonal"),
            Map.entry("arrow_config", "Arrow chooses among several adapters"),
            Map.entry("kasa_config", "KaSA cuts down the base's weights"));

    private static final Map<String, Predicate<JsonNode>> HARMLESS = Map.of(
            "bias", value -> value.asString("").equals("none"),
            "task_type", value -> value.asString("").equals("CAUSAL_LM"));

    private PeftFields() {}

    /// What is wrong with the first field that changes the base or the maths, as the rest of a sentence and another.
    static Optional<String> fault(JsonNode config) {
        for (var field : config.properties()) {
            var fault = fault(field.getKey(), field.getValue());
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> fault(String name, JsonNode value) {
        if (name.equals("init_lora_weights")) {
            return start(value);
        }
        if (ANY.contains(name) || COMPUTED.contains(name) || saysNothing(value)) {
            return Optional.empty();
        }
        if (HARMLESS.containsKey(name) && HARMLESS.get(name).test(value)) {
            return Optional.empty();
        }
        if (name.equals("task_type")) {
            return Optional.of(Plain.text(
                    "was trained for the task %s, not to write text (task_type CAUSAL_LM).%s",
                    value.asString(value.toString()), PLAIN));
        }
        var reason = REASONS.getOrDefault(name, "this version does not know the field");
        return Optional.of(Plain.text(
                "sets %s to %s, which the engine does not compute: %s.%s", name, shown(value), reason, PLAIN));
    }

    private static Optional<String> start(JsonNode value) {
        if (value.isNull() || value.isBoolean()) {
            return Optional.empty();
        }
        var start = value.asString(value.toString()).toLowerCase(java.util.Locale.ROOT);
        if (HARMLESS_STARTS.contains(start)) {
            return Optional.empty();
        }
        if (BASE_CHANGING_STARTS.stream().anyMatch(start::startsWith)) {
            return Optional.of(Plain.text(
                    "sets init_lora_weights to %s, which takes a part out of the base's weights: on the base as it is,"
                            + " its numbers are wrong.%s",
                    shown(value), CONVERT));
        }
        if (start.equals("loftq")) {
            return Optional.of(Plain.text(
                    "sets init_lora_weights to %s, which rounds the base's weights: on the base as it is, its numbers"
                            + " are wrong.%s",
                    shown(value), OWN_BASE));
        }
        return Optional.of(Plain.text(
                "sets init_lora_weights to %s, which this version does not know: it may change the base.%s",
                shown(value), PLAIN));
    }

    private static boolean saysNothing(JsonNode value) {
        return value.isNull()
                || value.isBoolean() && !value.asBoolean()
                || value.isContainer() && value.isEmpty()
                || value.isString() && value.asString().isEmpty();
    }

    private static String shown(JsonNode value) {
        var text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
