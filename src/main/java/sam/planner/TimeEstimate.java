package sam.planner;

import java.util.List;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// How long a run takes, by cause, with its interval.
///
/// `t = start + Σ calls (kernels + FLOPs / rate + bytes / bandwidth) + steps · optimiser + checkpoints`: the
/// roofline of the estimator study, section 3.2. Small models are ruled by the calls, large ones by the rate.
public record TimeEstimate(List<Share> shares, Spread seconds) {
    public TimeEstimate {
        shares = List.copyOf(shares);
    }

    public enum Cause {
        START,
        COMPUTE,
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

    /// Share of the machine's own matrix rate that training reaches at shapes as wide as calibration's.
    private static final double EFFICIENCY = 0.75;

    static TimeEstimate of(
            ModelShape model,
            Workload workload,
            Objective objective,
            TrainingSettings settings,
            Calibration calibration) {
        double rate = calibration.gflops() * 1e9 * EFFICIENCY;
        double bandwidth = calibration.gigabytesPerSecond() * 1e9;
        double call = calibration.callMicros() * 1e-6;
        long trained = model.loraParameters(settings.targetModules(), settings.loraR());
        double length = workload.attentionLength();
        double headShare = workload.tokens() == 0 ? 0 : workload.targets() / workload.tokens();
        double perToken = Flops.forward(model, length, headShare)
                + Flops.backward(model, length, headShare, model.layers())
                + Flops.adapter(trained);
        double compute = workload.tokens() * perToken / rate;
        double traffic = workload.tokens() * trafficPerToken(model, settings) / bandwidth;
        double calls = workload.calls() * (model.layers() * CALLS_PER_LAYER + CALLS_PER_BATCH) * call;
        double optimiser = workload.steps() * (trained * 28.0 / bandwidth + 7 * 2 * model.layers() * 4 * call);
        double reference = 0;
        if (objective.refersToTheStackBelow()) {
            reference = workload.rowTokens() * Flops.forward(model, length, headShare) / rate;
        }
        if (objective == Objective.KTO) {
            // every answer once more beside its neighbour's prompt, for the divergence: below once, above every epoch
            reference *= 2;
            compute += workload.tokens() * Flops.forward(model, length, headShare) / rate;
        }
        double checkpoints =
                Math.ceil((double) workload.steps() / settings.saveSteps()) * (0.05 + trained * 12.0 / 200e6);
        double start = calibration.startSeconds() + WARM_UP + model.parameters() * 4.0 / 1e9;
        var shares = List.of(
                new Share(Cause.START, start),
                new Share(Cause.COMPUTE, compute),
                new Share(Cause.MEMORY_TRAFFIC, traffic),
                new Share(Cause.CALLS, calls),
                new Share(Cause.REFERENCE, reference),
                new Share(Cause.OPTIMISER, optimiser),
                new Share(Cause.CHECKPOINTS, checkpoints));
        double total = shares.stream().mapToDouble(Share::seconds).sum();
        return new TimeEstimate(shares, Spread.logNormal(total, calibration.sigma(), Z80));
    }

    /// Bytes that the elementwise parts of all layers move per token, forward and backward: norms, rotary, SwiGLU,
    /// residuals and the adapters' sums.
    private static double trafficPerToken(ModelShape model, TrainingSettings settings) {
        double widths = 20.0 * model.hidden() + 10.0 * model.queryWidth() + 16.0 * model.intermediate();
        return model.layers() * 4.0 * (widths + (settings.loraDropout() > 0 ? 4.0 * model.hidden() : 0));
    }

    public double seconds(Cause cause) {
        return shares.stream()
                .filter(share -> share.cause() == cause)
                .mapToDouble(Share::seconds)
                .sum();
    }
}
