package sam.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sam.model.WeightReader;
import sam.model.files.BlockDecoder;
import sam.model.files.WeightType;

class MatrixTest {
    private static final int ROWS = 37;
    private static final int TOKENS = 3;

    @ParameterizedTest
    @EnumSource(WeightType.class)
    void productsAreThoseOfTheDecodedWeightsInDoublePrecision(WeightType type) throws IOException {
        int unit = type.blockValues();
        var widths =
                unit == 1 ? List.of(1, 7, 16, 50, 301) : unit == 32 ? List.of(32, 96, 160, 512) : List.of(256, 768);
        for (int columns : widths) {
            try (var arena = Arena.ofShared();
                    var crew = new KernelThreads(2);
                    var reader = new RandomBlocks(type, ROWS + 5, columns, arena)) {
                // from the fifth row on, as a part of a fused matrix is taken
                var matrix = new Packing(reader, arena, crew).matrix("w", 5, ROWS);
                compare(matrix, reader.decoded(5, ROWS), columns, crew);
            }
        }
    }

    private static void compare(Matrix matrix, float[] weights, int columns, KernelThreads crew) {
        var random = new Random(columns);
        var x = new Lines(TOKENS, columns);
        var y = new Lines(TOKENS, ROWS);
        for (int t = 0; t < TOKENS; t++) {
            for (int c = 0; c < columns; c++) {
                x.values[x.at(t) + c] = (float) random.nextGaussian() * (c % 5 == 0 ? 4 : 1);
            }
        }
        // a block of zeros has no step
        java.util.Arrays.fill(x.values, x.at(1), x.at(1) + Math.min(columns, 32), 0);
        Linear.multiply(crew, x, TOKENS, new Linear[] {new Linear(matrix, null, null)}, new Lines[] {y});
        for (int t = 0; t < TOKENS; t++) {
            for (int row = 0; row < ROWS; row++) {
                double sum = 0;
                double bound = 0;
                for (int c = 0; c < columns; c++) {
                    double w = weights[row * columns + c];
                    double v = x.values[x.at(t) + c];
                    sum += w * v;
                    // float32 adds up with 2^-24 of what it adds; 8-bit activations are off by half a step more
                    bound += Math.abs(w) * (32 * 0x1p-24 * Math.abs(v));
                    if (matrix.readsCodes()) {
                        bound += Math.abs(w) * largest(x, t, c) / 254 * 1.0001;
                    }
                }
                assertThat(Math.abs(y.values[y.at(t) + row] - sum))
                        .as("%s, %d columns, token %d, row %d", matrix.getClass(), columns, t, row)
                        .isLessThanOrEqualTo(bound + 1e-30);
            }
        }
    }

