package sam.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sam.model.files.SafetensorsWriter.FloatTensor;

class SafetensorsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{}x",
                "{} {}",
                "\"a\"",
                "{\"a\":1}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[16,16]}}",
                "{\"__metadata__\":{\"a\":1},\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F31\",\"shape\":[2,2],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F4\",\"shape\":[4,8],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":3,\"shape\":[2,2],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"shape\":[2,2],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16],\"more\":1}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2,-2],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0,2],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"2\",2],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,18446744073709551614],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,9223372036854775807],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9007199254740992,9007199254740992],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[16,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[-16,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,8,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[4,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"I32\",\"shape\":[2,2],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,20]}}",
                "{}"
            })
    void headersThatLieAreRefused(String header) throws IOException {
        assertRefused(file(header.getBytes(StandardCharsets.UTF_8), 16));
    }

    @Test
    void filesThatAreTooShortOrClaimTooMuchAreRefused() throws IOException {
        assertRefused(raw(new byte[0]));
        assertRefused(raw(new byte[7]));
        for (long length : new long[] {1000, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            assertRefused(raw(ByteBuffer.allocate(40)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array()));
        }
        assertRefused(file(new byte[] {(byte) 0xff}, 0));
        var good = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}";
        assertRefused(file(good.getBytes(StandardCharsets.UTF_8), 14));
        assertRefused(file(good.getBytes(StandardCharsets.UTF_8), 18));
    }

    @Test
    void paddingEmptyTensorsScalarsAndAnyOrderAreAccepted() throws IOException {
        var header = " \t\r\n{\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[12,16]},\"__metadata__\":{},"
                + "\"n\":{\"dtype\":\"F16\",\"shape\":[2,0],\"data_offsets\":[12,12]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}} \n\t\r";
        try (var file = SafetensorsFile.open(file(header.getBytes(StandardCharsets.UTF_8), 16))) {
            assertThat(file.names()).containsExactly("b", "n", "a");
            assertThat(file.floats("b")).hasSize(1);
            assertThat(file.floats("n")).isEmpty();
        }
    }

    @Test
    void halfPrecisionIsReadExactly() throws IOException {
        var header = "{\"h\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[8,16]}}";
        var path = file(header.getBytes(StandardCharsets.UTF_8), 16);
        var bytes = Files.readAllBytes(path);
        var data = ByteBuffer.wrap(bytes, bytes.length - 16, 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int half : new int[] {0x3c00, 0xc000, 0x0001, 0x7c00, 0x3f80, 0xc000, 0x0001, 0x7f80}) {
            data.putShort((short) half);
        }
        Files.write(path, bytes);
        try (var file = SafetensorsFile.open(path)) {
            assertThat(file.floats("h")).containsExactly(1f, -2f, 0x1p-24f, Float.POSITIVE_INFINITY);
            assertThat(file.floats("b"))
                    .containsExactly(1f, -2f, Float.intBitsToFloat(1 << 16), Float.POSITIVE_INFINITY);
        }
    }

    @Test
    void whatIsWrittenIsReadBackToTheBit() throws IOException {
        var random = new Random(2);
        for (int round = 0; round < 300; round++) {
            var tensors = new LinkedHashMap<String, FloatTensor>();
            for (int t = random.nextInt(6); t > 0; t--) {
                int rows = random.nextInt(5);
                int columns = 1 + random.nextInt(7);
                var values = new float[rows * columns];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.intBitsToFloat(random.nextInt());
                }
                tensors.put("tensor ü" + t, new FloatTensor(values, rows, columns));
            }
            var path = folder.resolve("round.safetensors");
            SafetensorsWriter.write(path, tensors, Map.of("format", "pt"));
            assertThat(ByteBuffer.wrap(Files.readAllBytes(path))
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .getLong(0)
                            % 8)
                    .isZero();
            try (var file = SafetensorsFile.open(path)) {
                assertThat(file.metadata()).containsEntry("format", "pt");
                assertThat(file.names()).isEqualTo(tensors.keySet());
                for (var entry : tensors.entrySet()) {
                    assertThat(bits(file.floats(entry.getKey())))
                            .isEqualTo(bits(entry.getValue().values()));
                }
            }
        }
    }

    @Test
    void aFileWithAnyBytesTurnedEitherReadsOrIsRefusedInWords() throws IOException {
        var random = new Random(9);
        var path = folder.resolve("good.safetensors");
        SafetensorsWriter.write(path, Map.of("a", new FloatTensor(new float[6], 2, 3)), Map.of());
        var good = Files.readAllBytes(path);
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            var bytes = java.util.Arrays.copyOf(good, good.length - random.nextInt(3));
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(path, bytes);
            try (var file = SafetensorsFile.open(path)) {
                for (var name : file.names()) {
                    file.floats(name);
                }
            } catch (ModelException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    private static int[] bits(float[] values) {
        var bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    private Path file(byte[] header, int data) throws IOException {
        return raw(ByteBuffer.allocate(8 + header.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array());
    }

    private Path raw(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file.safetensors"), bytes);
    }

    private static void assertRefused(Path path) {
        assertThatThrownBy(() -> SafetensorsFile.open(path).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(path.toString())
                .hasMessageEndingWith("Download it again or take it from a backup.");
    }
}
