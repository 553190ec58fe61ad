package sam.runs;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// How long a run still takes, from the seconds its own recent steps took.
///
/// The median of the last steps is robust against a checkpoint or a moment of sleep; the band comes from the spread of
/// block means, which is what slow drift (heat, other programs) looks like.
public record Eta(Duration left, Duration plusMinus) {
    private static final int WINDOW = 200;
    private static final int LEAST = 3;

    /// Empty before there are enough steps.
    public static Optional<Eta> of(StepSeries steps, long totalSteps) {
        long remaining = totalSteps - steps.lastStep();
        int n = Math.min(WINDOW, steps.size() - 1);
        if (remaining <= 0 || n < LEAST) {
            return Optional.empty();
        }
        var seconds = new double[n];
        for (int i = 0; i < n; i++) {
            seconds[i] = steps.value(StepSeries.Quantity.SECONDS, steps.size() - n + i);
        }
        var sorted = seconds.clone();
        Arrays.sort(sorted);
        // Rows differ in length, so the mean is the honest rate; outliers beyond three medians are pauses.
        double limit = 3 * sorted[n / 2];
        double mean = Arrays.stream(seconds).filter(s -> s <= limit).average().orElse(sorted[n / 2]);
        double drift = blockSpread(seconds, limit);
        return Optional.of(new Eta(duration(remaining * mean), duration(remaining * drift)));
    }

    private static double blockSpread(double[] seconds, double limit) {
        int blocks = Math.min(5, seconds.length);
        var means = new double[blocks];
        for (int b = 0; b < blocks; b++) {
            means[b] = Arrays.stream(seconds, b * seconds.length / blocks, (b + 1) * seconds.length / blocks)
                    .filter(s -> s <= limit)
                    .average()
                    .orElse(0);
        }
        double mean = Arrays.stream(means).average().orElse(0);
        return Math.sqrt(
                Arrays.stream(means).map(m -> (m - mean) * (m - mean)).average().orElse(0));
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis((long) (1000 * seconds));
    }
}
