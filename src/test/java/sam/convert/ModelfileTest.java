package sam.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sam.model.ChatTemplate.Turn;
import sam.model.tokens.ModelText;
import sam.model.tokens.TemplatedModel;
import sam.model.tokens.TemplatedModel.Family;
import sam.model.tokens.UnloadedModel;

/// Ollama asks an export in the very text it was trained in: what the Modelfile says is rendered as Ollama would, and
/// compared with the base's own template.
class ModelfileTest {
    private static final List<List<Turn>> TALKS = List.of(
            List.of(new Turn("user", "Who are you?")),
            List.of(new Turn("user", "One"), new Turn("assistant", "Two"), new Turn("user", "Three")),
            List.of(
                    new Turn("user", "1"),
                    new Turn("assistant", "2"),
                    new Turn("user", "3"),
                    new Turn("assistant", "4 {{ .Role }}"),
                    new Turn("user", "5\n\nin two parts")),
            List.of(new Turn("system", "Be brief."), new Turn("user", "Hello?")),
            List.of(
                    new Turn("system", "Be\nbrief."),
                    new Turn("user", "Hello?"),
                    new Turn("assistant", "Hi."),
                    new Turn("user", "And?"),
                    new Turn("assistant", "No."),
                    new Turn("user", "Why?")));

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Family.class)
    void ollamaWritesWhatTheModelWasTrainedOn(Family family) throws IOException {
        try (var model = UnloadedModel.open(TemplatedModel.of(family, folder.resolve("model")))) {
            var modelfile = Modelfile.of("./model.gguf", Optional.empty(), model);
            assertSaysTheSame(model, modelfile, TALKS);
            assertThat(modelfile).contains("PARAMETER stop \"%s\"\n".formatted(family.end));
        }
    }

    @Test
    void aDefaultSystemTurnIsTheModelfilesSystem() throws IOException {
        try (var model = UnloadedModel.open(TemplatedModel.of(Family.QWEN25, folder.resolve("model")))) {
            assertThat(Modelfile.of("./model.gguf", Optional.empty(), model)).isEqualTo("""
                FROM ./model.gguf
                TEMPLATE \"""{{- range .Messages }}<|im_start|>{{ .Role }}
                {{ .Content }}<|im_end|>
                {{ end }}<|im_start|>assistant
                \"""
                SYSTEM \"""You are Small, made to help.\"""
                PARAMETER stop "<|im_start|>"
                PARAMETER stop "<|im_end|>"
                """);
        }
    }

    @Test
    void aSystemTurnThatIsWrittenOtherwiseIsPartOfTheTemplate() throws IOException {
        // as Llama 3.1 does it: a header that is always there, with the message behind it where there is one
        var template = """
            {{ '<|begin_of_text|><|start_header_id|>system<|end_header_id|>

            Cutting Knowledge Date: {{braces}} 2023
            ' }}{% if messages[0].role == 'system' %}{{ messages[0].content }}{% endif %}{{ '<|eot_id|>' }}\
            {% for m in messages if m.role != 'system' %}{{ '<|start_header_id|>' + m.role + '<|end_header_id|>

            ' + m.content + '<|eot_id|>' }}{% endfor %}\
            {% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>

            ' }}{% endif %}\
            """;
        var place = TemplatedModel.of(template, Family.LLAMA3.tokens, folder.resolve("model"));
        try (var model = UnloadedModel.open(place)) {
            var modelfile = Modelfile.of("./model.gguf", Optional.empty(), model);
            assertSaysTheSame(model, modelfile, TALKS);
            assertThat(modelfile).doesNotContain("\nSYSTEM").contains("if not .System");
        }
    }

    @Test
    void aThoughtOpenedForTheAnswerIsAskedForToo() throws IOException {
        var template = """
            {% for m in messages %}{{ '<|im_start|>' + m.role + '
            ' + m.content + '<|im_end|>
            ' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
            <think>
            ' }}{% endif %}\
            """;
        var place = TemplatedModel.of(template, Family.CHATML.tokens, folder.resolve("model"));
        try (var model = UnloadedModel.open(place)) {
            var modelfile = Modelfile.of("./model.gguf", Optional.empty(), model);
            assertSaysTheSame(model, modelfile, TALKS);
            assertThat(modelfile).contains("<think>");
        }
    }

    @Test
    void aTemplateThatRefusesSystemMessagesIsTold() throws IOException {
        var template = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
                + Family.CHATML.template;
        var place = TemplatedModel.of(template, Family.CHATML.tokens, folder.resolve("model"));
        try (var model = UnloadedModel.open(place)) {
            var modelfile = Modelfile.of("./model.gguf", Optional.empty(), model);
            assertSaysTheSame(model, modelfile, TALKS.subList(0, 3));
            assertThat(modelfile).contains("# The base's own template takes no system message");
        }
    }

    @Test
    void whatGoesBeyondFixedTextsIsLeftOutWithItsReason() throws IOException {
        for (var templateAndReason : Map.of(
                        "{{ strftime_now('%Y-%m-%d') }}" + Family.CHATML.template,
                        "writes the day's date",
                        "{{ messages | length }}" + Family.CHATML.template,
                        "does more than put fixed texts around",
                        "{{ raise_exception('never') }}",
                        "closes no answer")
                .entrySet()) {
            var to = java.nio.file.Files.createTempDirectory(folder, "models").resolve("model");
            var place = TemplatedModel.of(templateAndReason.getKey(), Family.CHATML.tokens, to);
            try (var model = UnloadedModel.open(place)) {
                assertThat(Modelfile.of("./model.gguf", Optional.empty(), model))
                        .contains("# No TEMPLATE")
                        .contains(templateAndReason.getValue())
                        .doesNotContain("\nTEMPLATE")
                        .contains("PARAMETER stop");
            }
        }
    }

    /// Ollama's own part: the Modelfile's SYSTEM goes before a conversation that has none.
    private static void assertSaysTheSame(ModelText model, String modelfile, List<List<Turn>> talks) {
        var template = new GoTemplate(quoted("TEMPLATE", modelfile).orElseThrow());
        var system = quoted("SYSTEM", modelfile);
        var begin = model.tokenizer().specials().getOrDefault("bos_token", "");
        for (var talk : talks) {
            var messages = new ArrayList<Map<String, String>>();
            if (system.isPresent() && !talk.getFirst().role().equals("system")) {
                messages.add(Map.of("Role", "system", "Content", system.get()));
            }
            talk.forEach(turn -> messages.add(Map.of("Role", turn.role(), "Content", turn.content())));
            var trained = model.template().render(talk, true);
            assertThat(begin + template.render(messages)).as(modelfile).isEqualTo(trained);
        }
    }

    private static Optional<String> quoted(String instruction, String modelfile) {
        var found = Pattern.compile("^" + instruction + " \"\"\"(.*?)\"\"\"$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(modelfile);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
