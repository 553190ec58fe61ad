package sam.convert;

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
import sam.engine.Generator;
import sam.engine.LoadedModel;
import sam.model.ChatTemplate.Turn;
import sam.model.ModelFolder;
import sam.model.gguf.GgufType;
import sam.model.tokens.UnloadedModel;

/// A model written as GGUF is the same model as its folder.
class GgufModelTest {
    private static final Path ASSETS = Path.of("assets");
    private static final List<String> TEXTS = List.of(
            "Once upon a time, the cat sat on the mat.",
            "It's 12 o'clock; 345 things and 6,789 more!",
            "  two  spaces\n\n\ttabs — ümläut 你好 🙂",
            "<|im_start|>user\nhi<|im_end|>\n",
            "<|begin|>the<|end|>",
            "");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"base", "parity/model", "parity/untied"})
    void aFolderAndItsFileAreTheSameModel(String name) throws IOException {
        var model = ASSETS.resolve(name);
        var file = written(model, GgufType.F32);
        var plain = ModelFolder.open(model);
        var packed = ModelFolder.open(file);
        assertThat(packed.config().eosIds()).containsAll(plain.config().eosIds());
        assertThat(packed.config())
                .usingRecursiveComparison()
                .ignoringFields("eosIds")
                .isEqualTo(plain.config());
        try (var one = plain.weights();
                var other = packed.weights()) {
            for (var tensor : List.of(
                    "model.embed_tokens.weight",
                    "model.norm.weight",
                    "model.layers.0.self_attn.q_proj.weight",
                    "model.layers.1.self_attn.k_proj.weight",
                    "model.layers.1.self_attn.o_proj.weight",
                    "model.layers.1.mlp.down_proj.weight",
                    "model.layers.1.post_attention_layernorm.weight")) {
                long rows = one.tensor(tensor).rows();
                assertThat(GgufReaderTest.read(other, tensor, 0, rows))
                        .as(tensor)
                        .containsExactly(GgufReaderTest.read(one, tensor, 0, rows));
            }
            assertThat(other.has("lm_head.weight")).isEqualTo(!plain.config().tiedHead());
        }
        sameText(model, file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"llama-bias", "llama-linear", "mistral", "qwen3", "granite", "olmo2", "phi3", "phi3-longrope"})
    void everyFamilyThatIsWrittenIsReadAsItself(String family) throws IOException {
        var model = FamilyCopy.spelling(family, folder.resolve("copy"));
        var file = written(model, GgufType.F32);
        var plain = ModelFolder.open(model);
        assertThat(ModelFolder.open(file).config()).usingRecursiveComparison().isEqualTo(plain.config());
        var drift = sam.worker.Drift.between(model, List.of(), file);
        assertThat(drift.maxLogit()).isLessThan(1e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma3", "qwen2", "smollm3"})
    void whatGgufCannotSayIsRefusedInASentence(String family) {
        var model = ASSETS.resolve("parity/families").resolve(family);
        assertThatThrownBy(() -> written(model, GgufType.F32))
                .isInstanceOf(sam.model.files.ModelException.class)
                .hasMessageContaining(model.toString());
        assertThat(folder).isEmptyDirectory();
    }

    private static void sameText(Path model, Path file) throws IOException {
        try (var plain = UnloadedModel.open(model);
                var packed = UnloadedModel.open(file)) {
            for (var text : TEXTS) {
                var ids = plain.tokenizer().encode(text, true);
                assertThat(packed.tokenizer().encode(text, true)).as(text).containsExactly(ids);
                assertThat(packed.tokenizer().decode(ids, false))
                        .isEqualTo(plain.tokenizer().decode(ids, false));
                assertThat(packed.tokenizer().decode(ids, true))
                        .isEqualTo(plain.tokenizer().decode(ids, true));
            }
            assertThat(packed.tokenizer().stops()).isEqualTo(plain.tokenizer().stops());
            assertThat(packed.tokenizer().eos()).isEqualTo(plain.tokenizer().eos());
            var turns = List.of(new Turn("user", "Who are you?"), new Turn("assistant", "SAM."));
            assertThat(packed.template().render(turns, true))
                    .isEqualTo(plain.template().render(turns, true));
        }
    }

    @Test
    void aFileSaysWhatItsFolderSays() throws IOException {
        var file = written(ASSETS.resolve("base"), GgufType.F32);
        try (var plain = LoadedModel.open(ASSETS.resolve("base"), List.of());
                var packed = LoadedModel.open(file, List.of())) {
            var prompt = plain.tokenizer().encode("The old man went to the river", true);
            var said = Generator.greedy(plain, List.of(prompt), 24, java.util.Set.of());
            assertThat(Generator.greedy(packed, List.of(prompt), 24, java.util.Set.of())
                            .getFirst())
                    .containsExactly(said.getFirst());
        }
    }

    @Test
    void aFileOfAFileIsTheSameFileButForItsName() throws IOException {
        var once = written(ASSETS.resolve("parity/untied"), GgufType.Q8_0);
        var twice = folder.resolve("twice.gguf");
        ModelWriter.write(new ModelWriter.Order(once, List.of(), twice, GgufType.Q8_0, GgufType.Q8_0, false), quiet());
        assertThat(twice).hasSameBinaryContentAs(once);
    }

    @Test
    void matricesAreStoredAsAskedAndTheRestStaysFiner() throws IOException {
        var file = folder.resolve("mixed.gguf");
        var model = ASSETS.resolve("base");
        ModelWriter.write(new ModelWriter.Order(model, List.of(), file, GgufType.Q4_0, GgufType.Q8_0, false), quiet());
        try (var weights = ModelFolder.open(file).weights()) {
            assertThat(weights.tensor("model.layers.0.mlp.up_proj.weight").type())
                    .hasToString("Q4_0");
            assertThat(weights.tensor("model.embed_tokens.weight").type()).hasToString("Q8_0");
            assertThat(weights.tensor("model.norm.weight").type()).hasToString("F32");
        }
        // rows of 36 numbers are no whole blocks
        var small = written(ASSETS.resolve("parity/model"), GgufType.Q4_0);
        try (var weights = ModelFolder.open(small).weights()) {
            assertThat(weights.tensor("model.layers.0.mlp.down_proj.weight").type())
                    .hasToString("F16");
        }
    }

    @Test
    void aFileThatIsThereIsKeptUnlessAskedFor() throws IOException {
        var file = written(ASSETS.resolve("parity/model"), GgufType.F16);
        long before = Files.size(file);
        var order = new ModelWriter.Order(
                ASSETS.resolve("parity/model"), List.of(), file, GgufType.F32, GgufType.F32, false);
        assertThatThrownBy(() -> ModelWriter.write(order, quiet())).hasMessageContaining("exists already");
        assertThat(file).hasSize(before);
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void aRandomModelOpensAndIsTheSameForTheSameSeed() throws IOException {
        var shape = new RandomModel.Shape(64, 2, 4, 2, 16, 96, 300, false);
        var one = folder.resolve("one.gguf");
        var two = folder.resolve("two.gguf");
        RandomModel.write(shape, GgufType.Q4_0, 5, one, false);
        RandomModel.write(shape, GgufType.Q4_0, 5, two, false);
        assertThat(two).hasSameBinaryContentAs(one);
        try (var weights = ModelFolder.open(one).weights();
                var text = UnloadedModel.open(one)) {
            var values = GgufReaderTest.read(weights, "model.layers.1.mlp.up_proj.weight", 0, 96);
            double squares = 0;
            for (float value : values) {
                squares += value * value;
            }
            assertThat(Math.sqrt(squares / values.length)).isBetween(0.018, 0.022);
            assertThat(text.tokenizer().decode(text.tokenizer().encode("grüße\n", false), false))
                    .isEqualTo("grüße\n");
        }
    }

    static ModelWriter.Progress quiet() {
        return (_, _, _) -> {};
    }

    private Path written(Path model, GgufType type) throws IOException {
        var file = folder.resolve(model.getFileName() + "-" + type + ".gguf");
        ModelWriter.write(new ModelWriter.Order(model, List.of(), file, type, type, false), quiet());
        return file;
    }
}
