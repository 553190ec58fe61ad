package sam.decode;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Activations of some tokens, a line each, and beside the floats the form in which 4-bit kernels read them.
///
/// Lines are padded with zeros to whole pairs of 32-number blocks. `encode` rounds each block to 8 bits by its largest
/// magnitude, as llama.cpp does: the error of a number is at most its block's largest over 254.
final class Lines {
    static final int BLOCK = 32;

    final int stride;
    final float[] values;
    /// For four numbers of a block two ints of short pairs; see `NibbleMatrix`.
    final int[] codes;
    /// A block's step times 2^112.
    final float[] scales;
    /// -8 times a block's sum of codes, mod 2^16.
    final int[] offsets;
    /// A block's sum of codes.
    final int[] sums;

    Lines(int tokens, int columns) {
        this.stride = (columns + 63) / 64 * 64;
        values = new float[tokens * stride];
        codes = new int[tokens * stride / 2];
        scales = new float[tokens * blocks()];
        offsets = new int[tokens * blocks() + 1];
        sums = new int[tokens * blocks()];
    }

    int blocks() {
        return stride / BLOCK;
    }

    /// Where a token's line begins.
    int at(int token) {
        return token * stride;
    }

    void encode(int token) {
        var rounded = new int[BLOCK];
        for (int b = token * blocks(); b < (token + 1) * blocks(); b++) {
            encode(b, rounded);
        }
    }

    private void encode(int block, int[] rounded) {
        int from = block * BLOCK;
        var most = FloatVector.zero(Lanes.FLOATS);
        for (int i = 0; i < BLOCK; i += Lanes.COUNT) {
            most = most.max(
                    FloatVector.fromArray(Lanes.FLOATS, values, from + i).abs());
        }
        float largest = most.reduceLanes(VectorOperators.MAX);
        float inverse = largest > 0 ? 127 / largest : 0;
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            // adding 1.5 · 2^23 rounds to the nearest whole number and leaves it in the low bits
            int q = Float.floatToRawIntBits(values[from + i] * inverse + 12582912f) - 0x4B400000;
            rounded[i] = q;
            sum += q;
        }
        scales[block] = largest / 127 * Lanes.HALF;
        sums[block] = sum;
        offsets[block] = -8 * sum & 0xffff;
        int code = block * 16;
        for (int g = 0; g < BLOCK / 8; g++) {
            // the nibbles of a quad, lowest first, belong to the columns 4g, 4g + 16, 4g + 1, 4g + 17 …
            int c = 4 * g;
            int a0 = rounded[c];
            int a1 = rounded[c + 16];
            int a2 = rounded[c + 1];
            int a3 = rounded[c + 17];
            int a4 = rounded[c + 2];
            int a5 = rounded[c + 18];
            int a6 = rounded[c + 3];
            int a7 = rounded[c + 19];
            codes[code++] = a0 & 0xffff | (a4 - 16 * a3) << 16;
            codes[code++] = a1 - 16 * a0 & 0xffff | (a5 - 16 * a4) << 16;
            codes[code++] = a2 - 16 * a1 & 0xffff | (a6 - 16 * a5) << 16;
            codes[code++] = a3 - 16 * a2 & 0xffff | (a7 - 16 * a6) << 16;
        }
    }
}
