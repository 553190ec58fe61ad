package sam.engine;

import sam.memory.MemoryChoice;
import sam.model.Group;
import sam.model.ModelConfig;

/// How a model is held: what its matrices are multiplied in, and whether they stay in memory or are streamed from disk
/// in pieces of at most `pieceBytes`.
public record EngineOptions(Precision precision, boolean streamed, long pieceBytes) {
    /// Resident in float32.
    public static EngineOptions resident() {
        return new EngineOptions(Precision.FLOAT32, false, MemoryChoice.PIECE_BYTES);
    }

    /// Resident in float32 where that fits this machine, else streamed: for scoring and answering.
    public static EngineOptions fitting(ModelConfig config) {
        return parameters(config) * Float.BYTES < MemoryChoice.budgetOfThisMachine() ? resident() : resident().stream();
    }

    /// How many numbers the matrices of a model hold.
    public static long parameters(ModelConfig config) {
        long layer = 0;
        for (var group : Group.values()) {
            layer += (long) group.out(config) * group.in(config);
        }
        long table = (long) config.vocabulary() * config.hidden();
        return config.layers() * layer + (config.tiedHead() ? table : 2 * table);
    }

    public EngineOptions with(Precision chosen) {
        return new EngineOptions(chosen, streamed, pieceBytes);
    }

    public EngineOptions stream() {
        return new EngineOptions(precision, true, pieceBytes);
    }
}
