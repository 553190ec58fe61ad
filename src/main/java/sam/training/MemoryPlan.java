package sam.training;

import java.util.Locale;
import sam.adapters.LoraShape;
import sam.durable.Plain;
import sam.engine.ActivationBudget;
import sam.engine.EngineOptions;
import sam.engine.Precision;
import sam.memory.MemoryChoice;
import sam.memory.ModelShape;
import sam.memory.RunMemory;
import sam.memory.Trained;
import sam.model.ModelConfig;
import sam.protocol.TrainingSettings;

/// How a run holds its weights and activations within a budget of memory, as the planner foretells it too
/// ([MemoryChoice]), and why, in words for the journal.
public record MemoryPlan(
        EngineOptions engine, ActivationBudget holding, long residentBytes, long expectedBytes, long budgetBytes) {
    /// Chooses for a model, a LoRA and rows of at most `longest` tokens; what the settings force is kept.
    static MemoryPlan of(ModelConfig config, LoraShape lora, TrainingSettings settings, int longest) {
        var shape = ModelShape.of(config);
        int lowest = lora.layers().isEmpty() ? 0 : lora.layers().getFirst();
        return of(shape, new Trained(lora.parameters(config), config.layers() - lowest), settings, longest);
    }

    /// Where the weights lie, chosen before a row is read: for rows as long as the settings let them be.
    static EngineOptions beforeItsRows(ModelConfig config, TrainingSettings settings) {
        var shape = ModelShape.of(config);
        var trained = Trained.of(shape, settings);
        return of(shape, trained, settings, settings.batches().maxLength()).engine;
    }

    private static MemoryPlan of(ModelShape shape, Trained trained, TrainingSettings settings, int longest) {
        var choice = MemoryChoice.of(shape, trained, settings, longest);
        var options = EngineOptions.resident().with(choice.wordBytes() == 2 ? Precision.BFLOAT16 : Precision.FLOAT32);
        var call = new RunMemory.Call(choice.tokensPerCall(), choice.tokensPerCall(), 0);
        return new MemoryPlan(
                choice.streamed() ? options.stream() : options,
                new ActivationBudget(choice.keptLayers(), choice.tokensPerCall(), choice.logitBytes()),
                shape.parameters() * choice.wordBytes(),
                (long) RunMemory.of(shape, trained, choice, call).total(),
                MemoryChoice.budget(settings));
    }

    /// What was chosen and why, for the journal; more than the budget is said with what helps.
    String words() {
        var place = engine.streamed()
                ? Plain.text(
                        "Weights are read from disk piece by piece; in memory they would take %.1f GB",
                        residentBytes / 1e9)
                : Plain.text(
                        "Weights stay in memory in %s",
                        engine.precision().name().toLowerCase(Locale.ROOT));
        var kept = holding.keptLayers() == 0
                ? "every layer is computed again for its backward pass"
                : Plain.text("the upper %d layers keep what their backward pass reads", holding.keptLayers());
        var said = Plain.text(
                "%s; %s; up to %,d tokens go through at once. About %.1f GB of a budget of %.1f GB.",
                place, kept, holding.tokensPerCall(), expectedBytes / 1e9, budgetBytes / 1e9);
        return expectedBytes <= budgetBytes ? said : said + " " + advice();
    }

    private String advice() {
        return Plain.text(
                "That is more than the budget, so the system may swap: %s.",
                engine.streamed()
                        ? "choose a smaller max_length or lora_r, a smaller base, or a larger memory budget"
                        : "let the weights be streamed (weights=auto), or choose a larger memory budget");
    }

    /// How many tokens go through at once where memory is free.
    public static int tokensPerCall(ModelConfig config, int keptLayers, Precision precision) {
        return MemoryChoice.tokensWhereMemoryIsFree(ModelShape.of(config), keptLayers, precision.bytes());
    }

    /// How many tokens are scored at once, so that what a layer works with stays bounded.
    static int scoredTokens(ModelConfig config) {
        return RunMemory.scoredTokens(ModelShape.of(config));
    }
}
