package sam.model.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Turns stored blocks into float32 or bfloat16, bit for bit as ggml's reference code does.
///
/// Every block type is value = code · scale + offset with a small whole number as its code: the codes are unpacked
/// eight at a time in a long, the scales and offsets spread to one a value, and one plain loop multiplies, which the
/// compiler turns into vector instructions. Belongs to one thread; holds about 100 KB.
public final class BlockDecoder {
    /// Numbers turned at a time: whole blocks of every type, few enough for the nearest cache.
    static final int CHUNK = 2048;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final ValueLayout.OfFloat LITTLE_FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble LITTLE_DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort LITTLE_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final long NIBBLES = 0x0f0f0f0f0f0f0f0fL;
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final int QUIET = 0x7fc00000;

    private final byte[] raw = new byte[CHUNK * Double.BYTES];
    private final MemorySegment stored = MemorySegment.ofArray(raw);
    private final byte[] codes = new byte[CHUNK];
    private final float[] groupScales = new float[CHUNK / 16];
    private final float[] groupOffsets = new float[CHUNK / 16];
    private final float[] scales = new float[CHUNK];
    private final float[] offsets = new float[CHUNK];
    private final float[] values = new float[CHUNK];
    private final double[] doubles = new double[CHUNK];
    private final short[] shorts = new short[CHUNK];
    private final int[] bits = new int[CHUNK];
    private final MemorySegment bitsSegment = MemorySegment.ofArray(bits);
    private final long[] longs = new long[CHUNK / 2];
    private final int[] halves = new int[CHUNK / 2];
    private final MemorySegment halvesSegment = MemorySegment.ofArray(halves);

    /// Writes `count` numbers, stored in whole blocks from the start of `from`, as float32 to the start of `target`.
    public void floats(WeightType type, MemorySegment from, long count, MemorySegment target) {
        for (long done = 0; done < count; done += CHUNK) {
            int some = chunk(type, from, done, count);
            MemorySegment.copy(values, 0, target, ValueLayout.JAVA_FLOAT_UNALIGNED, done * Float.BYTES, some);
        }
    }

    /// The same of rows of `columns` numbers that begin `stride` bytes apart in `target`, zeros between them.
    public void floatsApart(
            WeightType type, MemorySegment from, long rows, long columns, MemorySegment target, long stride) {
        for (long i = 0; i < rows; i++) {
            var row = target.asSlice(i * stride, stride);
            floats(type, from.asSlice(i * type.rowBytes(columns)), columns, row);
            row.asSlice(columns * Float.BYTES).fill((byte) 0);
        }
    }

    /// What `floats` writes, as bfloat16, rounded to the nearest, a half to the even one.
    public void bfloats(WeightType type, MemorySegment from, long count, MemorySegment target) {
        for (long done = 0; done < count; done += CHUNK) {
            int some = chunk(type, from, done, count);
            round(some);
            MemorySegment.copy(halvesSegment, 0, target, done * Short.BYTES, (long) some * Short.BYTES);
        }
    }

