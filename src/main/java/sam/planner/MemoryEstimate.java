package sam.planner;

import java.util.ArrayList;
import java.util.List;
import sam.protocol.TrainingSettings;

/// The largest resident memory of a training worker, by component, with its interval.
///
/// Our engine holds float32 weights, keeps every activation of a call, sends target rows through the head in
/// chunks, and keeps 16 bytes for each trained weight (itself, gradient, two AdamW moments).
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

    /// Logits the engine holds at once; their rows go through the head in chunks of this many numbers.
    private static final int LOGITS = 16 << 20;

    /// Fitted to twelve runs of our own (`measured.jsonl` beside the test: `sam train` on Linux), worst error 7 %: what
    /// the allocator keeps for each byte of activation the kernels save, what it keeps of loading for each byte of
    /// weights, and what the JVM grows by from its start to its work.
    private static final double KEPT = 1.54;

    private static final double LOADING = 0.27;
    private static final double GROWTH = 98e6;

    /// Standard deviation of measured over predicted in those runs, with room for machines that are not this one.
    private static final double SPREAD = 0.055;

    /// Half-width of a 5 to 95 % band in standard deviations.
    private static final double Z90 = 1.645;

    /// Our engine without the runtime. Attention's padded queries, keys, values and output are kept and its output once
    /// more without the padding; logits are held with one temporary of their size.
    static EngineTraits engine(ModelShape model) {
        int chunk = Math.max(1, LOGITS / model.vocabulary());
        return new EngineTraits(4, 4, 4, 4, false, 8, chunk, 0, 16, false, false, 0, true, 1, 0, 0);
    }

    static MemoryEstimate of(ModelShape model, Workload workload, TrainingSettings settings, Calibration calibration) {
        var load = new PeakFormula.Load(
                workload.peakTokens(),
                0,
                workload.peakTargets(),
                settings.targetModules(),
                settings.loraR(),
                model.layers(),
                settings.loraDropout() > 0);
        var peak = PeakFormula.of(model, engine(model), load);
        double activations = KEPT * (peak.saved() + peak.transients());
        double logits = Math.max(0, peak.logits() - peak.transients());
        double runtime = calibration.overheadBytes() + GROWTH + LOADING * peak.weights();
        var components = new ArrayList<Component>();
        components.add(new Component(Part.WEIGHTS, peak.weights(), Provenance.EXACT));
        components.add(new Component(Part.ADAPTER, peak.adapter(), Provenance.EXACT));
        components.add(new Component(Part.ACTIVATIONS, activations, Provenance.COMPUTED));
        components.add(new Component(Part.LOGITS, logits, Provenance.COMPUTED));
        components.add(new Component(
                Part.RUNTIME, runtime, calibration.measuredHere() ? Provenance.MEASURED : Provenance.ASSUMED));
        double total = components.stream().mapToDouble(Component::bytes).sum();
        double sigma = (calibration.measuredHere() ? SPREAD : 1.5 * SPREAD) * total;
        long loadPeak = (long) ((1 + LOADING) * peak.weights() + calibration.overheadBytes());
        return new MemoryEstimate(components, Spread.normal(total, sigma, Z90), loadPeak);
    }

    public double bytes(Part part) {
        return components.stream()
                .filter(component -> component.part() == part)
                .mapToDouble(Component::bytes)
                .sum();
    }
}
