package sam.llm.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

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

    private final Form form;
    private final MemorySegment memory;
    private final int blocks;

    NibbleMatrix(int rows, int columns, Form form, Arena arena) {
        super(rows, columns);
        this.form = form;
        this.blocks = (columns + 63) / 64 * 2;
        this.memory = arena.allocate(tiles() * tileBytes(), 64);
    }

    Form form() {
        return form;
    }

    int blocks() {
        return blocks;
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
    void multiply(int tile, Lines x, int tokens, Lines y) {
        long from = tile * tileBytes();
        for (int t = 0; t < tokens; t++) {
            for (int lane = 0; lane < TILE; lane += Lanes.COUNT) {
                var sums = switch (form) {
                    case STEP -> steps(from + 4L * lane, x, t);
                    case STEP_AND_LEAST -> stepsAndLeasts(from + 4L * lane, x, t);
                    case NESTED -> nested(from + 4L * lane, x, t);
                };
                sums.intoArray(y.values, y.at(t) + tile * TILE + lane);
            }
        }
    }

    private FloatVector steps(long scales, Lines x, int token) {
        var w = memory;
        long codes = scales + (long) blocks * form.scaleBytes;
        int[] c = x.codes;
        int at = x.at(token) / 2;
        int block = token * x.blocks();
        var y = FloatVector.zero(Lanes.FLOATS);
        var sum = pairs(x.offsets[block]);
        for (int i = 0; i < 4 * blocks; i++) {
            sum = quad(sum, Lanes.ints(w, codes + i * 64L), c, at + i * 4);
            if ((i & 3) == 3) {
                int b = i >> 2;
                var d = Lanes.ints(w, scales + (b >> 1) * 64L).lanewise(VectorOperators.LSHL, 16 - 16 * (b & 1));
                y = Lanes.folded(sum).fma(Lanes.highHalves(d).mul(x.scales[block + b]), y);
                sum = pairs(x.offsets[block + b + 1]);
            }
        }
        return y;
    }

    private FloatVector stepsAndLeasts(long scales, Lines x, int token) {
        var w = memory;
        long codes = scales + (long) blocks * form.scaleBytes;
        int[] c = x.codes;
        int at = x.at(token) / 2;
        int block = token * x.blocks();
        var y = FloatVector.zero(Lanes.FLOATS);
        var sum = pairs(x.offsets[block]);
        for (int i = 0; i < 4 * blocks; i++) {
            sum = quad(sum, Lanes.ints(w, codes + i * 64L), c, at + i * 4);
            if ((i & 3) == 3) {
                int b = i >> 2;
                int total = x.sums[block + b];
                float scale = x.scales[block + b];
                var both = Lanes.ints(w, scales + b * 64L);
                y = ((FloatVector) Lanes.foldedInts(sum).add(8 * total).convert(VectorOperators.I2F, 0))
                        .fma(Lanes.lowHalves(both).mul(scale), y);
                y = Lanes.highHalves(both).fma(FloatVector.broadcast(Lanes.FLOATS, scale * total), y);
                sum = pairs(x.offsets[block + b + 1]);
            }
        }
        return y;
    }

    private FloatVector nested(long scales, Lines x, int token) {
        var w = memory;
        long codes = scales + (long) blocks * form.scaleBytes;
        int[] c = x.codes;
        int at = x.at(token) / 2;
        int block = token * x.blocks();
        var y = FloatVector.zero(Lanes.FLOATS);
        var sum = pairs(x.offsets[block]);
        for (int i = 0; i < 4 * blocks; i++) {
            sum = quad(sum, Lanes.ints(w, codes + i * 64L), c, at + i * 4);
            if ((i & 3) == 3) {
                int b = i >> 2;
                int total = x.sums[block + b];
                // the activations' step carries 2^112 for float16 scales, which these are not
                float scale = x.scales[block + b] * 0x1p-112f;
                long line = scales + (b >> 3) * 384L;
                var small = Lanes.ints(w, line + 128 + (b >> 1 & 3) * 64L).lanewise(VectorOperators.LSHR, 16 * (b & 1));
                var s = (FloatVector) small.and(255).convert(VectorOperators.I2F, 0);
                var m = (FloatVector)
                        small.lanewise(VectorOperators.LSHR, 8).and(255).convert(VectorOperators.I2F, 0);
                y = ((FloatVector) Lanes.foldedInts(sum).add(8 * total).convert(VectorOperators.I2F, 0))
                        .fma(Lanes.floats(w, line).mul(s).mul(scale), y);
                y = Lanes.floats(w, line + 64).mul(m).fma(FloatVector.broadcast(Lanes.FLOATS, -scale * total), y);
                sum = pairs(x.offsets[block + b + 1]);
            }
        }
        return y;
    }

    private static ShortVector pairs(int code) {
        return IntVector.broadcast(Lanes.INTS, code).reinterpretAsShorts();
    }

    /// Adds the products of eight codes a row.
    private static ShortVector quad(ShortVector sum, IntVector w, int[] codes, int at) {
        var low = w.reinterpretAsShorts()
                .mul(pairs(codes[at]))
                .add(w.lanewise(VectorOperators.LSHR, 4).reinterpretAsShorts().mul(pairs(codes[at + 1])));
        return sum.add(low)
                .add(w.lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts()
                        .mul(pairs(codes[at + 2]))
                        .add(w.lanewise(VectorOperators.LSHR, 12)
                                .reinterpretAsShorts()
                                .mul(pairs(codes[at + 3]))));
    }
}
