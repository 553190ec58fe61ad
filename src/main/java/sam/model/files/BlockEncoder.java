package sam.model.files;

import java.nio.ByteBuffer;
import sam.model.gguf.GgufType;

/// Turns float32 into the blocks of a type, byte for byte as ggml's reference code and the gguf package do.
public final class BlockEncoder {
    /// The types that can be written.
    public static boolean writes(GgufType type) {
        return switch (type) {
            case F32, F16, Q8_0, Q4_0 -> true;
            default -> false;
        };
    }

    private static final int BLOCK = 32;

    private BlockEncoder() {}

    /// Appends `count` numbers of `values` from `from` on to a little-endian buffer.
    public static void encode(GgufType type, float[] values, int from, int count, ByteBuffer to) {
        switch (type) {
            case F32 -> {
                to.asFloatBuffer().put(values, from, count);
                to.position(to.position() + count * Float.BYTES);
            }
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    to.putShort(Float.floatToFloat16(values[from + i]));
                }
            }
            case Q8_0 -> {
                for (int i = 0; i < count; i += BLOCK) {
                    eight(values, from + i, to);
                }
            }
            case Q4_0 -> {
                for (int i = 0; i < count; i += BLOCK) {
                    four(values, from + i, to);
                }
            }
            default -> throw new IllegalArgumentException(type.toString());
        }
    }

    /// d = max|x| / 127, code = x / d rounded to the nearest, a half away from zero.
    private static void eight(float[] values, int from, ByteBuffer to) {
        float most = 0;
        for (int i = 0; i < BLOCK; i++) {
            most = Math.max(most, Math.abs(values[from + i]));
        }
        float d = most / 127;
        float inverse = d == 0 ? 0 : 1 / d;
        to.putShort(Float.floatToFloat16(d));
        for (int i = 0; i < BLOCK; i++) {
            float x = values[from + i] * inverse;
            float size = Math.abs(x);
            int whole = (int) size;
            int rounded = whole + (size - whole >= 0.5f ? 1 : 0);
            to.put((byte) (x < 0 ? -rounded : rounded));
        }
    }

    /// d = x of the greatest size / -8, code = x / d + 8 rounded to the nearest and at most 15; the first half of a
    /// block in the low nibbles, the second in the high ones.
    private static void four(float[] values, int from, ByteBuffer to) {
        float most = 0;
        float signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            float size = Math.abs(values[from + i]);
            if (size > most) {
                most = size;
                signed = values[from + i];
            }
        }
        float d = signed / -8;
        float inverse = d == 0 ? 0 : 1 / d;
        to.putShort(Float.floatToFloat16(d));
        for (int i = 0; i < BLOCK / 2; i++) {
            int low = Math.min(15, (int) (values[from + i] * inverse + 8.5f));
            int high = Math.min(15, (int) (values[from + i + BLOCK / 2] * inverse + 8.5f));
            to.put((byte) (low | high << 4));
        }
    }
}
