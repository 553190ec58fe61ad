package sam.planner;

import java.nio.file.Path;
import sam.memory.MemoryChoice;
import sam.memory.RunMemory;
import sam.memory.Trained;
import sam.protocol.TrainingSettings;

/// What training on a base takes of memory, told before a row of data is known: for rows as long as the recipe's
/// `max_length`, held as the trainer would hold it within the budget. `bytes` is the likely peak; `fits` tells that
/// its high estimate stays inside.
public record BaseCost(MemoryChoice choice, int tokens, double bytes, boolean fits) {
    /// Reads the base's shape, and says in a [PlannerException] why it has none.
    public static BaseCost of(Path base, TrainingSettings recipe, long budgetBytes) {
        var model = ModelShapes.read(base);
        var settings = recipe.within(budgetBytes);
        var trained = Trained.of(model, settings);
        int tokens = settings.batches().maxLength();
        var choice = MemoryChoice.of(model, trained, settings, tokens);
        var memory = RunMemory.of(model, trained, choice, RunMemory.Call.full(choice, tokens));
        return new BaseCost(choice, tokens, memory.total(), memory.high() <= MemoryChoice.budget(settings));
    }
}
