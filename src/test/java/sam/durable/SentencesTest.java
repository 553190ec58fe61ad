package sam.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencesTest {
    @Test
    void aFaultOfTheDiskNamesTheFileAndWhatToDo() {
        assertThat(Sentences.of(new NoSuchFileException("data.jsonl")))
                .isEqualTo("There is no data.jsonl. Check the path.");
        assertThat(Sentences.of(new FileSystemException("run", null, "No space left on device")))
                .startsWith("The disk is full: run");
        assertThat(Sentences.of(new UncheckedIOException(new IOException("No space left on device"))))
                .startsWith("The disk is full.");
    }

    @Test
    void aFolderInAFilesPlaceIsSaidToBeOne(@TempDir Path folder) {
        var fault = catchThrowable(() -> Files.readAllBytes(folder));

        assertThat(Sentences.of(fault)).contains("folder");
    }

    @Test
    void jsonThatCannotBeReadSpeaksOneLineWithoutTheParsersWords() {
        var fault = catchThrowable(() -> Json.MAPPER.readTree("{\"a\":"));

        assertThat(Sentences.of(fault))
                .doesNotContain("Source", "REDACTED", "\n")
                .contains("JSON");
    }

    @Test
    void aFaultWithoutWordsIsNotShownAsNothing() {
        assertThat(Sentences.of(new IllegalStateException())).contains("IllegalStateException");
        assertThat(Sentences.of(new IllegalStateException("first\nsecond"))).isEqualTo("first");
    }
}
