package sam.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rotary positions: pair i of a head turns by position · θ^(-2i/headDim), stretched where `scaling` says so.
public record Rope(double theta, @Nullable Scaling scaling) {
    /// How a model trained on short rows was stretched to longer ones.
    public sealed interface Scaling {}

    /// Every frequency divided by `factor`.
    public record Linear(double factor) implements Scaling {}

    /// Low frequencies divided by `factor`, high ones kept, a smooth blend between (Llama 3.1).
    public record Llama3(double factor, double lowFactor, double highFactor, int original) implements Scaling {}

    /// Every frequency divided by a number of its own, and cosines and sines times `magnitude` (Phi-3's
    /// longrope). Rows of up to `original` tokens are divided by `shortDivisors`, and only these are computed;
    /// longer ones would be by `longDivisors`.
    public record LongRope(List<Float> shortDivisors, List<Float> longDivisors, float magnitude, int original)
            implements Scaling {}

    /// The most tokens of a row whose positions can be computed.
    int reach() {
        return scaling instanceof LongRope stretch ? stretch.original() : Integer.MAX_VALUE;
    }
}
