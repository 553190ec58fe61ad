package sam.llm.engine;

/// How a model is held: what its matrices are multiplied in, and whether they stay in memory or are streamed from disk
/// in pieces of at most `pieceBytes`.
public record EngineOptions(Precision precision, boolean streamed, long pieceBytes) {
    private static final long PIECE = 48L << 20;

    /// Resident in float32.
    public static EngineOptions resident() {
        return new EngineOptions(Precision.FLOAT32, false, PIECE);
    }

    public EngineOptions with(Precision chosen) {
        return new EngineOptions(chosen, streamed, pieceBytes);
    }

    public EngineOptions stream() {
        return new EngineOptions(precision, true, pieceBytes);
    }
}
