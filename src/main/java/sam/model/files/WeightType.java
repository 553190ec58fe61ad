package sam.model.files;

import sam.durable.Plain;

/// How numbers lie in a model's file: blocks of `values` numbers in `bytes` bytes, little-endian, by the names and
/// layouts of llama.cpp's ggml.
public enum WeightType {
    F32(1, 4),
    F16(1, 2),
    BF16(1, 2),
    F64(1, 8),
    Q8_0(32, 34),
    Q4_0(32, 18),
    Q4_1(32, 20),
    Q5_0(32, 22),
    Q5_1(32, 24),
    Q4_K(256, 144),
    Q5_K(256, 176),
    Q6_K(256, 210);

    private final int values;
    private final int bytes;

    WeightType(int values, int bytes) {
        this.values = values;
        this.bytes = bytes;
    }

    /// Numbers of a block.
    public int blockValues() {
        return values;
    }

    /// Bytes of a block.
    public int blockBytes() {
        return bytes;
    }

    /// Bytes of a row of so many numbers, which must be whole blocks.
    public long rowBytes(long columns) {
        if (columns % values != 0) {
            throw new IllegalArgumentException(Plain.text("%d columns are no whole blocks of %s", columns, this));
        }
        return columns / values * bytes;
    }

    /// Whether several numbers share a scale.
    public boolean quantised() {
        return values > 1;
    }
}
