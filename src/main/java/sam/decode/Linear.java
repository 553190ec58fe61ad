package sam.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import sam.model.files.WeightType;

/// A linear with what lies on it: y = W·x + bias + B·(A·x). The adapters stay beside the blocks, so nothing is merged
/// into quantised weights.
record Linear(
        Matrix weights, float @Nullable [] bias, @Nullable Lora lora) {
    /// The stack on one linear: A[rank, in], and B[out, rank] transposed and scaled.
    record Lora(FloatMatrix a, MemorySegment b, int out, Lines inner) {
        /// `b` is [out, rank] with the scale in it; `out` of its rows from `firstRow` on are taken.
        static Lora of(int rank, int in, float[] a, float[] b, int firstRow, int out, int tokens, Arena arena) {
            var matrix = new FloatMatrix(rank, in, WeightType.F32, arena);
            MemorySegment.copy(a, 0, matrix.rows(0, rank), ValueLayout.JAVA_FLOAT, 0, rank * in);
            int padded = padded(out);
            var turned = arena.allocate(4L * rank * padded, 64);
            for (int row = 0; row < out; row++) {
                for (int r = 0; r < rank; r++) {
                    turned.setAtIndex(ValueLayout.JAVA_FLOAT, (long) r * padded + row, b[(firstRow + row) * rank + r]);
                }
            }
            return new Lora(matrix, turned, padded, new Lines(tokens, rank));
        }

        private static int padded(int out) {
            return (out + Matrix.TILE - 1) / Matrix.TILE * Matrix.TILE;
        }

        void add(int tile, int tokens, Lines y) {
            int rank = a.rows;
            // `b` is read by address and lives as long as `a`: refused here once both are closed
            a.start();
            for (int t = 0; t < tokens; t++) {
                for (int lane = 0; lane < Matrix.TILE; lane += Lanes.COUNT) {
                    int row = tile * Matrix.TILE + lane;
                    sum(
                                    row,
                                    rank,
                                    inner.values,
                                    inner.at(t),
                                    FloatVector.fromArray(Lanes.FLOATS, y.values, y.at(t) + row))
                            .intoArray(y.values, y.at(t) + row);
                }
            }
        }

        private FloatVector sum(int row, int rank, float[] inner, int at, FloatVector sum) {
            for (int r = 0; r < rank; r++) {
                sum = Lanes.floats(b.address() + 4L * ((long) r * out + row))
                        .fma(FloatVector.broadcast(Lanes.FLOATS, inner[at + r]), sum);
            }
            return sum;
        }
    }

    void multiply(int from, int to, Lines x, int tokens, Lines y) {
        weights.multiply(from, to, x, tokens, y);
        if (lora != null) {
            for (int tile = from; tile < to; tile++) {
                lora.add(tile, tokens, y);
            }
        }
        if (bias != null) {
            int last = Math.min(bias.length, to * Matrix.TILE);
            for (int t = 0; t < tokens; t++) {
                for (int row = from * Matrix.TILE; row < last; row++) {
                    y.values[y.at(t) + row] += bias[row];
                }
            }
        }
    }

    /// Multiplies the same lines by several linears, tiles shared out to the crew.
    static void multiply(KernelThreads crew, Lines x, int tokens, Linear[] linears, Lines[] y) {
        boolean codes = false;
        int tiles = 0;
        for (var linear : linears) {
            codes |= linear.weights.readsCodes();
            tiles += linear.weights.tiles();
        }
        if (codes) {
            crew.run(tokens, x::encode);
        }
        inner(crew, x, tokens, linears);
        int chunk = Math.clamp(tiles / (8L * crew.threads()) & ~1, 2, 16);
        var starts = new int[linears.length + 1];
        for (int i = 0; i < linears.length; i++) {
            starts[i + 1] = starts[i] + (linears[i].weights.tiles() + chunk - 1) / chunk;
        }
        crew.run(starts[linears.length], part -> {
            int i = 0;
            while (part >= starts[i + 1]) {
                i++;
            }
            int from = (part - starts[i]) * chunk;
            int to = Math.min(linears[i].weights.tiles(), from + chunk);
            linears[i].multiply(from, to, x, tokens, y[i]);
        });
    }

    private static void inner(KernelThreads crew, Lines x, int tokens, Linear[] linears) {
        int tiles = 0;
        for (var linear : linears) {
            tiles += linear.lora == null ? 0 : linear.lora.a.tiles();
        }
        if (tiles == 0) {
            return;
        }
        crew.run(tiles, part -> {
            int left = part;
            for (var linear : linears) {
                var lora = linear.lora;
                if (lora != null) {
                    if (left < lora.a.tiles()) {
                        lora.a.multiply(left, left + 1, x, tokens, lora.inner);
                        return;
                    }
                    left -= lora.a.tiles();
                }
            }
        });
    }
}
