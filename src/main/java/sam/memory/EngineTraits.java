package sam.memory;

/// How an engine trains, as far as its memory shows it. Ours is in [RunMemory]; others let the same formula be held
/// against published measurements.
///
/// - `weights`: resident bytes of one weight of the linears, the embeddings and
///   head, and the norms (a quantised weight has its scales spread over it).
/// - `computeBytes`: bytes of one activation. `fusedNorm`: a norm keeps its input once in that width instead of an
///   upcast copy.
/// - `frugal`: what is cheap is computed again from what is kept: norms, the gated product, the adapters' inputs.
/// - `logits`: bytes held of each while the loss is taken; rows of them that go through the head at once (0: all).
/// - `adapterBytes`: bytes of one trained weight with its gradient and optimiser states.
/// - `offloaded`: not even the inputs of layers that are computed again stay.
/// - `unpacked`: bytes per weight of the largest matrix unpacked at a time, and of a fixed buffer for that.
/// - `attention`: bytes per score held in a backward that is not fused; whether keys and values are kept for every
///   query head, not only for theirs; further tensors of the queries' width that are kept.
/// - `passing`: tensors of the MLP's width that the backward of a layer makes in passing, and bytes per number of the
///   model's width.
/// - `overhead`: the runtime's own memory, fixed and in proportion.
public record EngineTraits(
        Weights weights,
        int computeBytes,
        boolean fusedNorm,
        boolean frugal,
        Logits logits,
        double adapterBytes,
        boolean offloaded,
        Unpacked unpacked,
        Attention attention,
        Passing passing,
        Overhead overhead) {
    /// Bytes of one weight.
    public record Weights(double linears, double embeddings, double norms) {}

    public record Logits(double bytes, long chunk) {}

    public record Unpacked(double bytes, double buffer) {}

    public record Attention(double scoreBytes, boolean repeatedKeys, int copies) {}

    public record Passing(double mlp, double hidden) {}

    public record Overhead(double bytes, double share) {}
}
