package sam.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sam.adapters.Adapter.Place;
import sam.adapters.AdapterStack;
import sam.model.GgufFile;
import sam.model.GgufNames;
import sam.model.ModelFolder;
import sam.model.WeightReader;
import sam.model.gguf.GgufHeader;
import sam.model.gguf.GgufType;
import sam.model.tokens.UnloadedModel;
import sam.worker.Drift;

/// What is handed on in GGUF says what base and stack say.
class GgufExportTest {
    private static final Path PARITY = Path.of("assets/parity");
    private static final List<Path> STACK = List.of(PARITY.resolve("below"), PARITY.resolve("top"));

    @TempDir
    Path folder;

    @Test
    void aModelWithItsStackFoldedInSaysWhatTheStackSays() throws IOException {
        var file = folder.resolve("whole.gguf");
        var model = PARITY.resolve("model");
        ModelWriter.write(
                new ModelWriter.Order(model, STACK, file, GgufType.F32, GgufType.F32, false), GgufModelTest.quiet());
        var exact = Drift.between(model, STACK, file);
        assertThat(exact.maxLogit()).isLessThan(1e-4);
        assertThat(exact.meanKl()).isLessThan(1e-8);
        assertThat(exact.sameChoice()).isEqualTo(1);

        var alone = Drift.between(model, List.of(), file);
        assertThat(alone.maxLogit()).as("the stack does something").isGreaterThan(0.1);
        assertThat(alone.meanKl()).isGreaterThan(exact.meanKl());
    }

    @Test
    void anAdapterHasTheNamesScaleAndRowOrderOfLlamaCpp() throws IOException {
        var file = folder.resolve("adapter.gguf");
        var stack = AdapterStack.read(PARITY.resolve("model"), STACK);
        AdapterWriter.write(stack, PARITY.resolve("model"), file);
        var written = GgufFile.open(file);
        assertThat(written.metadata().text("general.type")).contains("adapter");
        assertThat(written.metadata().text("adapter.type")).contains("lora");
        assertThat(written.metadata().text("general.architecture")).contains("llama");
        assertThat(written.metadata().real("adapter.lora.alpha", 0)).isEqualTo(stack.scale() * stack.rank());

        var q = java.util.Objects.requireNonNull(stack.layers().get(new Place(1, "q_proj")));
        var down = java.util.Objects.requireNonNull(stack.layers().get(new Place(0, "down_proj")));
        try (var weights = written.weights()) {
            assertThat(weights.tensor("blk.1.attn_q.weight.lora_a").shape()).containsExactly((long) stack.rank(), 32L);
            assertThat(weights.tensor("blk.1.attn_q.weight.lora_b").shape()).containsExactly(32L, (long) stack.rank());
            assertThat(GgufReaderTest.read(weights, "blk.1.attn_q.weight.lora_a", 0, stack.rank()))
                    .containsExactly(q.a().values());
            assertThat(GgufReaderTest.read(weights, "blk.0.ffn_down.weight.lora_b", 0, 32))
                    .containsExactly(down.b().values());
            // 4 heads of 8 rows: the file's row 2i + s of a head is row i + 4s
            for (int head = 0; head < 4; head++) {
                for (int i = 0; i < 4; i++) {
                    for (int s = 0; s < 2; s++) {
                        var row = GgufReaderTest.read(weights, "blk.1.attn_q.weight.lora_b", head * 8 + 2 * i + s, 1);
                        int from = (head * 8 + 4 * s + i) * stack.rank();
                        assertThat(row)
                                .containsExactly(
                                        java.util.Arrays.copyOfRange(q.b().values(), from, from + stack.rank()));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma3", "phi3"})
    void aLayerOfEveryKindOfFamilyIsFoldedInAndHandedOnAlone(String family) throws IOException {
        var to = folder.resolve("model");
        var model = family.equals("gemma3") ? FamilyCopy.gemma3(3, to) : FamilyCopy.spelling(family, to);
        var adapter = PARITY.resolve("families").resolve(family).resolve("adapter");
        var merged = FamilyCopy.gguf(model, adapter);
        assertThat(Drift.between(model, List.of(adapter), merged).maxLogit()).isLessThan(1e-4);
        assertThat(Drift.between(model, List.of(), merged).maxLogit()).isGreaterThan(0.1);

        var file = folder.resolve("adapter.gguf");
        var stack = AdapterStack.read(model, List.of(adapter));
        AdapterWriter.write(stack, model, file);
        var names = GgufHeader.read(file).tensors().keySet();
        assertThat(names).hasSize(2 * stack.layers().size());
        try (var weights = GgufFile.open(file).weights()) {
            stack.layers().forEach((place, matrices) -> {
                var plain = ModelFolder.linear(place.layer(), place.linear()) + ".weight";
                var name = GgufNames.of(family, plain) + ".lora_b";
                assertThat(names).contains(name);
                assertThat(read(weights, name, matrices.b().shape()[0]))
                        .as(name)
                        .containsExactly(matrices.b().values());
            });
        }
    }

    private static float[] read(WeightReader weights, String name, long rows) {
        try {
            return GgufReaderTest.read(weights, name, 0, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aModelfileTellsOllamaAKnownTemplateAndItsStops() throws IOException {
        try (var base = UnloadedModel.open(Path.of("assets/base"))) {
            assertThat(Modelfile.of("./model.gguf", Optional.empty(), base)).isEqualTo("""
                FROM ./model.gguf
                TEMPLATE \"""{{- range .Messages }}<|im_start|>{{ .Role }}
                {{ .Content }}<|im_end|>
                {{ end }}<|im_start|>assistant
                \"""
                PARAMETER stop "<|im_start|>"
                PARAMETER stop "<|im_end|>"
                """);
        }
    }

    @Test
    void theLlama3TemplateIsKnownToo() throws IOException {
        copy(PARITY.resolve("untied"));
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{{ bos_token }}{% for message in messages %}<|start_header_id|>{{ message['role']"
                        + " }}<|end_header_id|>\n\n"
                        + "{{ message['content'] | trim }}<|eot_id|>{% endfor %}{% if add_generation_prompt"
                        + " %}<|start_header_id|>assistant<|end_header_id|>\n\n"
                        + "{% endif %}");
        try (var model = UnloadedModel.open(folder)) {
            assertThat(Modelfile.of("base.gguf", Optional.of("./adapter.gguf"), model))
                    .startsWith("FROM base.gguf\nADAPTER ./adapter.gguf\nTEMPLATE")
                    .contains("<|start_header_id|>{{ .Role }}<|end_header_id|>\n\n{{ .Content }}<|eot_id|>{{ end }}")
                    .contains("PARAMETER stop \"<|eot_id|>\"");
        }
    }

    @Test
    void anUnknownTemplateIsLeftOutWithAReason() throws IOException {
        copy(PARITY.resolve("untied"));
        Files.writeString(
                folder.resolve("chat_template.jinja"), "{% for m in messages %}[{{ m['content'] }}]{% endfor %}");
        try (var model = UnloadedModel.open(folder)) {
            assertThat(Modelfile.of("base.gguf", Optional.empty(), model))
                    .contains("# No TEMPLATE")
                    .doesNotContain("\nTEMPLATE")
                    .contains("PARAMETER stop");
        }
    }

    private void copy(Path model) throws IOException {
        try (var files = Files.list(model)) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }
}
