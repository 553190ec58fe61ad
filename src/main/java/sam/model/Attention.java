package sam.model;

/// How a model's layers attend: softmax(`scale` · q · kᵀ) · v over `heads` query heads that share `kvHeads` keys and
/// values of `headDim` numbers each.
///
/// `qkvBias` adds a vector to q, k and v, `outputBias` one to the output projection.
public record Attention(
        int heads, int kvHeads, int headDim, double scale, QkNorm norm, boolean qkvBias, boolean outputBias) {
    /// The RMS norm on queries and keys before they are turned.
    public enum QkNorm {
        NONE,
        /// Over each head's numbers, one weight [headDim] for all heads (Qwen3, Gemma 3).
        HEAD,
        /// Over all heads together, weights [heads · headDim] and [kvHeads · headDim] (OLMo 2).
        WIDTH
    }

    /// Width of the queries of all heads.
    public int queryWidth() {
        return heads * headDim;
    }

    /// Width of the keys, or the values, of all key-value heads.
    public int keyValueWidth() {
        return kvHeads * headDim;
    }
}
