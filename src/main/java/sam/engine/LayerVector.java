package sam.engine;

/// The small tensors of a layer; where the model has none of a kind, its tensor is empty.
public enum LayerVector {
    /// [hidden]
    BEFORE_ATTENTION,
    /// [(heads + 2 · kvHeads) · dim]
    QKV_BIAS,
    /// [dim] or [heads · dim]
    QUERY_NORM,
    /// [dim] or [kvHeads · dim]
    KEY_NORM,
    /// [hidden]
    OUTPUT_BIAS,
    /// [hidden]
    AFTER_ATTENTION,
    /// [hidden]
    BEFORE_MLP,
    /// [hidden]
    AFTER_MLP
}
