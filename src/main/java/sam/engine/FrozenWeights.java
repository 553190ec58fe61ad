package sam.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import sam.model.Group;
import sam.torch.Scope;

/// The frozen matrices of a model with the adapters below folded in, handed out when they are multiplied: resident, or
/// read from disk and dequantised piece by piece into one buffer.
public interface FrozenWeights extends AutoCloseable {
    /// Gets rows `from` to `from + weight.size(0)` of a matrix; the tensor is good until the call returns.
    interface Piece {
        void use(NDArray weight, long from);
    }

    /// The matrix of a group in the pass's precision, [out, in], in one piece or several from its first row on.
    void matrix(int layer, Group group, Piece piece) throws IOException;

    /// The output head in the pass's precision, [vocabulary, hidden].
    void head(Piece piece) throws IOException;

    /// The output head in pieces of at most `most` rows, or, where it is read from disk, of what its buffer holds.
    default void sweepHead(long most, Piece piece) throws IOException {
        head(piece);
    }

    /// Rows of the output head, [N, hidden].
    NDArray headRows(long[] ids, Scope scope) throws IOException;

    /// float32 [N, hidden]: the embeddings of the tokens `ids`, int64 [N].
    NDArray embed(NDArray ids, Scope scope) throws IOException;

    /// A small tensor of a layer, float32 and always resident; empty where the model has none.
    NDArray vector(int layer, LayerVector vector);

    /// [hidden]: the final norm's weight times the multiplier of the logits.
    NDArray finalNorm();

    /// Whether every use of a matrix reads it from disk.
    boolean streamed();

    /// Bytes that stay in memory.
    long residentBytes();

    /// Bytes read from disk so far.
    long bytesRead();

    @Override
    void close() throws IOException;
}
