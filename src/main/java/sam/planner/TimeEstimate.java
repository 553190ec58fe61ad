package sam.planner;

import java.util.List;
import sam.memory.MemoryChoice;
import sam.memory.ModelShape;
import sam.memory.RunMemory;
import sam.memory.Trained;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// How long a run takes, by cause, with its interval.
///
/// `t = start + Σ calls (kernels + FLOPs / rate + bytes / bandwidth) + steps · optimiser + checkpoints`: the
/// roofline of the estimator study, section 3.2, with a rate for each kind of work ([WorkRates]). Layers that are
/// computed
/// again cost their forward pass twice; streamed
/// weights are unpacked for every pass over them. Small models are ruled by the calls, large ones by the rate.
public record TimeEstimate(List<Share> shares, Spread seconds) {
    public TimeEstimate {
        shares = List.copyOf(shares);
    }

    public enum Cause {
        START,
        COMPUTE,
        RECOMPUTE,
        UNPACKING,
        MEMORY_TRAFFIC,
        CALLS,
        REFERENCE,
        OPTIMISER,
        CHECKPOINTS
    }

    public record Share(Cause cause, double seconds) {}

    /// Half-width of a 10 to 90 % band in standard deviations.
    private static final double Z80 = 1.2816;

    /// Kernel calls of one layer, forward and backward.
    private static final double CALLS_PER_LAYER = 60;

    /// Kernel calls of a call outside its layers, and of a step in the optimiser and the journal.
    private static final double CALLS_PER_BATCH = 100;

    /// Reading the rows, compiling the kernels and their first, slower calls.
    private static final double WARM_UP = 0.8;

    static TimeEstimate of(
            ModelShape model,
            Trained trained,
            MemoryChoice choice,
            Workload workload,
            Objective objective,
            TrainingSettings settings,
            Calibration calibration) {
        var pace = WorkRates.of(calibration, choice.wordBytes());
        double call = calibration.callMicros() * 1e-6;
        double length = workload.attentionLength();
        double headShare = workload.tokens() == 0 ? 0 : workload.targets() / workload.tokens();
        int again = Math.max(0, trained.layers() - choice.keptLayers());
        double forward = pace.passes(l -> Flops.forward(model, l, headShare), length);
        double backward = pace.passes(l -> Flops.backward(model, l, headShare, trained.layers()), length);
        double adapter = pace.adapter(trained.parameters());
        double compute = workload.tokens() * (forward + backward + adapter);
        double recompute = workload.tokens()
                * (pace.passes(l -> Flops.recompute(model, l, again) - Flops.lastProduct(model, again), length)
                        + pace.adapterForward(trained.parameters()) * again / trained.layers());
        double unpacking = workload.calls()
                * pace.moved(unpackedBytes(model, choice, model.layers() + trained.layers() + again, 1));
        double traffic = workload.tokens() * pace.moved(trafficPerToken(model, settings));
        double calls = workload.calls() * (model.layers() * CALLS_PER_LAYER + CALLS_PER_BATCH) * call;
        double optimiser =
                workload.steps() * (pace.moved(trained.parameters() * 28.0) + 7 * 2 * model.layers() * 4 * call);
        double reference = 0;
        if (objective.refersToTheStackBelow()) {
            double scoring = Math.ceil((double) workload.rowWork() / RunMemory.scoredTokens(model));
            reference = workload.rowWork() * forward
                    + scoring * pace.moved(unpackedBytes(model, choice, model.layers(), 1));
        }
        if (objective == Objective.KTO && settings.loss().type().contains("kto")) {
            // every answer once more beside its neighbour's prompt, for the divergence: below once, above every epoch
            reference *= 2;
            compute += workload.tokens() * (forward + pace.adapterForward(trained.parameters()));
        }
        double checkpoints =
                Math.ceil((double) workload.steps() / settings.batches().saveSteps())
                        * (0.05 + trained.parameters() * 12.0 / 200e6);
        double loaded = choice.streamed() ? 0 : model.parameters() * 4.0 / 1e9;
        double start = calibration.startSeconds() + WARM_UP + loaded;
        var shares = List.of(
                new Share(Cause.START, start),
                new Share(Cause.COMPUTE, compute),
                new Share(Cause.RECOMPUTE, recompute),
                new Share(Cause.UNPACKING, unpacking),
                new Share(Cause.MEMORY_TRAFFIC, traffic),
                new Share(Cause.CALLS, calls),
                new Share(Cause.REFERENCE, reference),
                new Share(Cause.OPTIMISER, optimiser),
                new Share(Cause.CHECKPOINTS, checkpoints));
        double total = shares.stream().mapToDouble(Share::seconds).sum();
        return new TimeEstimate(shares, Spread.logNormal(total, calibration.sigma(), Z80));
    }

    /// Bytes read and written to bring streamed weights into the form they are multiplied in: so many passes over a
    /// layer's linears and over the head.
    private static double unpackedBytes(ModelShape model, MemoryChoice choice, int layerPasses, double headPasses) {
        if (!choice.streamed()) {
            return 0;
        }
        double stored = model.fileBytes() == 0 ? 2 : (double) model.fileBytes() / model.parameters();
        double values =
                (double) layerPasses * model.linearPerLayer() + headPasses * model.vocabulary() * model.hidden();
        return values * (stored + choice.wordBytes());
    }

    /// Bytes that the elementwise parts of all layers move per token, forward and backward: norms, rotary, SwiGLU,
    /// residuals and the adapters' sums.
    private static double trafficPerToken(ModelShape model, TrainingSettings settings) {
        double widths = 20.0 * model.hidden() + 10.0 * model.queryWidth() + 16.0 * model.intermediate();
        return model.layers() * 4.0 * (widths + (settings.lora().dropout() > 0 ? 4.0 * model.hidden() : 0));
    }

    public double seconds(Cause cause) {
        return shares.stream()
                .filter(share -> share.cause() == cause)
                .mapToDouble(Share::seconds)
                .sum();
    }
}
