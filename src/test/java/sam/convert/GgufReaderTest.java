package sam.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import sam.model.GgufFile;
import sam.model.WeightReader;
import sam.model.files.WeightType;

class GgufReaderTest {
    static final Path FIXTURE = Path.of("src/test/resources/sam/convert");
    private static final List<String> ROTATED = List.of(
            "model.layers.0.self_attn.q_proj.weight",
            "model.layers.0.self_attn.q_proj.bias",
            "model.layers.0.self_attn.k_proj.weight",
            "model.layers.0.self_attn.k_proj.bias");

    @Test
    void everyTypeIsReadBitForBitAsTheGgufPackageReadsIt() throws IOException {
        var expected = floats(FIXTURE.resolve("values.f32"));
        int at = 0;
        try (var weights = GgufFile.open(FIXTURE.resolve("blocks.gguf")).weights()) {
            for (var type : WeightType.values()) {
                assertThat(weights.tensor(type.name()).type()).isEqualTo(type);
                assertThat(weights.tensor(type.name()).shape()).containsExactly(3L, 512L);
                assertSameBits(read(weights, type.name(), 0, 3), expected, at, type.name());
                assertSameBits(read(weights, type.name(), 1, 2), expected, at + 512, type.name());
                at += 3 * 512;
            }
            for (var name : ROTATED) {
                var stored = weights.tensor(name);
                var values = read(weights, name, 0, stored.rows());
                assertSameBits(values, expected, at, name);
                at += values.length;
            }
        }
        assertThat(at).isEqualTo(expected.length);
    }

    @Test
    void aRotatedMatrixIsReadFromAnyRow() throws IOException {
        try (var weights = GgufFile.open(FIXTURE.resolve("blocks.gguf")).weights()) {
            var whole = read(weights, ROTATED.getFirst(), 0, 16);
            for (int from = 0; from < 16; from++) {
                for (int count = 1; count <= 16 - from; count++) {
                    assertSameBits(read(weights, ROTATED.getFirst(), from, count), whole, from * 32, "rows");
                }
            }
        }
    }

    @Test
    void rowsThatLieApartAreTheSameRows() throws IOException {
        try (var weights = GgufFile.open(FIXTURE.resolve("blocks.gguf")).weights();
                var arena = Arena.ofConfined()) {
            for (var name : List.of("F32", "BF16", "Q4_0", "Q6_K", ROTATED.getFirst())) {
                var stored = weights.tensor(name);
                int count = (int) stored.rows();
                int columns = (int) stored.columns();
                var dense = read(weights, name, 0, count);
                for (int gap : new int[] {0, 8}) {
                    int stride = columns + gap;
                    var apart = arena.allocate(4L * count * stride, 4);
                    apart.fill((byte) 0x7f);
                    weights.readApart(name, 0, count, apart, 4L * stride);
                    for (int i = 0; i < count * stride; i++) {
                        int column = i % stride;
                        assertThat(apart.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                                .as("%s %d", name, i)
                                .isEqualTo(column < columns ? dense[i / stride * columns + column] : 0);
                    }
                }
            }
        }
    }

    @Test
    void bfloat16IsTheFloatRoundedToTheNearestEven() throws IOException {
        try (var weights = GgufFile.open(FIXTURE.resolve("blocks.gguf")).weights();
                var arena = Arena.ofConfined()) {
            for (var type : WeightType.values()) {
                var values = read(weights, type.name(), 0, 3);
                var halves = arena.allocate(2L * values.length, 2);
                weights.readBf16(type.name(), 0, 3, halves);
                for (int i = 0; i < values.length; i++) {
                    float half = Float.intBitsToFloat(halves.getAtIndex(ValueLayout.JAVA_SHORT, i) << 16);
                    assertThat(half).as("%s %d of %s", type, i, values[i]).isEqualTo(nearest(values[i]));
                }
            }
        }
    }

    @Test
    void threadsReadAtTheSameTime() throws Exception {
        try (var weights = GgufFile.open(FIXTURE.resolve("blocks.gguf")).weights();
                var threads = Executors.newFixedThreadPool(4)) {
            var expected = read(weights, "Q4_K", 0, 3);
            var jobs = new ArrayList<Callable<float[]>>();
            for (int i = 0; i < 200; i++) {
                jobs.add(() -> read(weights, "Q4_K", 0, 3));
            }
            for (var result : threads.invokeAll(jobs)) {
                assertSameBits(result.get(), expected, 0, "Q4_K");
            }
        }
    }

    @Test
    void storedRowsAreGivenAsTheyLie() throws IOException {
        try (var weights = GgufFile.open(FIXTURE.resolve("blocks.gguf")).weights();
                var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(WeightType.Q4_0.rowBytes(512) * 3);
            weights.bytes("Q4_0", 0, 3, bytes);
            var file = Files.readAllBytes(FIXTURE.resolve("blocks.gguf"));
            var found = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains(new String(
                            bytes.toArray(ValueLayout.JAVA_BYTE), java.nio.charset.StandardCharsets.ISO_8859_1));
            assertThat(found).isTrue();
            assertThatThrownBy(() -> weights.bytes("Q4_0", 1, 3, bytes)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void metadataIsReadAsTheGgufPackageWroteIt() throws IOException {
        var metadata = GgufFile.open(FIXTURE.resolve("blocks.gguf")).metadata();
        assertThat(metadata.text("fixture.text")).contains("grüße");
        assertThat(metadata.texts("fixture.texts")).containsExactly("a", "", "ö");
        assertThat(metadata.real("fixture.real", 0)).isEqualTo(0.25);
        assertThat(metadata.flag("fixture.flag", false)).isTrue();
        assertThat(metadata.wholes("fixture.wholes")).containsExactly(1, -2, 3);
        assertThat(metadata.whole("llama.attention.head_count", 0)).isEqualTo(2);
        assertThatThrownBy(() -> metadata.whole("fixture.text", 0)).hasMessageContaining("fixture.text");
    }

    private static float nearest(float value) {
        int bits = Float.floatToRawIntBits(value);
        int down = bits & 0xffff0000;
        int rest = bits & 0xffff;
        boolean up = rest > 0x8000 || rest == 0x8000 && (down & 0x10000) != 0;
        return Float.intBitsToFloat(up ? down + 0x10000 : down);
    }

    static float[] read(WeightReader weights, String name, long from, long count) throws IOException {
        try (var arena = Arena.ofConfined()) {
            long numbers = count * weights.tensor(name).columns();
            var target = arena.allocate(4 * numbers, 4);
            weights.read(name, from, count, target);
            return target.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    static float[] floats(Path file) throws IOException {
        var buffer = ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static void assertSameBits(float[] values, float[] expected, int from, String name) {
        for (int i = 0; i < values.length; i++) {
            assertThat(Float.floatToRawIntBits(values[i]))
                    .as("%s %d: %s, not %s", name, i, values[i], expected[from + i])
                    .isEqualTo(Float.floatToRawIntBits(expected[from + i]));
        }
    }
}
