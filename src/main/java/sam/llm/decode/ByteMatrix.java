package sam.llm.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Weights of 5 to 8 bits in a byte each (Q8_0, Q5_0, Q5_1, Q5_K, Q6_K): w = d · n + m, multiplied with the
/// activations as they are. Memory's speed bounds it, so no activation is rounded for it.
///
/// Sixteen rows lie side by side, an int of four codes a row and lane. A row of tiles: first the scales of all groups,
/// 64 bytes of float32 each (then 64 of m where there are any), then the codes, 64 bytes for four columns.
final class ByteMatrix extends Matrix {
    private final int group;
    private final boolean leasts;
    private final int padded;
    private final MemorySegment memory;

    /// `group` columns, 16 or 32, share a scale.
    ByteMatrix(int rows, int columns, int group, boolean leasts, Arena arena) {
        super(rows, columns);
        this.group = group;
        this.leasts = leasts;
        this.padded = (columns + group - 1) / group * group;
        this.memory = arena.allocate(tiles() * tileBytes(), 64);
    }

    private long codesAt() {
        return (long) padded / group * (leasts ? 128 : 64);
    }

    private long tileBytes() {
        return codesAt() + (long) padded * TILE;
    }

    /// Puts four codes of a row in, lowest byte first.
    void putCodes(int row, int column, int codes) {
        memory.set(
                ValueLayout.JAVA_INT, row / TILE * tileBytes() + codesAt() + column / 4 * 64L + row % TILE * 4L, codes);
    }

    void putScale(int row, int index, float scale) {
        memory.set(ValueLayout.JAVA_FLOAT, scale(row, index), scale);
    }

    void putLeast(int row, int index, float least) {
        memory.set(ValueLayout.JAVA_FLOAT, scale(row, index) + 64, least);
    }

    private long scale(int row, int index) {
        return row / TILE * tileBytes() + index * (leasts ? 128L : 64L) + row % TILE * 4L;
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
        long from = tile * tileBytes();
        for (int t = 0; t < tokens; t++) {
            for (int lane = 0; lane < TILE; lane += Lanes.COUNT) {
                var sums = leasts
                        ? withLeasts(from + 4L * lane, x.values, x.at(t))
                        : plain(from + 4L * lane, x.values, x.at(t));
                sums.intoArray(y.values, y.at(t) + tile * TILE + lane);
            }
        }
    }

    private FloatVector plain(long scales, float[] x, int at) {
        var w = memory;
        long codes = scales + codesAt();
        int last = group / 4 - 1;
        var y = FloatVector.zero(Lanes.FLOATS);
        var even = FloatVector.zero(Lanes.FLOATS);
        var odd = even;
        for (int i = 0; i < padded / 4; i++) {
            var n = Lanes.ints(w, codes + i * 64L);
            even = code(n, 24).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i]), even);
            odd = code(n, 16).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 1]), odd);
            even = code(n, 8).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 2]), even);
            odd = code(n, 0).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 3]), odd);
            if ((i & last) == last) {
                y = even.add(odd).fma(Lanes.floats(w, scales + 4L * i / group * 64L), y);
                even = FloatVector.zero(Lanes.FLOATS);
                odd = even;
            }
        }
        return y;
    }

    private FloatVector withLeasts(long scales, float[] x, int at) {
        var w = memory;
        long codes = scales + codesAt();
        int last = group / 4 - 1;
        var y = FloatVector.zero(Lanes.FLOATS);
        var even = FloatVector.zero(Lanes.FLOATS);
        var odd = even;
        float total = 0;
        for (int i = 0; i < padded / 4; i++) {
            var n = Lanes.ints(w, codes + i * 64L);
            even = code(n, 24).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i]), even);
            odd = code(n, 16).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 1]), odd);
            even = code(n, 8).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 2]), even);
            odd = code(n, 0).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 3]), odd);
            total += x[at + 4 * i] + x[at + 4 * i + 1] + (x[at + 4 * i + 2] + x[at + 4 * i + 3]);
            if ((i & last) == last) {
                long line = scales + 4L * i / group * 128L;
                y = even.add(odd).fma(Lanes.floats(w, line), y);
                y = Lanes.floats(w, line + 64).fma(FloatVector.broadcast(Lanes.FLOATS, total), y);
                even = FloatVector.zero(Lanes.FLOATS);
                odd = even;
                total = 0;
            }
        }
        return y;
    }

    private static FloatVector code(IntVector four, int left) {
        return (FloatVector) four.lanewise(VectorOperators.LSHL, left)
                .lanewise(VectorOperators.ASHR, 24)
                .convert(VectorOperators.I2F, 0);
    }
}
