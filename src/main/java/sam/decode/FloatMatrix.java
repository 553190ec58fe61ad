package sam.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import sam.model.files.WeightType;

/// Float32, float16 or bfloat16 weights as they lie on disk, row by row; products and sums in float32.
final class FloatMatrix extends Matrix {
    private final WeightType type;
    private final MemorySegment memory;
    private final long rowBytes;

    /// A matrix still to be filled, `rowBytes` after `rowBytes`.
    FloatMatrix(int rows, int columns, WeightType type, Arena arena) {
        super(rows, columns);
        this.type = switch (type) {
            case F32, F16, BF16 -> type;
            default -> throw new IllegalArgumentException(type.toString());
        };
        this.rowBytes = type.rowBytes(columns);
        this.memory = arena.allocate(rows * rowBytes, 64);
    }

    /// The bytes of rows `from` to `from + count`, to be written.
    MemorySegment rows(long from, long count) {
        return memory.asSlice(from * rowBytes, count * rowBytes);
    }

    @Override
    boolean readsCodes() {
        return false;
    }

    @Override
    MemorySegment memory() {
        return memory;
    }

    @Override
    void multiply(int from, int to, Lines x, int tokens, Lines y) {
        long start = start();
        for (int tile = from; tile < to; tile++) {
            multiply(start, tile, x, tokens, y);
        }
    }

    private void multiply(long start, int tile, Lines x, int tokens, Lines y) {
        int to = Math.min(rows, (tile + 1) * TILE);
        var sums = new float[4];
        for (int row = tile * TILE; row < to; row += 4) {
            // the last rows of an odd matrix are computed again rather than specially
            int a = row;
            int b = Math.min(row + 1, to - 1);
            int c = Math.min(row + 2, to - 1);
            int d = Math.min(row + 3, to - 1);
            long ra = start + a * rowBytes;
            long rb = start + b * rowBytes;
            long rc = start + c * rowBytes;
            long rd = start + d * rowBytes;
            for (int t = 0; t < tokens; t++) {
                int at = x.at(t);
                switch (type) {
                    case F32 -> KernelFloats.float32(ra, rb, rc, rd, columns, x.values, at, sums);
                    case F16 -> KernelFloats.float16(ra, rb, rc, rd, columns, x.values, at, sums);
                    default -> KernelFloats.bfloat16(ra, rb, rc, rd, columns, x.values, at, sums);
                }
                y.values[y.at(t) + a] = sums[0] + rest(a, x.values, at);
                y.values[y.at(t) + b] = sums[1] + rest(b, x.values, at);
                y.values[y.at(t) + c] = sums[2] + rest(c, x.values, at);
                y.values[y.at(t) + d] = sums[3] + rest(d, x.values, at);
            }
        }
    }

    private float rest(int row, float[] x, int at) {
        float sum = 0;
        for (int i = Lanes.FLOATS.loopBound(columns); i < columns; i++) {
            sum += number(row, i) * x[at + i];
        }
        return sum;
    }

    private float number(int row, int column) {
        long at = row * rowBytes;
        return switch (type) {
            case F32 -> memory.get(ValueLayout.JAVA_FLOAT, at + 4L * column);
            case F16 -> Float.float16ToFloat(memory.get(ValueLayout.JAVA_SHORT, at + 2L * column));
            default -> Float.intBitsToFloat(memory.get(ValueLayout.JAVA_SHORT, at + 2L * column) << 16);
        };
    }
}
