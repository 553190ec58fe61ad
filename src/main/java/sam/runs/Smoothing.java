package sam.runs;

/// Exponential moving average, corrected for its start as Adam corrects its moments.
public final class Smoothing {
    private Smoothing() {}

    /// `halfLife` is the number of steps after which a value counts half; values that are no numbers are passed over.
    public static double[] ema(double[] values, double halfLife) {
        double keep = Math.pow(2, -1 / Math.max(1e-9, halfLife));
        var smooth = new double[values.length];
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                sum = keep * sum + (1 - keep) * values[i];
                weight = keep * weight + (1 - keep);
            }
            smooth[i] = weight == 0 ? Double.NaN : sum / weight;
        }
        return smooth;
    }

    /// A half-life that leaves the shape of a run of this many steps visible.
    public static double halfLifeFor(int steps) {
        return Math.clamp(steps / 40.0, 2, 200);
    }
}
