package sam.planner;

/// How an engine trains, as far as its memory shows it. Ours is in [MemoryEstimate]; others let the same formulas be
/// held against
/// published measurements.
///
/// - `weightBytes`, `embeddingBytes`, `normBytes`: bytes of one weight of the linears, the embeddings and head, and
///   the norms (a quantised weight has its scales spread over it).
/// - `computeBytes`: bytes of one activation. `fusedNorm`: a norm keeps its input once in that width instead of an
///   upcast copy.
/// - `logitBytes`: bytes held per logit while the loss is taken; `logitChunk`: rows that go through the head at once
///   (0: all).
/// - `scoreBytes`: bytes per attention score held in a backward that is not fused.
/// - `adapterBytes`: bytes of one trained weight with its gradient and optimiser states.
/// - `checkpointed`: only layer boundaries are kept and each layer is computed again; `offloaded`: not even those.
/// - `dequantBytes`: bytes per weight of the largest matrix unpacked at a time.
/// - `repeatedKeys`: keys and values are kept for every query head, not only for theirs; `attentionCopies`: further
///   tensors of the queries' width that attention keeps.
/// - `overheadBytes`, `overheadShare`: the runtime's own memory, fixed and in proportion.
public record EngineTraits(
        double weightBytes,
        double embeddingBytes,
        double normBytes,
        int computeBytes,
        boolean fusedNorm,
        double logitBytes,
        int logitChunk,
        double scoreBytes,
        double adapterBytes,
        boolean checkpointed,
        boolean offloaded,
        double dequantBytes,
        boolean repeatedKeys,
        int attentionCopies,
        double overheadBytes,
        double overheadShare) {}
