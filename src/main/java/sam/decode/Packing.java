package sam.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import sam.model.WeightReader;
import sam.model.files.WeightType;

/// Brings weights from a model's file into the order the kernels read, block by block; the numbers stay what they are.
///
/// Block layouts are ggml's, by `WeightType`.
final class Packing {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final WeightReader weights;
    private final Arena arena;
    private final KernelThreads crew;

    Packing(WeightReader weights, Arena arena, KernelThreads crew) {
        this.weights = weights;
        this.arena = arena;
        this.crew = crew;
    }

    /// Rows `from` to `from + rows` of a stored tensor as a matrix.
    Matrix matrix(String tensor, long from, int rows) {
        var stored = weights.tensor(tensor);
        int columns = Math.toIntExact(stored.columns());
        return switch (stored.type()) {
            case F32, F16, BF16 -> plain(tensor, from, rows, columns, stored.type());
            case F64 -> plain(tensor, from, rows, columns, WeightType.F32);
            case Q4_0 -> nibbles(stored, from, rows, columns, NibbleMatrix.Form.STEP);
            case Q4_1 -> nibbles(stored, from, rows, columns, NibbleMatrix.Form.STEP_AND_LEAST);
            case Q4_K -> nibbles(stored, from, rows, columns, NibbleMatrix.Form.NESTED);
            case Q8_0, Q5_0 -> bytes(stored, from, rows, columns, 32, false);
            case Q5_1, Q5_K -> bytes(stored, from, rows, columns, 32, true);
            case Q6_K -> bytes(stored, from, rows, columns, 16, false);
        };
    }

