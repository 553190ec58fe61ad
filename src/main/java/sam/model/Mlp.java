package sam.model;

/// The feed-forward part of a layer: down(act(gate(x)) · up(x)), `intermediate` numbers wide.
public record Mlp(int intermediate, Activation activation) {
    /// The function on the gate.
    public enum Activation {
        /// x · σ(x)
        SILU,
        /// ½x · (1 + tanh(√(2/π) · (x + 0.044715x³)))
        GELU_TANH
    }
}
