package sam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sam.adapters.AdapterFolder;
import sam.model.files.ModelException;
import sam.model.gguf.GgufException;
import sam.model.tokens.UnloadedModel;

/// What is left over in a model's folder: an index from before the parts were joined, pointers that git left.
class LeftoverFilesTest {
    private static final Path PARITY = Path.of("assets/parity");
    private static final String POINTER =
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 988097824\n";

    @TempDir
    Path folder;

    @Test
    void oneWholeFileIsTheModelThoughAnIndexOfPartsLiesBeside() throws IOException {
        var model = copy("model");
        var index = model.resolve("model.safetensors.index.json");
        for (var text : List.of(
                "{\"weight_map\": {\"model.embed_tokens.weight\": \"model-00001-of-00002.safetensors\"}}",
                "not even JSON")) {
            Files.writeString(index, text);
            try (var weights = ModelFolder.open(model).weights()) {
                assertThat(weights.has("model.layers.1.mlp.up_proj.weight")).isTrue();
            }
        }
        // parts that are there too are another version of the model: still the one file counts
        Files.copy(PARITY.resolve("untied/model-00001-of-00002.safetensors"), model.resolve("model-1.safetensors"));
        Files.writeString(index, "{\"weight_map\": {\"model.layers.0.mlp.up_proj.weight\": \"model-1.safetensors\"}}");
        try (var weights = ModelFolder.open(model).weights()) {
            assertThat(weights.tensor("model.layers.0.mlp.up_proj.weight").shape())
                    .containsExactly(36L, 32L);
        }
    }

    @Test
    void partsThatAreMissingAreNamed() throws IOException {
        var model = copy("untied");
        var part = model.resolve("model-00002-of-00002.safetensors");
        Files.delete(part);
        assertThatThrownBy(() -> ModelFolder.open(model).weights())
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "The part model-00002-of-00002.safetensors of the model in %s is missing. Download it again."
                                .formatted(model));
        Files.delete(model.resolve("model-00001-of-00002.safetensors"));
        assertThatThrownBy(() -> ModelFolder.open(model).weights())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is missing, and 1 more are");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.safetensors",
                "tokenizer.json",
                "config.json",
                "tokenizer_config.json",
                "generation_config.json",
                "chat_template.jinja"
            })
    void aPointerThatGitLeftIsCalledOne(String name) throws IOException {
        var model = copy("model");
        Files.writeString(model.resolve(name), POINTER);
        assertThatThrownBy(() -> {
                    try (var text = UnloadedModel.open(model)) {
                        text.folder().weights().close();
                    }
                })
                .isInstanceOf(ModelException.class)
                .hasMessage(pointer(model.resolve(name)));
    }

    @Test
    void aPointerInThePlaceOfAPartAnIndexAGgufFileOrAnAdapterIsCalledOneToo() throws IOException {
        var model = copy("untied");
        for (var name : List.of("model-00001-of-00002.safetensors", "model.safetensors.index.json")) {
            Files.writeString(model.resolve(name), POINTER);
            assertThatThrownBy(() -> ModelFolder.open(model).weights()).hasMessage(pointer(model.resolve(name)));
        }
        var gguf = folder.resolve("base.gguf");
        Files.writeString(gguf, POINTER);
        assertThatThrownBy(() -> ModelFolder.open(gguf))
                .isInstanceOf(GgufException.class)
                .hasMessage(pointer(gguf));
        var adapter = copy("below");
        for (var name : List.of("adapter_model.safetensors", "adapter_config.json")) {
            Files.writeString(adapter.resolve(name), POINTER);
            assertThatThrownBy(() -> AdapterFolder.read(adapter, ModelConfig.read(PARITY.resolve("model"))))
                    .isInstanceOf(ModelException.class)
                    .hasMessage(pointer(adapter.resolve(name)));
        }
    }

    private static String pointer(Path file) {
        return "%s is only a pointer to a large file (git-lfs). Fetch the file itself with git lfs pull or download it."
                .formatted(file);
    }

    private Path copy(String name) throws IOException {
        var to = Files.createTempDirectory(folder, name);
        try (var files = Files.list(PARITY.resolve(name))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }
}
