package sam.engine;

/// What a forward pass keeps of a layer for the backward pass.
public enum KeptActivations {
    /// Nothing: there is no backward pass.
    NOTHING,
    /// Its input; the rest is computed again.
    INPUT,
    /// All that the backward pass reads.
    ALL
}
