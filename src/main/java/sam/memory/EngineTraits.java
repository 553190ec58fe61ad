package sam.memory;

/// How an engine trains, as far as its memory shows it. Ours is in [RunMemory]; others let the same formula be held
/// against published measurements.
///
/// - `weightBytes`, `embeddingBytes`, `normBytes`: resident bytes of one weight of the linears, the embeddings and
///   head, and the norms (a quantised weight has its scales spread over it).
/// - `computeBytes`: bytes of one activation. `fusedNorm`: a norm keeps its input once in that width instead of an
///   upcast copy.
/// - `frugal`: what is cheap is computed again from what is kept: norms, the gated product, the adapters' inputs.
/// - `logitBytes`: bytes held per logit while the loss is taken; `logitChunk`: rows that go through the head at once
///   (0: all).
/// - `scoreBytes`: bytes per attention score held in a backward that is not fused.
/// - `adapterBytes`: bytes of one trained weight with its gradient and optimiser states.
/// - `offloaded`: not even the inputs of layers that are computed again stay.
/// - `dequantBytes`: bytes per weight of the largest matrix unpacked at a time; `bufferBytes`: of a fixed buffer for
///   that.
/// - `repeatedKeys`: keys and values are kept for every query head, not only for theirs; `attentionCopies`: further
///   tensors of the queries' width that attention keeps.
/// - `passingMlp`: tensors of the MLP's width that the backward of a layer makes in passing; `passingHidden`: bytes per
///   number of the model's width.
/// - `overheadBytes`, `overheadShare`: the runtime's own memory, fixed and in proportion.
public record EngineTraits(
        double weightBytes,
        double embeddingBytes,
        double normBytes,
        int computeBytes,
        boolean fusedNorm,
        boolean frugal,
        double logitBytes,
        long logitChunk,
        double scoreBytes,
        double adapterBytes,
        boolean offloaded,
        double dequantBytes,
        double bufferBytes,
        boolean repeatedKeys,
        int attentionCopies,
        double passingMlp,
        double passingHidden,
        double overheadBytes,
        double overheadShare) {}
