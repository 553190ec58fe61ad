package sam.planner;

import java.util.ArrayList;
import java.util.List;
import sam.memory.MemoryChoice;
import sam.memory.ModelShape;
import sam.memory.RunMemory;
import sam.memory.Trained;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// The largest resident memory of a training worker, by component, with its interval: the trainer's own formula
/// ([RunMemory]) for the rows of this run.
public record MemoryEstimate(List<Component> components, Spread peakBytes, long loadPeakBytes) {
    public MemoryEstimate {
        components = List.copyOf(components);
    }

    /// What takes memory, in the order the bar shows it.
    public enum Part {
        WEIGHTS,
        ADAPTER,
        ACTIVATIONS,
        LOGITS,
        RUNTIME
    }

    public record Component(Part part, double bytes, Provenance provenance) {}

    static MemoryEstimate of(
            ModelShape model,
            Trained trained,
            MemoryChoice choice,
            Workload workload,
            Objective objective,
            TrainingSettings settings) {
        boolean scores = objective == Objective.DPO || settings.evaluation().evaluates();
        long scored = scores ? Math.min(workload.rowWork(), RunMemory.scoredTokens(model)) : 0;
        var call = new RunMemory.Call(workload.peakTokens(), workload.peakTargets(), scored);
        var memory = RunMemory.of(model, trained, choice, call);
        var components = new ArrayList<Component>();
        components.add(new Component(Part.WEIGHTS, memory.weights(), Provenance.EXACT));
        components.add(new Component(Part.ADAPTER, memory.adapter(), Provenance.COMPUTED));
        components.add(new Component(Part.ACTIVATIONS, memory.activations(), Provenance.COMPUTED));
        components.add(new Component(Part.LOGITS, memory.logits(), Provenance.COMPUTED));
        components.add(new Component(Part.RUNTIME, memory.process(), Provenance.COMPUTED));
        double total = components.stream().mapToDouble(Component::bytes).sum();
        return new MemoryEstimate(components, Spread.normal(total, RunMemory.SPREAD * total, RunMemory.Z90), (long)
                (memory.process() + memory.weights()));
    }

    public double bytes(Part part) {
        return components.stream()
                .filter(component -> component.part() == part)
                .mapToDouble(Component::bytes)
                .sum();
    }
}
