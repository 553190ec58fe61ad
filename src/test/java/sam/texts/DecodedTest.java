package sam.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DecodedTest {
    private static final String TEXT = "“Café,” she said…";

    @Test
    void utf8AndUtf16WithTheirMarksAreRead() {
        assertThat(Decoded.of(TEXT.getBytes(StandardCharsets.UTF_8))).isEqualTo(new Decoded(TEXT, null));
        for (var charset :
                new Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
            assertThat(Decoded.of(("\ufeff" + TEXT).getBytes(charset))).isEqualTo(new Decoded(TEXT, null));
        }
    }

    @Test
    void whatIsNoUtf8IsWindows1252WithANote() {
        var decoded = Decoded.of(TEXT.getBytes(Charset.forName("windows-1252")));
        assertThat(decoded.text()).isEqualTo(TEXT);
        assertThat(decoded.note()).contains("Windows-1252");
    }

    @Test
    void whatIsNoTextSaysSo() {
        assertThatThrownBy(() -> Decoded.of(new byte[] {1, 0, 2, 0, 3})).hasMessageContaining("is no text");
        assertThatThrownBy(() -> Decoded.of("\ufeffab".getBytes(Charset.forName("UTF-32LE"))))
                .hasMessageContaining("UTF-32");
        assertThatThrownBy(() -> Decoded.of(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xd8, 65, 0}))
                .hasMessageContaining("UTF-16");
    }
}
