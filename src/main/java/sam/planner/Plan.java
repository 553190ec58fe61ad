package sam.planner;

import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// What one phase will cost with one recipe on one machine.
public record Plan(
        ModelShape model,
        Objective objective,
        TrainingSettings settings,
        Workload workload,
        MemoryEstimate memory,
        TimeEstimate time,
        Verdict verdict,
        long trainedParameters) {

    public static Plan of(
            ModelShape model,
            DataShape data,
            Objective objective,
            TrainingSettings settings,
            Machine machine,
            Calibration calibration) {
        var workload = Workload.of(data, settings);
        var memory = MemoryEstimate.of(model, workload, settings, calibration);
        var time = TimeEstimate.of(model, workload, objective, settings, calibration);
        return new Plan(
                model,
                objective,
                settings,
                workload,
                memory,
                time,
                Verdict.of(memory.peakBytes(), machine),
                model.loraParameters(settings.targetModules(), settings.loraR()));
    }
}
