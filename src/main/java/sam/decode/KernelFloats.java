package sam.decode;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The inner loops of `FloatMatrix`, over the whole vectors of four rows; see `KernelNibbles`.
final class KernelFloats {
    private KernelFloats() {}

    static void float32(long pa, long pb, long pc, long pd, int columns, float[] x, int at, float[] four) {
        var sa = FloatVector.zero(Lanes.FLOATS);
        var sb = sa;
        var sc = sa;
        var sd = sa;
        int whole = Lanes.FLOATS.loopBound(columns);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            var v = FloatVector.fromArray(Lanes.FLOATS, x, at + i);
            sa = Lanes.floats(pa + 4L * i).fma(v, sa);
            sb = Lanes.floats(pb + 4L * i).fma(v, sb);
            sc = Lanes.floats(pc + 4L * i).fma(v, sc);
            sd = Lanes.floats(pd + 4L * i).fma(v, sd);
        }
        four[0] = sa.reduceLanes(VectorOperators.ADD);
        four[1] = sb.reduceLanes(VectorOperators.ADD);
        four[2] = sc.reduceLanes(VectorOperators.ADD);
        four[3] = sd.reduceLanes(VectorOperators.ADD);
    }

    static void float16(long pa, long pb, long pc, long pd, int columns, float[] x, int at, float[] four) {
        var sa = FloatVector.zero(Lanes.FLOATS);
        var sb = sa;
        var sc = sa;
        var sd = sa;
        int whole = Lanes.FLOATS.loopBound(columns);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            var v = FloatVector.fromArray(Lanes.FLOATS, x, at + i);
            sa = Lanes.float16(pa + 2L * i).fma(v, sa);
            sb = Lanes.float16(pb + 2L * i).fma(v, sb);
            sc = Lanes.float16(pc + 2L * i).fma(v, sc);
            sd = Lanes.float16(pd + 2L * i).fma(v, sd);
        }
        four[0] = sa.reduceLanes(VectorOperators.ADD);
        four[1] = sb.reduceLanes(VectorOperators.ADD);
        four[2] = sc.reduceLanes(VectorOperators.ADD);
        four[3] = sd.reduceLanes(VectorOperators.ADD);
    }

    static void bfloat16(long pa, long pb, long pc, long pd, int columns, float[] x, int at, float[] four) {
        var sa = FloatVector.zero(Lanes.FLOATS);
        var sb = sa;
        var sc = sa;
        var sd = sa;
        int whole = Lanes.FLOATS.loopBound(columns);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            var v = FloatVector.fromArray(Lanes.FLOATS, x, at + i);
            sa = Lanes.bfloat16(pa + 2L * i).fma(v, sa);
            sb = Lanes.bfloat16(pb + 2L * i).fma(v, sb);
            sc = Lanes.bfloat16(pc + 2L * i).fma(v, sc);
            sd = Lanes.bfloat16(pd + 2L * i).fma(v, sd);
        }
        four[0] = sa.reduceLanes(VectorOperators.ADD);
        four[1] = sb.reduceLanes(VectorOperators.ADD);
        four[2] = sc.reduceLanes(VectorOperators.ADD);
        four[3] = sd.reduceLanes(VectorOperators.ADD);
    }
}
