package sam.llm;

import org.jspecify.annotations.Nullable;

/// Rotary positions: pair i of a head turns by position · θ^(-2i/headDim), stretched where `scaling` says so.
public record Rope(double theta, @Nullable Scaling scaling) {
    /// How a model trained on short rows was stretched to longer ones.
    public sealed interface Scaling {}

    /// Every frequency divided by `factor`.
    public record Linear(double factor) implements Scaling {}

    /// Low frequencies divided by `factor`, high ones kept, a smooth blend between (Llama 3.1).
    public record Llama3(double factor, double lowFactor, double highFactor, int original) implements Scaling {}
}
