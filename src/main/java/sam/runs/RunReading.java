package sam.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sam.runs.StepSeries.Quantity;

/// What the numbers of a run say, as findings a sentence can be made of. Nothing is said that was not computed.
public final class RunReading {
    /// Steps before anything is said about a trend.
    private static final int LEAST = 20;

    private static final double NOTHING_LEFT = 0.005;

    /// A jump is this many times the usual spread, and this share of the loss.
    private static final double FAR = 6;

    private static final double LEAP = 0.15;

    private RunReading() {}

    /// One finding. `steps` is the window it was computed over.
    public sealed interface Finding {
        /// Too few steps for a trend.
        record TooEarly(int steps) implements Finding {}

        /// The loss fell by this share over the window, beyond its noise.
        record Falling(double share, int steps) implements Finding {}

        record Rising(double share, int steps) implements Finding {}

        /// From this step on the loss lies far from where it was, all at once.
        record Jumped(long step, double before, double since) implements Finding {}

        /// No change beyond noise.
        record Level(int steps) implements Finding {}

        record NotANumber(long step) implements Finding {}

        /// The newest gradient norm is this many times its usual size.
        record GradientSpike(double times) implements Finding {}

        /// Share of recent pairs whose chosen answer is rated higher, and the margin between them.
        record Preferring(double accuracy, double margin) implements Finding {}
    }

    public static List<Finding> of(StepSeries steps) {
        var findings = new ArrayList<Finding>();
        var loss = steps.values(Quantity.LOSS);
        for (int i = 0; i < loss.length; i++) {
            if (!Double.isFinite(loss[i])) {
                findings.add(new Finding.NotANumber((long) steps.step(i)));
                return findings;
            }
        }
        if (loss.length < LEAST) {
            findings.add(new Finding.TooEarly(loss.length));
            return findings;
        }
        findings.add(jump(steps, loss).orElseGet(() -> trend(loss)));
        double spike = spike(steps.values(Quantity.GRAD_NORM));
        if (spike > 10) {
            findings.add(new Finding.GradientSpike(spike));
        }
        if (steps.hasPairs()) {
            int recent = Math.min(20, steps.size());
            findings.add(new Finding.Preferring(
                    tailMean(steps.values(Quantity.ACCURACY), recent),
                    tailMean(steps.values(Quantity.MARGIN), recent)));
        }
        return findings;
    }

    /// The newest steps when all of them lie beyond everything usual before them: a mean would call that noise.
    private static Optional<Finding> jump(StepSeries steps, double[] loss) {
        int window = Math.max(LEAST / 2, loss.length / 5);
        for (int newest = Math.min(window, loss.length - LEAST / 2); newest > 0; newest--) {
            int at = loss.length - newest;
            var before = Arrays.copyOfRange(loss, Math.max(0, at - window), at);
            double usual = median(before);
            double spread = 1.4826
                    * median(Arrays.stream(before).map(v -> Math.abs(v - usual)).toArray());
            double far = Math.max(FAR * spread, LEAP * Math.abs(usual));
            var since = Arrays.copyOfRange(loss, at, loss.length);
            if (Arrays.stream(since).allMatch(v -> v > usual + far)
                    || Arrays.stream(since).allMatch(v -> v < usual - far)) {
                return Optional.of(new Finding.Jumped((long) steps.step(at), usual, median(since)));
            }
        }
        return Optional.empty();
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /// The newest fifth of the run against the fifth before it; a difference counts from two standard errors, a fall
    /// also from a share of the loss that the run began with: below that nothing is left to learn.
    private static Finding trend(double[] loss) {
        int window = Math.max(LEAST / 2, loss.length / 5);
        var before = Arrays.copyOfRange(loss, loss.length - 2 * window, loss.length - window);
        var now = Arrays.copyOfRange(loss, loss.length - window, loss.length);
        double change = mean(now) - mean(before);
        double error = Math.sqrt((variance(before) + variance(now)) / window);
        double begun = mean(Arrays.copyOf(loss, window));
        if (Math.abs(change) <= 2 * error || change < 0 && -change < NOTHING_LEFT * begun) {
            return new Finding.Level(window);
        }
        double share = Math.abs(change) / Math.max(1e-12, Math.abs(mean(before)));
        return change < 0 ? new Finding.Falling(share, window) : new Finding.Rising(share, window);
    }

    private static double spike(double[] norms) {
        var sorted = norms.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        return median > 0 ? norms[norms.length - 1] / median : 0;
    }

    private static double tailMean(double[] values, int count) {
        return mean(Arrays.copyOfRange(values, values.length - count, values.length));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    }
}
