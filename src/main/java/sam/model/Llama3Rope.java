package sam.model;

/// Llama 3's stretch of the rotary positions as one divisor a frequency: high frequencies are kept, low ones divided
/// by the factor, with a smooth blend between (Llama 3.1 reference code).
public final class Llama3Rope {
    private Llama3Rope() {}

    /// The divisor of frequency `i` of `half`.
    public static double divisor(double theta, int i, int half, double factor, double low, double high, int original) {
        double length = 2 * Math.PI * Math.pow(theta, (double) i / half);
        if (length < original / high) {
            return 1;
        }
        if (length > original / low) {
            return factor;
        }
        double smooth = (original / length - low) / (high - low);
        return 1 / ((1 - smooth) / factor + smooth);
    }
}
