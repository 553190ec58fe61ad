package sam.decode;

import java.lang.foreign.MemorySegment;

/// A weight matrix W[rows, columns] in memory of its own, multiplied by lines: y[t, r] = Σ W[r, c] · x[t, c].
///
/// Rows are worked on in tiles of 16, which different threads may take.
abstract sealed class Matrix permits NibbleMatrix, ByteMatrix, FloatMatrix {
    static final int TILE = 16;

    final int rows;
    final int columns;

    Matrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
    }

    final int tiles() {
        return (rows + TILE - 1) / TILE;
    }

    /// Whether it reads the lines' codes; the floats are read otherwise.
    abstract boolean readsCodes();

    /// The rows of the tiles `from` to `to` for the first `tokens` lines; `y` has room for whole tiles.
    abstract void multiply(int from, int to, Lines x, int tokens, Lines y);

    /// Where the weights lie.
    abstract MemorySegment memory();

    /// Where they begin, for kernels: these read by address, unchecked, while the product is computed.
    final long start() {
        if (!memory().scope().isAlive()) {
            throw new IllegalStateException("the weights are closed");
        }
        return memory().address();
    }

    final long bytes() {
        return memory().byteSize();
    }
}
