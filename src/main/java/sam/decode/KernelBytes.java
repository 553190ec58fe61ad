package sam.decode;

import jdk.incubator.vector.FloatVector;

/// The inner loops of `ByteMatrix`; see `KernelNibbles`.
final class KernelBytes {
    private KernelBytes() {}

    static void plain(long scales, long codes, int group, int padded, float[] x, int at, float[] rows, int to) {
        int last = group / 4 - 1;
        var y = FloatVector.zero(Lanes.FLOATS);
        var even = FloatVector.zero(Lanes.FLOATS);
        var odd = even;
        for (int i = 0; i < padded / 4; i++) {
            var n = Lanes.ints(codes + i * 64L);
            even = Lanes.code(n, 24).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i]), even);
            odd = Lanes.code(n, 16).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 1]), odd);
            even = Lanes.code(n, 8).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 2]), even);
            odd = Lanes.code(n, 0).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 3]), odd);
            if ((i & last) == last) {
                y = even.add(odd).fma(Lanes.floats(scales + 4L * i / group * 64L), y);
                even = FloatVector.zero(Lanes.FLOATS);
                odd = even;
            }
        }
        y.intoArray(rows, to);
    }

    static void withLeasts(long scales, long codes, int group, int padded, float[] x, int at, float[] rows, int to) {
        int last = group / 4 - 1;
        var y = FloatVector.zero(Lanes.FLOATS);
        var even = FloatVector.zero(Lanes.FLOATS);
        var odd = even;
        float total = 0;
        for (int i = 0; i < padded / 4; i++) {
            var n = Lanes.ints(codes + i * 64L);
            even = Lanes.code(n, 24).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i]), even);
            odd = Lanes.code(n, 16).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 1]), odd);
            even = Lanes.code(n, 8).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 2]), even);
            odd = Lanes.code(n, 0).fma(FloatVector.broadcast(Lanes.FLOATS, x[at + 4 * i + 3]), odd);
            total += x[at + 4 * i] + x[at + 4 * i + 1] + (x[at + 4 * i + 2] + x[at + 4 * i + 3]);
            if ((i & last) == last) {
                long line = scales + 4L * i / group * 128L;
                y = even.add(odd).fma(Lanes.floats(line), y);
                y = Lanes.floats(line + 64).fma(FloatVector.broadcast(Lanes.FLOATS, total), y);
                even = FloatVector.zero(Lanes.FLOATS);
                odd = even;
                total = 0;
            }
        }
        y.intoArray(rows, to);
    }
}