    /// A tensor's numbers as float32.
    float[] floats(String tensor) {
        var stored = weights.tensor(tensor);
        var values = new float[Math.toIntExact(stored.rows() * stored.columns())];
        try {
            weights.read(tensor, 0, stored.rows(), MemorySegment.ofArray(values));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    private Matrix plain(String tensor, long from, int rows, int columns, WeightType type) {
        var matrix = new FloatMatrix(rows, columns, type, arena);
        boolean raw = weights.tensor(tensor).type() == type;
        int step = Math.max(Matrix.TILE, (4 << 20) / Math.max(1, columns));
        crew.run((rows + step - 1) / step, part -> {
            int first = part * step;
            int count = Math.min(step, rows - first);
            try {
                if (raw) {
                    weights.bytes(tensor, from + first, count, matrix.rows(first, count));
                } else {
                    weights.read(tensor, from + first, count, matrix.rows(first, count));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return matrix;
    }

    /// Takes the bytes of one row apart.
    private interface RowPacker {
        void pack(MemorySegment bytes, long at, int row);
    }

    private Matrix nibbles(WeightReader.Stored stored, long from, int rows, int columns, NibbleMatrix.Form form) {
        var matrix = new NibbleMatrix(rows, columns, form, arena);
        int blocks = columns / stored.type().blockValues();
        pack(stored, from, rows, (bytes, at, row) -> {
            for (int b = 0; b < blocks; b++) {
                long block = at + (long) b * stored.type().blockBytes();
                switch (form) {
                    case STEP -> {
                        matrix.putShort(row, b >> 1, b & 1, bytes.get(SHORT, block));
                        quads(matrix, row, b, bytes, block + 2);
                    }
                    case STEP_AND_LEAST -> {
                        matrix.putShort(row, b, 0, bytes.get(SHORT, block));
                        matrix.putShort(row, b, 1, bytes.get(SHORT, block + 2));
                        quads(matrix, row, b, bytes, block + 4);
                    }
                    case NESTED -> nested(matrix, row, b, bytes, block);
                }
            }
        });
        return matrix;
    }

    /// Q4_0 and Q4_1 keep the columns j and j + 16 in byte j: four bytes are the eight codes of an int as they are.
    private static void quads(NibbleMatrix matrix, int row, int block, MemorySegment bytes, long at) {
        for (int q = 0; q < 4; q++) {
            matrix.putCodes(row, block, q, bytes.get(INT, at + 4 * q));
        }
    }

    /// Q4_K: d, dmin, 12 bytes with eight pairs of 6 bits, then 32 bytes for each two blocks, the first in the low
    /// nibbles.
    private static void nested(NibbleMatrix matrix, int row, int super8, MemorySegment bytes, long at) {
        matrix.putFloat(row, super8 * 6, Float.float16ToFloat(bytes.get(SHORT, at)));
        matrix.putFloat(row, super8 * 6 + 1, Float.float16ToFloat(bytes.get(SHORT, at + 2)));
        for (int b = 0; b < 8; b++) {
            int pair = sixBits(bytes, at + 4, b);
            matrix.putShort(row, super8 * 6 + 2 + (b >> 1), b & 1, (short) pair);
            long from = at + 16 + (b >> 1) * 32L;
            for (int q = 0; q < 4; q++) {
                int low = bytes.get(INT, from + 4 * q) >>> 4 * (b & 1) & 0x0f0f0f0f;
                int high = bytes.get(INT, from + 16 + 4 * q) >>> 4 * (b & 1) & 0x0f0f0f0f;
                matrix.putCodes(row, super8 * 8 + b, q, low | high << 4);
            }
        }
    }

    /// The scale of block `b` of a Q4_K or Q5_K super-block in the low byte, its minimum's in the next.
    private static int sixBits(MemorySegment bytes, long at, int b) {
        if (b < 4) {
            return unsigned(bytes, at + b) & 63 | (unsigned(bytes, at + b + 4) & 63) << 8;
        }
        int shared = unsigned(bytes, at + b + 4);
        int scale = shared & 15 | unsigned(bytes, at + b - 4) >> 6 << 4;
        int least = shared >> 4 | unsigned(bytes, at + b) >> 6 << 4;
        return scale | least << 8;
    }

    private Matrix bytes(WeightReader.Stored stored, long from, int rows, int columns, int group, boolean leasts) {
        var matrix = new ByteMatrix(rows, columns, group, leasts, arena);
        int values = stored.type().blockValues();
        int blocks = columns / values;
        pack(stored, from, rows, (bytes, at, row) -> {
            var codes = new byte[values];
            for (int b = 0; b < blocks; b++) {
                long block = at + (long) b * stored.type().blockBytes();
                int index = b * values / group;
                switch (stored.type()) {
                    case Q8_0 -> {
                        matrix.putScale(row, index, half(bytes, block));
                        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, block + 2, codes, 0, 32);
                    }
                    case Q5_0 -> {
                        matrix.putScale(row, index, half(bytes, block));
                        fiveBits(bytes, block + 2, block + 6, codes, 16);
                    }
                    case Q5_1 -> {
                        matrix.putScale(row, index, half(bytes, block));
                        matrix.putLeast(row, index, half(bytes, block + 2));
                        fiveBits(bytes, block + 4, block + 8, codes, 0);
                    }
                    case Q5_K -> fiveNested(matrix, row, index, bytes, block, codes);
                    default -> sixNested(matrix, row, index, bytes, block, codes);
                }
                for (int i = 0; i < values; i += 4) {
                    int four = codes[i] & 255
                            | (codes[i + 1] & 255) << 8
                            | (codes[i + 2] & 255) << 16
                            | (codes[i + 3] & 255) << 24;
                    matrix.putCodes(row, b * values + i, four);
                }
            }
        });
        return matrix;
    }

    /// Q5_0 and Q5_1: the fifth bits of 32 codes in an int, then nibbles as in Q4_0.
    private static void fiveBits(MemorySegment bytes, long high, long low, byte[] codes, int zero) {
        int fifth = bytes.get(INT, high);
        for (int j = 0; j < 16; j++) {
            int both = unsigned(bytes, low + j);
            codes[j] = (byte) ((both & 15 | (fifth >>> j & 1) << 4) - zero);
            codes[j + 16] = (byte) ((both >> 4 | (fifth >>> j + 16 & 1) << 4) - zero);
        }
    }

    /// Q5_K: d, dmin, scales as in Q4_K, 32 bytes with the fifth bits (bit b for block b), then nibbles as in Q4_K.
    private static void fiveNested(ByteMatrix matrix, int row, int index, MemorySegment bytes, long at, byte[] codes) {
        float d = half(bytes, at);
        float least = half(bytes, at + 2);
        for (int b = 0; b < 8; b++) {
            int pair = sixBits(bytes, at + 4, b);
            matrix.putScale(row, index + b, d * (pair & 255));
            matrix.putLeast(row, index + b, -least * (pair >> 8));
            for (int j = 0; j < 32; j++) {
                int nibble = unsigned(bytes, at + 48 + (b >> 1) * 32L + j) >> 4 * (b & 1) & 15;
                codes[b * 32 + j] = (byte) (nibble | (unsigned(bytes, at + 16 + j) >> b & 1) << 4);
            }
        }
    }

    /// Q6_K: 128 bytes of low nibbles, 64 of high bits, 16 signed scales, d; each half holds four runs of 32 codes.
    private static void sixNested(ByteMatrix matrix, int row, int index, MemorySegment bytes, long at, byte[] codes) {
        float d = half(bytes, at + 208);
        for (int s = 0; s < 16; s++) {
            matrix.putScale(row, index + s, d * bytes.get(ValueLayout.JAVA_BYTE, at + 192 + s));
        }
        for (int i = 0; i < 256; i++) {
            int run = i % 128 / 32;
            int low = unsigned(bytes, at + i / 128 * 64L + run % 2 * 32L + i % 32) >> 4 * (run / 2) & 15;
            int high = unsigned(bytes, at + 128 + i / 128 * 32L + i % 32) >> 2 * run & 3;
            codes[i] = (byte) ((low | high << 4) - 32);
        }
    }

    private void pack(WeightReader.Stored stored, long from, int rows, RowPacker packer) {
        long rowBytes = stored.type().rowBytes(stored.columns());
        // whole tiles, so that no two threads write one; about a megabyte at a time
        int step = (int) Math.max(1, (1 << 20) / rowBytes / Matrix.TILE) * Matrix.TILE;
        crew.run((rows + step - 1) / step, part -> {
            int first = part * step;
            int count = Math.min(step, rows - first);
            try (var scratch = Arena.ofConfined()) {
                var bytes = scratch.allocate(count * rowBytes, 8);
                weights.bytes(stored.name(), from + first, count, bytes);
                for (int row = 0; row < count; row++) {
                    packer.pack(bytes, row * rowBytes, first + row);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static float half(MemorySegment bytes, long at) {
        return Float.float16ToFloat(bytes.get(SHORT, at));
    }

    private static int unsigned(MemorySegment bytes, long at) {
        return bytes.get(ValueLayout.JAVA_BYTE, at) & 255;
    }
}
