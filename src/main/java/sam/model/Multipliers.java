package sam.model;

/// Constants some families multiply by: x = `embedding` · E[id]; x + `residual` · sublayer(x); logits =
/// `logits` · h · headᵀ. All are 1 elsewhere.
///
/// Gemma's √hidden is kept exact here; transformers rounds it to the type it computes in, so in float32 it is the
/// nearest float.
public record Multipliers(double embedding, double residual, double logits) {
    /// Of the families without any.
    public static final Multipliers NONE = new Multipliers(1, 1, 1);
}
