package sam.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/// 4-bit weights (Q4_0, Q4_1, Q4_K), multiplied with 8-bit activations in whole numbers.
///
/// Sixteen rows lie side by side, an int lane each, so that no sum runs across lanes. An int holds eight codes n₀ … n₇
/// of a row. Taken as two shorts and shifted by 4k it is Lₖ = nₖ + 16nₖ₊₁ + 256nₖ₊₂ + 4096nₖ₊₃ and Hₖ likewise from
/// nₖ₊₄, with nothing beyond n₇. Because sums of shorts wrap round, Σ nᵢaᵢ = Σₖ Lₖcₖ + Hₖcₖ₊₄ (mod 2^16) for
/// c₀ = a₀, cᵢ = aᵢ - 16aᵢ₋₁: no code is ever masked out or widened. A block's sum Σ (n - 8)a is at most
/// 32 · 8 · 127 = 32512, so it is exact.
///
/// A row of tiles: first the scales of all blocks, then 256 bytes of codes a block.
final class NibbleMatrix extends Matrix {
    /// How a block's codes become weights.
    enum Form {
        /// d · (n - 8); float16 d of two blocks in an int.
        STEP(32),
        /// d · n + m; float16 d and m in an int.
        STEP_AND_LEAST(64),
        /// For 256 columns float32 d and e, then in an int s and m of two blocks: d · s · n - e · m.
        NESTED(48);

        /// Bytes for a block of 16 rows.
        final int scaleBytes;

        Form(int scaleBytes) {
            this.scaleBytes = scaleBytes;
        }
    }

    private static final int BLOCK_BYTES = TILE * Lines.BLOCK / 2;
    /// Blocks whose whole sums are kept before they are scaled: they and the codes of a run stay in the first cache.
    private static final int RUN = 64;
    private static final ThreadLocal<int[]> SUMS = ThreadLocal.withInitial(() -> new int[2 * RUN * Lanes.COUNT]);

    private final Form form;
    private final MemorySegment memory;
    private final int blocks;

    NibbleMatrix(int rows, int columns, Form form, Arena arena) {
        super(rows, columns);
        this.form = form;
        this.blocks = (columns + 63) / 64 * 2;
        this.memory = arena.allocate(tiles() * tileBytes() + 2 * KernelNibbles.AHEAD, 64);
    }

    private long tileBytes() {
        return (long) blocks * (form.scaleBytes + BLOCK_BYTES);
    }

    /// Puts codes in: an int of eight, in the order of `Lines`, for a row and a quarter of a block.
    void putCodes(int row, int block, int quarter, int codes) {
        memory.set(
                ValueLayout.JAVA_INT,
                row / TILE * tileBytes()
                        + (long) blocks * form.scaleBytes
                        + (long) block * BLOCK_BYTES
                        + quarter * 64L
                        + row % TILE * 4L,
                codes);
    }

    /// Puts a short into the scales: `line` counts lines of 16 ints from the row of tiles' start.
    void putShort(int row, int line, int half, short value) {
        memory.set(ValueLayout.JAVA_SHORT, scale(row, line) + 2L * half, value);
    }

    void putFloat(int row, int line, float value) {
        memory.set(ValueLayout.JAVA_FLOAT, scale(row, line), value);
    }

    private long scale(int row, int line) {
        return row / TILE * tileBytes() + line * 64L + row % TILE * 4L;
    }

    @Override
    boolean readsCodes() {
        return true;
    }

    @Override
    MemorySegment memory() {
        return memory;
    }

    @Override
    void multiply(int from, int to, Lines x, int tokens, Lines y) {
        int[] sums = SUMS.get();
        long start = start();
        if (tokens == 1) {
            // two runs of tiles side by side, each read on and on: the processor fetches both ahead
            int half = (to - from) / 2;
            for (int tile = from; tile < from + half; tile++) {
                multiply(start, tile, tile + half, x, 0, 0, y, sums);
            }
            if ((to - from) % 2 == 1) {
                multiply(start, to - 1, to - 1, x, 0, 0, y, sums);
            }
            return;
        }
        for (int tile = from; tile < to; tile++) {
            for (int t = 0; t < tokens; t += 2) {
                multiply(start, tile, tile, x, t, Math.min(t + 1, tokens - 1), y, sums);
            }
        }
    }

    /// Two products at once, of two tiles with one line or of one tile with two lines, or one twice named.
    private void multiply(long start, int tileA, int tileB, Lines x, int lineA, int lineB, Lines y, int[] sums) {
        for (int lane = 0; lane < TILE; lane += Lanes.COUNT) {
            long a = start + tileA * tileBytes() + 4L * lane;
            long b = start + tileB * tileBytes() + 4L * lane;
            FloatVector.zero(Lanes.FLOATS).intoArray(y.values, y.at(lineA) + tileA * TILE + lane);
            FloatVector.zero(Lanes.FLOATS).intoArray(y.values, y.at(lineB) + tileB * TILE + lane);
            for (int block = 0; block < blocks; block += RUN) {
                int count = Math.min(RUN, blocks - block);
                long codes = (long) blocks * form.scaleBytes + (long) block * BLOCK_BYTES;
                int xa = x.at(lineA) / 2 + block * 16;
                int xb = x.at(lineB) / 2 + block * 16;
                if (tileA != tileB) {
                    KernelNibbles.twoTiles(a + codes, b + codes, 4 * count, x.codes, xa, sums);
                } else if (lineA != lineB) {
                    KernelNibbles.twoLines(a + codes, 4 * count, x.codes, xa, xb, sums);
                } else {
                    KernelNibbles.one(a + codes, 4 * count, x.codes, xa, sums);
                }
                fold(a, block, count, x, lineA, sums, 0, y.values, y.at(lineA) + tileA * TILE + lane);
                if (tileA != tileB || lineA != lineB) {
                    fold(b, block, count, x, lineB, sums, Lanes.COUNT, y.values, y.at(lineB) + tileB * TILE + lane);
                }
            }
        }
    }

    /// Scales the blocks' whole sums and adds them to the rows.
    private void fold(long scales, int block, int count, Lines x, int line, int[] sums, int from, float[] y, int at) {
        int own = line * x.blocks() + block;
        switch (form) {
            case STEP -> KernelNibbles.steps(y, at, scales, block, count, x, own, sums, from);
            case STEP_AND_LEAST -> KernelNibbles.stepsAndLeasts(y, at, scales, block, count, x, own, sums, from);
            case NESTED -> KernelNibbles.nested(y, at, scales, block, count, x, own, sums, from);
        }
    }
}
