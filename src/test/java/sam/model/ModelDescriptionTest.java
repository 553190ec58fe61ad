package sam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.model.files.ModelException;

/// One description of a model for everybody who asks.
class ModelDescriptionTest {
    @TempDir
    Path folder;

    @BeforeEach
    void aWholeModel() throws IOException {
        try (var files = Files.list(Path.of("assets/parity/families/qwen3"))) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void whatWasReadIsKeptUntilAFileChanges() throws IOException {
        var first = ModelDescription.read(folder);
        assertThat(ModelDescription.read(folder)).isSameAs(first);

        change("config.json", text -> text + " ");
        var second = ModelDescription.read(folder);
        assertThat(second).isNotSameAs(first).isEqualTo(first);
        assertThat(ModelDescription.read(folder)).isSameAs(second);

        assertThat(second.template()).isFalse();
        var template = folder.resolve("chat_template.jinja");
        Files.writeString(template, "{{ messages[0].content }}");
        assertThat(ModelDescription.read(folder).template()).isTrue();
    }

    @Test
    void aFileOfTheSameSizeIsReadAgainWhenItsTimeChanged() throws IOException {
        assertThat(ModelDescription.read(folder).config().vocabulary()).isEqualTo(40);
        var file = folder.resolve("config.json");
        Files.writeString(file, Files.readString(file).replace("\"vocab_size\": 40", "\"vocab_size\": 41"));
        Files.setLastModifiedTime(
                file, FileTime.from(Files.getLastModifiedTime(file).toInstant().plus(Duration.ofSeconds(2))));
        refused("embed_tokens");
    }

    @Test
    void whatIsMissingIsSaidInASentence() throws IOException {
        assertThatThrownBy(() -> ModelDescription.read(folder.resolve("nowhere")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("There is no folder");
        Files.delete(folder.resolve("tokenizer.json"));
        refused("has no tokenizer.json");
        change("config.json", text -> "not json");
        refused("is not readable JSON");
        Files.delete(folder.resolve("config.json"));
        refused("There is no config.json");
    }

    @Test
    void weightsThatAreCutShortOrLieAboutTheirHeaderAreRefused() throws IOException {
        var weights = folder.resolve("model.safetensors");
        try (var file = java.nio.channels.FileChannel.open(weights, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 1);
        }
        refused("model.safetensors");
        Files.write(weights, new byte[] {1, 2, 3});
        refused("model.safetensors");
        Files.delete(weights);
        refused("There is no model.safetensors");
    }

    private void change(String name, UnaryOperator<String> change) throws IOException {
        var file = folder.resolve(name);
        Files.writeString(file, change.apply(Files.readString(file)));
    }

    private void refused(String sentence) {
        assertThatThrownBy(() -> ModelDescription.read(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(sentence);
    }
}