    private static double largest(Lines x, int token, int column) {
        double largest = 0;
        int from = x.at(token) + column / Lines.BLOCK * Lines.BLOCK;
        for (int i = from; i < from + Lines.BLOCK; i++) {
            largest = Math.max(largest, Math.abs(x.values[i]));
        }
        return largest;
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_1", "Q4_K"})
    void onWholeNumberActivationsFourBitProductsAreExactToFloat32(WeightType type) throws IOException {
        int columns = 512;
        try (var arena = Arena.ofShared();
                var crew = new KernelThreads(1);
                var reader = new RandomBlocks(type, ROWS, columns, arena)) {
            var matrix = new Packing(reader, arena, crew).matrix("w", 0, ROWS);
            var weights = reader.decoded(0, ROWS);
            var random = new Random(3);
            var x = new Lines(1, columns);
            for (int c = 0; c < columns; c++) {
                // every block reaches ±127, so that each number is a code itself; extremes meet extremes
                x.values[c] = c % 32 == 0
                        ? 127
                        : c % 3 == 0 ? (random.nextBoolean() ? 127 : -127) : random.nextInt(255) - 127;
            }
            x.encode(0);
            var y = new Lines(1, ROWS);
            matrix.multiply(0, matrix.tiles(), x, 1, y);
            for (int row = 0; row < ROWS; row++) {
                double sum = 0;
                double size = 0;
                for (int c = 0; c < columns; c++) {
                    sum += (double) weights[row * columns + c] * x.values[c];
                    size += Math.abs(weights[row * columns + c] * x.values[c]);
                }
                assertThat(Math.abs(y.values[row] - sum)).isLessThanOrEqualTo(16 * 0x1p-24 * size);
            }
        }
    }

    @Test
    void exponentialsAreWithinTwoUnitsOfTheLastPlace() {
        for (float x = -86; x < 87; x += 0.0137f) {
            double wanted = Math.exp(x);
            double got = Lanes.exp(FloatVector.broadcast(Lanes.FLOATS, x)).lane(0);
            assertThat(Math.abs(got - wanted) / wanted).as("e^%s", x).isLessThan(2.4e-7);
        }
        assertThat(Lanes.exp(FloatVector.broadcast(Lanes.FLOATS, -1000)).lane(0))
                .isBetween(0f, 2e-38f);
    }

    @Test
    void everyPartIsDoneOnceAndAFaultReachesTheCaller() {
        try (var crew = new KernelThreads(3)) {
            for (int run = 0; run < 2_000; run++) {
                int count = run % 40;
                var times = new AtomicIntegerArray(Math.max(1, count));
                crew.run(count, times::getAndIncrement);
                for (int i = 0; i < count; i++) {
                    assertThat(times.get(i)).isOne();
                }
            }
            assertThatThrownBy(() -> crew.run(20, part -> {
                        if (part == 7) {
                            throw new IllegalArgumentException("seven");
                        }
                    }))
                    .hasMessage("seven");
        }
    }

    /// Rows of random blocks with sensible scales, kept in memory.
    private static final class RandomBlocks implements WeightReader {
        private final Stored stored;
        private final MemorySegment blocks;

        private RandomBlocks(WeightType type, int rows, int columns, Arena arena) {
            stored = new Stored("w", type, List.of((long) rows, (long) columns));
            blocks = arena.allocate(rows * type.rowBytes(columns), 8);
            var random = new Random(type.ordinal());
            var bytes = new byte[(int) blocks.byteSize()];
            random.nextBytes(bytes);
            MemorySegment.copy(bytes, 0, blocks, ValueLayout.JAVA_BYTE, 0, bytes.length);
            for (long at = 0; at < blocks.byteSize(); at += type.blockBytes()) {
                switch (type) {
                    case F32 -> blocks.set(ValueLayout.JAVA_FLOAT, at, (float) random.nextGaussian());
                    case F64 -> blocks.set(ValueLayout.JAVA_DOUBLE, at, random.nextGaussian());
                    case BF16 ->
                        blocks.set(ValueLayout.JAVA_SHORT, at, (short)
                                (Float.floatToRawIntBits((float) random.nextGaussian()) >>> 16));
                    case F16 -> half(at, random);
                    case Q6_K -> half(at + 208, random);
                    case Q4_1, Q5_1, Q4_K, Q5_K -> {
                        half(at, random);
                        half(at + 2, random);
                    }
                    case Q8_0, Q4_0, Q5_0 -> half(at, random);
                }
            }
        }

        /// Normal, subnormal, negative and zero ones.
        private void half(long at, Random random) {
            float value = (float) random.nextGaussian() * (random.nextInt(4) == 0 ? 2e-5f : 0.02f);
            blocks.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, random.nextInt(20) == 0 ? 0 : Float.floatToFloat16(value));
        }

        private float[] decoded(int from, int rows) {
            var values = new float[rows * (int) stored.columns()];
            read("w", from, rows, MemorySegment.ofArray(values));
            return values;
        }

        @Override
        public boolean has(String name) {
            return name.equals("w");
        }

        @Override
        public Stored tensor(String name) {
            return stored;
        }

        @Override
        public void read(String name, long from, long count, MemorySegment target) {
            long row = stored.type().rowBytes(stored.columns());
            new BlockDecoder()
                    .floats(stored.type(), blocks.asSlice(from * row, count * row), count * stored.columns(), target);
        }

        @Override
        public void bytes(String name, long from, long count, MemorySegment target) {
            long row = stored.type().rowBytes(stored.columns());
            MemorySegment.copy(blocks, from * row, target, 0, count * row);
        }

        @Override
        public void close() {}
    }
}
