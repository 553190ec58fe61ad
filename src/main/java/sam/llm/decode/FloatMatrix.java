package sam.llm.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import sam.llm.WeightType;

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
    void multiply(int tile, Lines x, int tokens, Lines y) {
        int to = Math.min(rows, (tile + 1) * TILE);
        for (int row = tile * TILE; row < to; row += 4) {
            // the last rows of an odd matrix are computed again rather than specially
            int a = row;
            int b = Math.min(row + 1, to - 1);
            int c = Math.min(row + 2, to - 1);
            int d = Math.min(row + 3, to - 1);
            for (int t = 0; t < tokens; t++) {
                switch (type) {
                    case F32 -> float32(a, b, c, d, x.values, x.at(t), y.values, y.at(t));
                    case F16 -> float16(a, b, c, d, x.values, x.at(t), y.values, y.at(t));
                    default -> bfloat16(a, b, c, d, x.values, x.at(t), y.values, y.at(t));
                }
            }
        }
    }

    private void float32(int a, int b, int c, int d, float[] x, int at, float[] y, int to) {
        var w = memory;
        long pa = a * rowBytes;
        long pb = b * rowBytes;
        long pc = c * rowBytes;
        long pd = d * rowBytes;
        var sa = FloatVector.zero(Lanes.FLOATS);
        var sb = sa;
        var sc = sa;
        var sd = sa;
        int whole = Lanes.FLOATS.loopBound(columns);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            var v = FloatVector.fromArray(Lanes.FLOATS, x, at + i);
            sa = Lanes.floats(w, pa + 4L * i).fma(v, sa);
            sb = Lanes.floats(w, pb + 4L * i).fma(v, sb);
            sc = Lanes.floats(w, pc + 4L * i).fma(v, sc);
            sd = Lanes.floats(w, pd + 4L * i).fma(v, sd);
        }
        y[to + a] = sa.reduceLanes(VectorOperators.ADD) + rest(a, whole, x, at);
        y[to + b] = sb.reduceLanes(VectorOperators.ADD) + rest(b, whole, x, at);
        y[to + c] = sc.reduceLanes(VectorOperators.ADD) + rest(c, whole, x, at);
        y[to + d] = sd.reduceLanes(VectorOperators.ADD) + rest(d, whole, x, at);
    }

    private void float16(int a, int b, int c, int d, float[] x, int at, float[] y, int to) {
        var w = memory;
        long pa = a * rowBytes;
        long pb = b * rowBytes;
        long pc = c * rowBytes;
        long pd = d * rowBytes;
        var sa = FloatVector.zero(Lanes.FLOATS);
        var sb = sa;
        var sc = sa;
        var sd = sa;
        int whole = Lanes.FLOATS.loopBound(columns);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            var v = FloatVector.fromArray(Lanes.FLOATS, x, at + i);
            sa = Lanes.float16(w, pa + 2L * i).fma(v, sa);
            sb = Lanes.float16(w, pb + 2L * i).fma(v, sb);
            sc = Lanes.float16(w, pc + 2L * i).fma(v, sc);
            sd = Lanes.float16(w, pd + 2L * i).fma(v, sd);
        }
        y[to + a] = sa.reduceLanes(VectorOperators.ADD) + rest(a, whole, x, at);
        y[to + b] = sb.reduceLanes(VectorOperators.ADD) + rest(b, whole, x, at);
        y[to + c] = sc.reduceLanes(VectorOperators.ADD) + rest(c, whole, x, at);
        y[to + d] = sd.reduceLanes(VectorOperators.ADD) + rest(d, whole, x, at);
    }

    private void bfloat16(int a, int b, int c, int d, float[] x, int at, float[] y, int to) {
        var w = memory;
        long pa = a * rowBytes;
        long pb = b * rowBytes;
        long pc = c * rowBytes;
        long pd = d * rowBytes;
        var sa = FloatVector.zero(Lanes.FLOATS);
        var sb = sa;
        var sc = sa;
        var sd = sa;
        int whole = Lanes.FLOATS.loopBound(columns);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            var v = FloatVector.fromArray(Lanes.FLOATS, x, at + i);
            sa = Lanes.bfloat16(w, pa + 2L * i).fma(v, sa);
            sb = Lanes.bfloat16(w, pb + 2L * i).fma(v, sb);
            sc = Lanes.bfloat16(w, pc + 2L * i).fma(v, sc);
            sd = Lanes.bfloat16(w, pd + 2L * i).fma(v, sd);
        }
        y[to + a] = sa.reduceLanes(VectorOperators.ADD) + rest(a, whole, x, at);
        y[to + b] = sb.reduceLanes(VectorOperators.ADD) + rest(b, whole, x, at);
        y[to + c] = sc.reduceLanes(VectorOperators.ADD) + rest(c, whole, x, at);
        y[to + d] = sd.reduceLanes(VectorOperators.ADD) + rest(d, whole, x, at);
    }

    private float rest(int row, int from, float[] x, int at) {
        float sum = 0;
        for (int i = from; i < columns; i++) {
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