    private int chunk(WeightType type, MemorySegment from, long done, long count) {
        int some = (int) Math.min(CHUNK, count - done);
        long at = type.rowBytes(done);
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at, raw, 0, (int) type.rowBytes(some));
        decode(type, some);
        return some;
    }

    private void decode(WeightType type, int count) {
        switch (type) {
            case F32 -> MemorySegment.copy(stored, LITTLE_FLOAT, 0, values, 0, count);
            case F64 -> {
                MemorySegment.copy(stored, LITTLE_DOUBLE, 0, doubles, 0, count);
                fromDouble(doubles, values, count);
            }
            case F16 -> {
                MemorySegment.copy(stored, LITTLE_SHORT, 0, shorts, 0, count);
                fromHalf(shorts, values, count);
            }
            case BF16 -> {
                int pairs = (count + 1) / 2;
                MemorySegment.copy(stored, 0, halvesSegment, 0, (long) pairs * Integer.BYTES);
                fromBrain(halves, longs, pairs);
                MemorySegment.copy(
                        MemorySegment.ofArray(longs), 0, MemorySegment.ofArray(values), 0, (long) count * Float.BYTES);
            }
            case Q8_0 -> scaled(eights(count / 32), 32, count);
            case Q4_0 -> scaled(fours(count / 32, 18, 2, 0x7878787878787878L), 32, count);
            case Q5_0 -> scaled(fives(count / 32, 22, 2, 0x7070707070707070L), 32, count);
            case Q4_1 -> shifted(offsets(fours(count / 32, 20, 4, 0), 20), 32, count);
            case Q5_1 -> shifted(offsets(fives(count / 32, 24, 4, 0), 24), 32, count);
            case Q4_K -> shifted(fourK(count / 256), 32, count);
            case Q5_K -> shifted(fiveK(count / 256), 32, count);
            case Q6_K -> scaled(sixK(count / 256), 16, count);
        }
    }

    private static void fromDouble(double[] doubles, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = (float) doubles[i];
        }
    }

    private static void fromHalf(short[] halves, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Float.float16ToFloat(halves[i]);
        }
    }

    private static void fromBrain(int[] pairs, long[] floats, int count) {
        for (int i = 0; i < count; i++) {
            long both = pairs[i];
            floats[i] = both << 16 & 0xffff0000L | both << 32 & 0xffff000000000000L;
        }
    }

    /// value = code · scale, a scale for each group of numbers.
    private void scaled(int groups, int width, int count) {
        spread(groupScales, groups, width, scales);
        multiply(codes, scales, values, count);
    }

    /// value = code · scale + offset.
    private void shifted(int groups, int width, int count) {
        spread(groupScales, groups, width, scales);
        spread(groupOffsets, groups, width, offsets);
        multiplyAdd(codes, scales, offsets, values, count);
    }

    private static void spread(float[] groups, int count, int width, float[] each) {
        for (int g = 0; g < count; g++) {
            Arrays.fill(each, g * width, g * width + width, groups[g]);
        }
    }

    private static void multiply(byte[] codes, float[] scales, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = (float) codes[i] * scales[i];
        }
    }

    private static void multiplyAdd(byte[] codes, float[] scales, float[] offsets, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = (float) codes[i] * scales[i] + offsets[i];
        }
    }

    private float half(int at) {
        return Float.float16ToFloat((short) SHORTS.get(raw, at));
    }

    private int eights(int blocks) {
        for (int b = 0; b < blocks; b++) {
            groupScales[b] = half(34 * b);
            for (int j = 0; j < 32; j += 8) {
                LONGS.set(codes, 32 * b + j, (long) LONGS.get(raw, 34 * b + 2 + j));
            }
        }
        return blocks;
    }

    /// Low nibbles are the first half of a block, high ones the second. A code n with a `bias` of 0x80 - z in every
    /// byte becomes n - z.
    private int fours(int blocks, int size, int head, long bias) {
        long flip = bias == 0 ? 0 : TOPS;
        for (int b = 0; b < blocks; b++) {
            groupScales[b] = half(size * b);
            for (int j = 0; j < 16; j += 8) {
                long pair = (long) LONGS.get(raw, size * b + head + j);
                LONGS.set(codes, 32 * b + j, (pair & NIBBLES) + bias ^ flip);
                LONGS.set(codes, 32 * b + 16 + j, (pair >>> 4 & NIBBLES) + bias ^ flip);
            }
        }
        return blocks;
    }

    /// As fours, with the fifth bits of all 32 numbers in front of the nibbles.
    private int fives(int blocks, int size, int head, long bias) {
        long flip = bias == 0 ? 0 : TOPS;
        for (int b = 0; b < blocks; b++) {
            int at = size * b;
            groupScales[b] = half(at);
            int fifths = (int) INTS.get(raw, at + head);
            for (int j = 0; j < 16; j += 8) {
                long pair = (long) LONGS.get(raw, at + head + 4 + j);
                LONGS.set(codes, 32 * b + j, ((pair & NIBBLES) | fifth(fifths >>> j)) + bias ^ flip);
                LONGS.set(codes, 32 * b + 16 + j, ((pair >>> 4 & NIBBLES) | fifth(fifths >>> 16 + j)) + bias ^ flip);
            }
        }
        return blocks;
    }

    /// Bit k of the low eight becomes the value 16 in byte k.
    private static long fifth(int bits) {
        long each = (bits & 0xffL) * ONES & 0x8040201008040201L;
        return (each + 0x7f7f7f7f7f7f7f7fL & TOPS) >>> 3;
    }

    private int offsets(int blocks, int size) {
        for (int b = 0; b < blocks; b++) {
            groupOffsets[b] = half(size * b + 2);
        }
        return blocks;
    }

    private int fourK(int blocks) {
        for (int b = 0; b < blocks; b++) {
            int at = 144 * b;
            scalesK(b, at);
            for (int j = 0; j < 128; j += 8) {
                long pair = (long) LONGS.get(raw, at + 16 + j);
                int to = 256 * b + (j / 32) * 64 + j % 32;
                LONGS.set(codes, to, pair & NIBBLES);
                LONGS.set(codes, to + 32, pair >>> 4 & NIBBLES);
            }
        }
        return 8 * blocks;
    }

    private int fiveK(int blocks) {
        for (int b = 0; b < blocks; b++) {
            int at = 176 * b;
            scalesK(b, at);
            for (int j = 0; j < 128; j += 8) {
                long pair = (long) LONGS.get(raw, at + 48 + j);
                long fifths = (long) LONGS.get(raw, at + 16 + j % 32) >>> 2 * (j / 32);
                int to = 256 * b + (j / 32) * 64 + j % 32;
                LONGS.set(codes, to, (pair & NIBBLES) | (fifths & ONES) << 4);
                LONGS.set(codes, to + 32, (pair >>> 4 & NIBBLES) | (fifths >>> 1 & ONES) << 4);
            }
        }
        return 8 * blocks;
    }

    /// Eight 6-bit scales and minima in twelve bytes: the first four whole in bytes 0–3 and 4–7, the last four as a
    /// nibble in bytes 8–11 and two top bits of the others.
    private void scalesK(int b, int at) {
        float d = half(at);
        float least = half(at + 2);
        for (int g = 0; g < 8; g++) {
            int scale;
            int minimum;
            if (g < 4) {
                scale = raw[at + 4 + g] & 63;
                minimum = raw[at + 8 + g] & 63;
            } else {
                int both = raw[at + 8 + g];
                scale = (both & 15) | (raw[at + g] & 0xc0) >> 2;
                minimum = (both >> 4 & 15) | (raw[at + 4 + g] & 0xc0) >> 2;
            }
            groupScales[8 * b + g] = d * scale;
            groupOffsets[8 * b + g] = -(least * minimum);
        }
    }

    private int sixK(int blocks) {
        for (int b = 0; b < blocks; b++) {
            int at = 210 * b;
            float d = half(at + 208);
            for (int g = 0; g < 16; g++) {
                groupScales[16 * b + g] = d * raw[at + 192 + g];
            }
            for (int j = 0; j < 128; j += 8) {
                long pair = (long) LONGS.get(raw, at + j);
                long tops = (long) LONGS.get(raw, at + 128 + (j / 64) * 32 + j % 32) >>> 2 * (j / 32 % 2);
                int to = 256 * b + (j / 64) * 128 + j % 64;
                LONGS.set(codes, to, six(pair & NIBBLES, tops));
                LONGS.set(codes, to + 64, six(pair >>> 4 & NIBBLES, tops >>> 4));
            }
        }
        return 16 * blocks;
    }

    private static long six(long nibbles, long tops) {
        return (nibbles | (tops & 3 * ONES) << 4) + 0x6060606060606060L ^ TOPS;
    }

    /// To bfloat16, two of them in an int. The bits are handled as whole numbers, in loops that vectorise, which
    /// narrowing to a short would not; what is not finite stays so.
    private void round(int count) {
        MemorySegment.copy(MemorySegment.ofArray(values), 0, bitsSegment, 0, (long) count * Float.BYTES);
        toNearest(bits, count);
        int pairs = (count + 1) / 2;
        MemorySegment.copy(bitsSegment, 0, MemorySegment.ofArray(longs), 0, (long) pairs * Long.BYTES);
        tops(longs, halves, pairs);
    }

    private static void toNearest(int[] bits, int count) {
        for (int i = 0; i < count; i++) {
            int size = Math.min(bits[i] & Integer.MAX_VALUE, QUIET);
            bits[i] = size + 0x7fff + (size >>> 16 & 1) | bits[i] & Integer.MIN_VALUE;
        }
    }

    private static void tops(long[] pairs, int[] halves, int count) {
        for (int i = 0; i < count; i++) {
            halves[i] = (int) (pairs[i] >>> 16 & 0xffffL | pairs[i] >>> 32 & 0xffff0000L);
        }
    }
}
