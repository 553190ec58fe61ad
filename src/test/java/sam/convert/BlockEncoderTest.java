package sam.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sam.model.files.BlockEncoder;
import sam.model.gguf.GgufType;

class BlockEncoderTest {
    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_0", "F16"})
    void blocksAreByteForByteWhatTheGgufPackageWrites(GgufType type) throws IOException {
        var rows = GgufReaderTest.floats(GgufReaderTest.FIXTURE.resolve("written/rows.f32"));
        var expected = Files.readAllBytes(GgufReaderTest.FIXTURE.resolve(
                "written/%s.bin".formatted(type.name().toLowerCase(java.util.Locale.ROOT))));
        var buffer = ByteBuffer.allocate(expected.length).order(ByteOrder.LITTLE_ENDIAN);
        BlockEncoder.encode(type, rows, 0, rows.length, buffer);
        assertThat(buffer.hasRemaining()).isFalse();
        assertThat(Arrays.mismatch(buffer.array(), expected)).isEqualTo(-1);
    }
}
