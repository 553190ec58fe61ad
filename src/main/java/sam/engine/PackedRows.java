package sam.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;

/// A packed batch as a pass works on it: the tokens, what each layer's attention sees of them, and the rows that
/// somebody wants an answer for (positions in the batch, int64 [R]).
record PackedRows(TokenBatch batch, List<Sight> sights, NDArray rows) {
    /// The turns of the rotary positions, [N, 1, dim / 2] each, and who sees whom (`AttentionScript`).
    record Sight(NDArray cos, NDArray sin, NDArray mask) {}

    Sight sight(int layer) {
        return sights.get(layer);
    }
}
