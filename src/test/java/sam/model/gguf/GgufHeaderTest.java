package sam.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.model.gguf.GgufValue.Kind;

class GgufHeaderTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("a.gguf");
    }

    @Test
    void everyKindOfValueComesBackAsItWasWritten() throws IOException {
        var values = new LinkedHashMap<String, GgufValue>();
        values.put("text", new GgufValue.Text("grüße\u0000x"));
        values.put("u8", new GgufValue.Whole(Kind.UINT8, 255));
        values.put("i8", new GgufValue.Whole(Kind.INT8, -128));
        values.put("u16", new GgufValue.Whole(Kind.UINT16, 65535));
        values.put("i16", new GgufValue.Whole(Kind.INT16, -2));
        values.put("u32", new GgufValue.Whole(Kind.UINT32, 4294967295L));
        values.put("i32", new GgufValue.Whole(Kind.INT32, -3));
        values.put("i64", new GgufValue.Whole(Kind.INT64, Long.MIN_VALUE));
        values.put("f32", new GgufValue.Real(Kind.FLOAT32, 0.5));
        values.put("f64", new GgufValue.Real(Kind.FLOAT64, Math.PI));
        values.put("flag", new GgufValue.Flag(true));
        values.put("texts", new GgufValue.Texts(List.of("a", "", "ö".repeat(100_000))));
        GgufWriter.write(file, values, List.of(), false, (_, _) -> {});

        var header = GgufHeader.read(file);
        assertThat(header.version()).isEqualTo(3);
        assertThat(header.metadata().values()).isEqualTo(values);
    }

    @Test
    void tensorsLieAlignedAndAreFoundAgain() throws IOException {
        var tensors = List.of(
                new GgufWriter.Tensor("one", GgufType.F32, List.of(3L)),
                new GgufWriter.Tensor("two", GgufType.Q8_0, List.of(2L, 64L)));
        long size = GgufWriter.write(file, Map.of(), tensors, false, (tensor, sink) -> {
            var bytes = ByteBuffer.allocate((int) tensor.bytes());
            while (bytes.hasRemaining()) {
                bytes.put((byte) tensor.name().length());
            }
            sink.write(bytes.flip());
        });
        var header = GgufHeader.read(file);
        assertThat(Files.size(file)).isEqualTo(size);
        assertThat(header.dataStart() % 32).isZero();
        assertThat(header.tensors().get("two"))
                .isEqualTo(new GgufHeader.Entry("two", GgufType.Q8_0, List.of(2L, 64L), 32, 136));
    }

    @Test
    void aFileThatIsNoneOfOursIsRefusedInASentence() throws IOException {
        refused("", "no room for a GGUF header");
        refused("PK  nothing of the sort, an archive", "does not begin with GGUF");
        refused(header(1, 0, 0), "version 1; versions 2 and 3 are read");
        refused(header(Integer.reverseBytes(3), 0, 0), "big-endian");
        refused(header(3, 1L << 60, 0), "claims 1152921504606846976 tensors");
        refused(header(3, 0, -1), "claims 18446744073709551615 metadata values");
        assertThatThrownBy(() -> GgufHeader.read(folder.resolve("none.gguf"))).hasMessageContaining("There is no file");
    }

    @Test
    void aTensorOutsideTheFileIsRefusedByName() throws IOException {
        GgufWriter.write(
                file,
                Map.of(),
                List.of(new GgufWriter.Tensor("far", GgufType.F32, List.of(64L))),
                false,
                (tensor, sink) -> sink.write(ByteBuffer.allocate((int) tensor.bytes())));
        var bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        assertThatThrownBy(() -> GgufHeader.read(file)).hasMessageContaining("the tensor far ends 100 bytes after");
    }

    @Test
    void aPartOfASplitModelSaysHowToJoinIt() throws IOException {
        GgufWriter.write(
                file, Map.of("split.count", new GgufValue.Whole(Kind.UINT16, 3)), List.of(), false, (_, _) -> {});
        assertThatThrownBy(() -> GgufHeader.read(file)).hasMessageContaining("one of 3 parts");
    }

    @Test
    void nothingIsLeftOfAFileThatCouldNotBeFinished() {
        var tensors = List.of(new GgufWriter.Tensor("one", GgufType.F32, List.of(3L)));
        assertThatThrownBy(() -> GgufWriter.write(file, Map.of(), tensors, false, (_, _) -> {
                    throw new IOException("No space left on device");
                }))
                .hasMessageContaining("No space left");
        assertThat(folder).isEmptyDirectory();
        var huge = List.of(new GgufWriter.Tensor("huge", GgufType.F32, List.of(1L << 24, 1L << 24)));
        assertThatThrownBy(() -> GgufWriter.write(file, Map.of(), huge, false, (_, _) -> {}))
                .hasMessageContaining("MB free");
    }

    private void refused(String content, String why) throws IOException {
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> GgufHeader.read(file))
                .isInstanceOf(GgufException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }

    private static String header(int version, long tensors, long values) {
        var bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(GgufHeader.MAGIC).putInt(version).putLong(tensors).putLong(values);
        return new String(bytes.array(), StandardCharsets.ISO_8859_1);
    }
}
