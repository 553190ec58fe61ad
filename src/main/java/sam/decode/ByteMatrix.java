package sam.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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
    void multiply(int from, int to, Lines x, int tokens, Lines y) {
        long start = start();
        for (int tile = from; tile < to; tile++) {
            multiply(start + tile * tileBytes(), tile, x, tokens, y);
        }
    }

    private void multiply(long from, int tile, Lines x, int tokens, Lines y) {
        for (int t = 0; t < tokens; t++) {
            for (int lane = 0; lane < TILE; lane += Lanes.COUNT) {
                long scales = from + 4L * lane;
                long codes = scales + codesAt();
                int to = y.at(t) + tile * TILE + lane;
                if (leasts) {
                    KernelBytes.withLeasts(scales, codes, group, padded, x.values, x.at(t), y.values, to);
                } else {
                    KernelBytes.plain(scales, codes, group, padded, x.values, x.at(t), y.values, to);
                }
            }
        }
    }
}
