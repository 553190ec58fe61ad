package sam.planner;

import sam.memory.MemoryChoice;
import sam.memory.ModelShape;
import sam.memory.Trained;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// What one phase will cost with one recipe on one machine, held as the trainer would hold it there.
public record Plan(
        ModelShape model,
        Objective objective,
        TrainingSettings settings,
        MemoryChoice choice,
        Workload workload,
        MemoryEstimate memory,
        TimeEstimate time,
        Verdict verdict,
        long budgetBytes,
        long trainedParameters) {

    public static Plan of(
            ModelShape model,
            DataShape data,
            Objective objective,
            TrainingSettings recipe,
            Machine machine,
            Calibration calibration) {
        var settings = recipe.within(machine.budgetBytes());
        var trained = Trained.of(model, settings);
        var choice = MemoryChoice.of(model, trained, settings, Workload.longest(data, settings));
        var workload = Workload.of(data, objective, settings, choice.tokensPerCall());
        return of(model, objective, settings, choice, workload, machine, calibration);
    }

    private static Plan of(
            ModelShape model,
            Objective objective,
            TrainingSettings settings,
            MemoryChoice choice,
            Workload workload,
            Machine machine,
            Calibration calibration) {
        var trained = Trained.of(model, settings);
        var memory = MemoryEstimate.of(model, trained, choice, workload, objective, settings);
        var time = TimeEstimate.of(model, trained, choice, workload, objective, settings, calibration);
        return new Plan(
                model,
                objective,
                settings,
                choice,
                workload,
                memory,
                time,
                Verdict.of(
                        memory.peakBytes(), machine.withBudget(settings.memory().memoryBudgetBytes())),
                settings.memory().memoryBudgetBytes(),
                trained.parameters());
    }

    /// The same with another number of rows that look like these.
    public Plan forRows(long rows, Machine machine, Calibration calibration) {
        return rows == workload.rows()
                ? this
                : of(
                        model,
                        objective,
                        settings,
                        choice,
                        workload.forRows(rows, objective, settings, choice.tokensPerCall()),
                        machine,
                        calibration);
    }
}
