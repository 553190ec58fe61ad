package sam.decode;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// The inner loops of `NibbleMatrix`: whole sums of blocks, and what they become with the scales.
///
/// Each method of the `Kernel…` classes should be compiled by itself, for which the JVM is told not to inline them:
/// inlined into one caller they pass what the compiler puts into one method, and vectors then live in objects, at a
/// quarter of the speed.
final class KernelNibbles {
    /// How far ahead of the products memory is asked for, in bytes: by loads that nothing waits for.
    static final int AHEAD = 1024;

    private KernelNibbles() {}

    /// Answers what the loads ahead brought, for the compiler to keep them.
    static long twoTiles(long a, long b, int quads, int[] codes, int at, int[] sums) {
        long touched = 0;
        var first = ShortVector.zero(Lanes.PAIRS);
        var second = first;
        for (int i = 0; i < quads; i++) {
            var c0 = Lanes.pairs(codes[at + 4 * i]);
            var c1 = Lanes.pairs(codes[at + 4 * i + 1]);
            var c2 = Lanes.pairs(codes[at + 4 * i + 2]);
            var c3 = Lanes.pairs(codes[at + 4 * i + 3]);
            first = Lanes.quad(first, Lanes.ints(a + 64L * i), c0, c1, c2, c3);
            second = Lanes.quad(second, Lanes.ints(b + 64L * i), c0, c1, c2, c3);
            touched |= Lanes.MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, a + 64L * i + AHEAD)
                    | Lanes.MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, b + 64L * i + AHEAD);
            if ((i & 3) == 3) {
                int to = (i >> 2) * 2 * Lanes.COUNT;
                first.reinterpretAsInts().intoArray(sums, to);
                second.reinterpretAsInts().intoArray(sums, to + Lanes.COUNT);
                first = ShortVector.zero(Lanes.PAIRS);
                second = first;
            }
        }
        return touched;
    }

    static void twoLines(long a, int quads, int[] codes, int at, int bt, int[] sums) {
        var first = ShortVector.zero(Lanes.PAIRS);
        var second = first;
        for (int i = 0; i < quads; i++) {
            var ints = Lanes.ints(a + 64L * i);
            var v0 = ints.reinterpretAsShorts();
            var v1 = ints.lanewise(VectorOperators.LSHR, 4).reinterpretAsShorts();
            var v2 = ints.lanewise(VectorOperators.LSHR, 8).reinterpretAsShorts();
            var v3 = ints.lanewise(VectorOperators.LSHR, 12).reinterpretAsShorts();
            first = first.add(v0.mul(Lanes.pairs(codes[at + 4 * i])).add(v1.mul(Lanes.pairs(codes[at + 4 * i + 1]))))
                    .add(v2.mul(Lanes.pairs(codes[at + 4 * i + 2])).add(v3.mul(Lanes.pairs(codes[at + 4 * i + 3]))));
            second = second.add(v0.mul(Lanes.pairs(codes[bt + 4 * i])).add(v1.mul(Lanes.pairs(codes[bt + 4 * i + 1]))))
                    .add(v2.mul(Lanes.pairs(codes[bt + 4 * i + 2])).add(v3.mul(Lanes.pairs(codes[bt + 4 * i + 3]))));
            if ((i & 3) == 3) {
                int to = (i >> 2) * 2 * Lanes.COUNT;
                first.reinterpretAsInts().intoArray(sums, to);
                second.reinterpretAsInts().intoArray(sums, to + Lanes.COUNT);
                first = ShortVector.zero(Lanes.PAIRS);
                second = first;
            }
        }
    }

    static void one(long a, int quads, int[] codes, int at, int[] sums) {
        var sum = ShortVector.zero(Lanes.PAIRS);
        for (int i = 0; i < quads; i++) {
            sum = Lanes.quad(
                    sum,
                    Lanes.ints(a + 64L * i),
                    Lanes.pairs(codes[at + 4 * i]),
                    Lanes.pairs(codes[at + 4 * i + 1]),
                    Lanes.pairs(codes[at + 4 * i + 2]),
                    Lanes.pairs(codes[at + 4 * i + 3]));
            if ((i & 3) == 3) {
                sum.reinterpretAsInts().intoArray(sums, (i >> 2) * 2 * Lanes.COUNT);
                sum = ShortVector.zero(Lanes.PAIRS);
            }
        }
    }

    static void steps(float[] rows, int at, long scales, int block, int count, Lines x, int own, int[] sums, int from) {
        var y = FloatVector.fromArray(Lanes.FLOATS, rows, at);
        for (int b = 0; b < count; b++) {
            var sum = IntVector.fromArray(Lanes.INTS, sums, from + b * 2 * Lanes.COUNT);
            var d = Lanes.ints(scales + (block + b >> 1) * 64L)
                    .lanewise(VectorOperators.LSHL, 16 - 16 * (block + b & 1));
            y = Lanes.folded(sum, x.offsets[own + b]).fma(Lanes.highHalves(d).mul(x.scales[own + b]), y);
        }
        y.intoArray(rows, at);
    }

    static void stepsAndLeasts(
            float[] rows, int at, long scales, int block, int count, Lines x, int own, int[] sums, int from) {
        var y = FloatVector.fromArray(Lanes.FLOATS, rows, at);
        for (int b = 0; b < count; b++) {
            int total = x.sums[own + b];
            float scale = x.scales[own + b];
            var sum = IntVector.fromArray(Lanes.INTS, sums, from + b * 2 * Lanes.COUNT);
            var both = Lanes.ints(scales + (block + b) * 64L);
            y = Lanes.folded(sum, x.offsets[own + b])
                    .add(8 * total)
                    .fma(Lanes.lowHalves(both).mul(scale), y);
            y = Lanes.highHalves(both).fma(FloatVector.broadcast(Lanes.FLOATS, scale * total), y);
        }
        y.intoArray(rows, at);
    }

    static void nested(
            float[] rows, int at, long scales, int block, int count, Lines x, int own, int[] sums, int from) {
        var y = FloatVector.fromArray(Lanes.FLOATS, rows, at);
        for (int b = 0; b < count; b++) {
            int total = x.sums[own + b];
            // the activations' step carries 2^112 for float16 scales, which these are not
            float scale = x.scales[own + b] * 0x1p-112f;
            var sum = IntVector.fromArray(Lanes.INTS, sums, from + b * 2 * Lanes.COUNT);
            long line = scales + (block + b >> 3) * 384L;
            var small = Lanes.ints(line + 128 + (block + b >> 1 & 3) * 64L)
                    .lanewise(VectorOperators.LSHR, 16 * (block + b & 1));
            var s = (FloatVector) small.and(255).convert(VectorOperators.I2F, 0);
            var m = (FloatVector)
                    small.lanewise(VectorOperators.LSHR, 8).and(255).convert(VectorOperators.I2F, 0);
            y = Lanes.folded(sum, x.offsets[own + b])
                    .add(8 * total)
                    .fma(Lanes.floats(line).mul(s).mul(scale), y);
            y = Lanes.floats(line + 64).mul(m).fma(FloatVector.broadcast(Lanes.FLOATS, -scale * total), y);
        }
        y.intoArray(rows, at);
    }
}
