package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import sam.library.Example;
import sam.library.Library;
import sam.rows.Message;

/// Files as they come, into a real library: other encodings, pipes, pointers, and files that break off.
class FilesAsTheyComeTest {
    @TempDir
    Path folder;

    private Library library;
    private int files;

    @BeforeEach
    void open() {
        library = Library.open(
                folder.resolve("library.sqlite"), InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z")));
    }

    @AfterEach
    void close() {
        library.close();
    }

    private ImportReport takeBytes(byte[] bytes) {
        try {
            return take(Files.write(folder.resolve("rows" + files++ + ".jsonl"), bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ImportReport take(Path file) {
        return Importer.run(file, ImportSettings.guess(), library, progress -> {}, () -> false);
    }

    @Test
    void aTextInUtf16IsReadByItsMarkAndOtherEncodingsAreNamed() {
        var row = "{\"instruction\":\"Grüße 🦊 %d\",\"output\":\"é\"}\n";
        var text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append(row.formatted(i));
        }
        for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            var report = takeBytes(("\uFEFF" + text).getBytes(charset));
            assertThat(report.taken() + report.duplicates()).isEqualTo(3000);
            assertThat(report.refused()).isZero();
        }
        assertThat(library.waiting(1, false, 1).getFirst().example())
                .isEqualTo(new Example.Chat(List.of(Message.user("Grüße 🦊 0"), Message.assistant("é"))));
        named(text.toString().getBytes(StandardCharsets.UTF_16LE), "is in UTF-16LE without its mark");
        named(text.toString().getBytes(StandardCharsets.UTF_16BE), "is in UTF-16BE without its mark");
        named(("\uFEFF" + text).getBytes(Charset.forName("UTF-32LE")), "is in UTF-32");
        named(text.toString().getBytes(StandardCharsets.ISO_8859_1), "Latin-1 (ISO-8859-1) or Windows-1252");
        var broken = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE);
        broken[3] = (byte) 0xdc;
        named(broken, "is cut off or damaged");
    }

    private void named(byte[] bytes, String encoding) {
        assertThatThrownBy(() -> takeBytes(bytes))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining(encoding);
    }

    @Test
    void pointersOfGitAreNoData() {
        for (var pointer : List.of(
                "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
                "version https://hawser.github.com/spec/v1\noid sha256:0\nsize 1\n",
                "/annex/objects/SHA256E-s31390--f50d\n")) {
            named(pointer.getBytes(StandardCharsets.UTF_8), "is only a pointer to a large file");
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeIsReadOnceFromItsBeginning() throws Exception {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        var text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append("{\"prompt\":\"p%d\",\"completion\":\"c\"}\n".formatted(i));
        }
        var writer = Thread.ofVirtual().start(() -> {
            try {
                Files.writeString(pipe, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        var report = take(pipe);
        writer.join();
        assertThat(report.taken()).isEqualTo(500);
        assertThat(report.source()).isEqualTo("pipe");
    }

    @Test
    void aBrokenFileSaysWhatBecameOfTheRowsBeforeIt() throws IOException {
        var list = "[{\"prompt\":\"a\",\"completion\":\"b\"},{\"prompt\":\"\",\"completion\":\"b\"},"
                + "{\"prompt\":\"a\",\"completion\":\"b\"},{\"prompt\":\"c\"";
        assertThatThrownBy(() -> takeBytes(list.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(ImportException.class, e -> {
                    assertThat(e.taken()).isEqualTo(1);
                    assertThat(e.refused()).isEqualTo(2);
                    assertThat(e.duplicates()).isEqualTo(1);
                })
                .hasMessageContaining("The one row before the break is in the library.")
                .hasMessageContaining("2 more were refused and 1 there already.");
    }
}
