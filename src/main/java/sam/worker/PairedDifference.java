package sam.worker;

import sam.durable.Plain;

/// The mean gain of paired rows with its 95 % interval (normal approximation: mean ± 1.96 standard errors of the
/// differences), positive when `after` is better.
record PairedDifference(double mean, double low, double high) {
    private static final double Z95 = 1.959964;

    static PairedDifference of(double[] before, double[] after, boolean lowerIsBetter) {
        if (before.length != after.length || before.length < 2) {
            throw new IllegalArgumentException(Plain.text("%d rows against %d", before.length, after.length));
        }
        int n = before.length;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += gain(before[i], after[i], lowerIsBetter);
        }
        double mean = sum / n;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double off = gain(before[i], after[i], lowerIsBetter) - mean;
            squares += off * off;
        }
        double half = Z95 * Math.sqrt(squares / (n - 1) / n);
        return new PairedDifference(mean, mean - half, mean + half);
    }

    private static double gain(double before, double after, boolean lowerIsBetter) {
        return lowerIsBetter ? before - after : after - before;
    }
}
