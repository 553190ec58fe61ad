package sam.model.gguf;

import java.util.List;

/// A value of a GGUF file's metadata; the type codes are kept so that a copied file says the same.
public sealed interface GgufValue {
    /// The kinds of numbers, by their codes in the file.
    enum Kind {
        UINT8(1),
        INT8(1),
        UINT16(2),
        INT16(2),
        UINT32(4),
        INT32(4),
        FLOAT32(4),
        BOOL(1),
        STRING(8),
        ARRAY(12),
        UINT64(8),
        INT64(8),
        FLOAT64(8);

        private final int bytes;

        Kind(int bytes) {
            this.bytes = bytes;
        }

        /// Bytes that a value takes at least.
        int bytes() {
            return bytes;
        }

        boolean isReal() {
            return this == FLOAT32 || this == FLOAT64;
        }
    }

    record Text(String value) implements GgufValue {}

    record Whole(Kind kind, long value) implements GgufValue {}

    record Real(Kind kind, double value) implements GgufValue {}

    record Flag(boolean value) implements GgufValue {}

    record Texts(List<String> values) implements GgufValue {
        public Texts {
            values = List.copyOf(values);
        }
    }

    /// Whole numbers or flags.
    record Wholes(Kind kind, long[] values) implements GgufValue {}

    record Reals(Kind kind, double[] values) implements GgufValue {}
}
