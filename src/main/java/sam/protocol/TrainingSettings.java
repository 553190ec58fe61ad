package sam.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import sam.durable.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.node.ObjectNode;

/// Every knob of a training run, under the names TRL 1.16 and PEFT 0.21 give them: in JSON they lie side by side.
public record TrainingSettings(
        @JsonUnwrapped BatchSettings batches,
        @JsonUnwrapped OptimizerSettings optimizer,
        @JsonUnwrapped LoraSettings lora,
        @JsonUnwrapped LossSettings loss,
        @JsonUnwrapped MemorySettings memory,
        @JsonUnwrapped EvaluationSettings evaluation) {

    /// What a knob says that leaves the choice to the trainer.
    static final String AUTO = "auto";

    private static final double SIMPO_GAMMA = 0.5;
    private static final EvaluationSettings UNEVALUATED = new EvaluationSettings("no", 100, 0.1, false, 0, 0);

    /// Orders were written before these knobs existed.
    private static final Map<String, Object> LATER = Map.of(
            "eval_strategy",
            UNEVALUATED.evalStrategy(),
            "eval_steps",
            UNEVALUATED.evalSteps(),
            "eval_share",
            UNEVALUATED.evalShare(),
            "desirable_weight",
            1.0,
            "undesirable_weight",
            1.0,
            "cpo_alpha",
            1.0,
            "simpo_gamma",
            SIMPO_GAMMA);

    /// Reads the knobs as they lie side by side.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static TrainingSettings read(ObjectNode json) {
        var knobs = json.deepCopy();
        LATER.forEach((name, value) -> {
            if (!knobs.hasNonNull(name)) {
                knobs.set(name, Json.MAPPER.valueToTree(value));
            }
        });
        return new TrainingSettings(
                read(knobs, BatchSettings.class),
                read(knobs, OptimizerSettings.class),
                read(knobs, LoraSettings.class),
                read(knobs, LossSettings.class),
                read(knobs, MemorySettings.class),
                read(knobs, EvaluationSettings.class));
    }

    private static <T> T read(ObjectNode knobs, Class<T> some) {
        try {
            return Json.MAPPER.treeToValue(knobs, some);
        } catch (ValueInstantiationException e) {
            if (e.getCause() instanceof SettingException refused) {
                throw refused;
            }
            throw e;
        }
    }

    /// What `sam train --help` prints: TRL's defaults, with the learning rates its documentation gives for adapters
    /// and LoRA on all seven linears.
    public static TrainingSettings defaults(Objective objective) {
        var loss = switch (objective) {
            case SFT -> "nll";
            case DPO, CPO -> "sigmoid";
            case KTO -> "kto";
            case ORPO -> "orpo";
        };
        return new TrainingSettings(
                new BatchSettings(3, -1, 8, 1, 1024, 42, true, 500),
                new OptimizerSettings(objective == Objective.SFT ? 2e-4 : 1e-5, "linear", 0, 0, 0.9, 0.999, 1e-8, 1),
                new LoraSettings(16, 32, 0, LoraSettings.ALL_LINEARS, false, List.of(), Map.of(), Map.of()),
                new LossSettings(0.1, 0, List.of(loss), null, null, null, 1, 1, 1, SIMPO_GAMMA),
                new MemorySettings(null, null, AUTO, 0),
                UNEVALUATED);
    }

    /// The same with this memory budget where the settings name none.
    public TrainingSettings within(long budgetBytes) {
        return memory.memoryBudgetBytes() > 0 ? this : with("memory_budget_bytes", Long.toString(budgetBytes));
    }

    /// A copy with one knob turned. The value is text as on the command line; lists are separated by commas.
    public TrainingSettings with(String name, String value) {
        return with(Map.of(name, value));
    }

    /// A copy with these knobs turned together: what holds between them is asked of the result, whatever their order.
    public TrainingSettings with(Map<String, String> settings) {
        return Knobs.turned(this, settings);
    }

    /// A copy with the knobs of a JSON object turned: the form a recipe has in `project.json`.
    public TrainingSettings with(JsonNode settings) {
        return Knobs.turned(this, Knobs.texts(settings));
    }

    /// Every knob's name and value as text, in order.
    public Map<String, String> asText() {
        return Knobs.texts(this);
    }
}
