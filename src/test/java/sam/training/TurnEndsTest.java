package sam.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import sam.convert.ModelWriter;
import sam.decode.Answer;
import sam.decode.Sampling;
import sam.engine.Generator;
import sam.engine.LoadedModel;
import sam.model.ChatTemplate;
import sam.model.TurnEnds;
import sam.model.gguf.GgufType;
import sam.model.tokens.TemplatedModel;
import sam.model.tokens.TemplatedModel.Family;
import sam.model.tokens.UnloadedModel;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.worker.GenerateJob;

/// The end of a turn that no file names is read off the chat template: learnt in training, and where an answer stops.
class TurnEndsTest {
    private static final String ROW = """
        {"messages": [{"role": "user", "content": "one"}, {"role": "assistant", "content": "the cat"}, \
        {"role": "user", "content": "two"}, {"role": "assistant", "content": "sat"}]}
        """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(value = Family.class)
    void everyAnswerOfAConversationIsLearntWithItsEnd(Family family) throws IOException {
        var model = TemplatedModel.of(family, folder.resolve("model"));
        var data = folder.resolve("rows.jsonl");
        Files.writeString(data, ROW);
        try (var text = UnloadedModel.open(model)) {
            var row = (Row.Tokens) TrainingData.readAll(data, text).getFirst();
            var learnt = new ArrayList<String>();
            for (int from = 0; from < row.ids().length; from++) {
                int to = from;
                while (to < row.ids().length && row.target()[to]) {
                    to++;
                }
                if (to > from) {
                    learnt.add(text.tokenizer().decode(java.util.Arrays.copyOfRange(row.ids(), from, to), false));
                    from = to;
                }
            }
            // nothing closes the last of them where the next turn's opening closes the others
            assertThat(learnt)
                    .containsExactly("the cat" + family.end, family == Family.GLM ? "sat" : "sat" + family.end);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Family.class)
    void anAnswerStopsAtTheEndOfItsTurn(Family family) throws IOException {
        var folderOfModel = TemplatedModel.of(family, folder.resolve("model"));
        try (var text = UnloadedModel.open(folderOfModel)) {
            int[] says = text.tokenizer().encode("the cat" + family.end + "sat and ran", false);
            var sampling = Sampling.greedy(says.length).stoppingAt(text.ends().stops());
            var answer = Answer.write(text, new Parrot(says), new int[] {5}, sampling, _ -> {}, () -> false);
            assertThat(answer.text()).isEqualTo("the cat");
            assertThat(answer.stoppedByItself()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Family.class, mode = Mode.EXCLUDE, names = "CHATML_AS_TEXT")
    void aGgufFileOfTheModelStopsThereTooEvenWithoutItsTemplate(Family family) throws IOException {
        var model = TemplatedModel.of(family, folder.resolve("model"));
        var file = folder.resolve("model.gguf");
        ModelWriter.write(
                new ModelWriter.Order(model, List.of(), file, GgufType.F32, GgufType.F32, false), (_, _, _) -> {});
        try (var text = UnloadedModel.open(file)) {
            int end = text.tokenizer().encode(family.end, false)[0];
            assertThat(text.tokenizer().stops()).contains(end);
            assertThat(text.ends().tokens()).contains(end);
        }
    }

    @Test
    void aModelTrainedOnAConversationEndsItsAnswerByItself() throws IOException {
        for (var family : List.of(Family.GEMMA, Family.CHATML_AS_TEXT)) {
            var model = TemplatedModel.of(family, folder.resolve(family + "-model"));
            var data = folder.resolve("rows.jsonl");
            Files.writeString(data, ROW);
            var settings = TrainingSettings.defaults(Objective.SFT)
                    .with(Map.of("max_steps", "80", "learning_rate", "0.03", "lora_r", "8", "warmup_steps", "0"));
            var run = new RunFolder(folder.resolve(family + "-run"));
            Trainer.train(
                    new TrainOrder(model.toString(), List.of(), null, data.toString(), Objective.SFT, settings, 0),
                    run,
                    false,
                    new Watch());
            var question = folder.resolve("question.json");
            Files.writeString(question, "[{\"role\": \"user\", \"content\": \"one\"}]");
            var result = GenerateJob.run(
                    new GenerateJob.Request(model, List.of(run.adapter()), null, question, Sampling.greedy(40)),
                    _ -> {});
            assertThat(result.text()).as(family.name()).isEqualTo("the cat");
            assertThat(result.stoppedByItself()).isTrue();
            try (var loaded = LoadedModel.open(model, List.of(run.adapter()))) {
                var prompt = loaded.template().render(List.of(new ChatTemplate.Turn("user", "one")), true);
                assertThat(Generator.answers(loaded, List.of(loaded.tokenizer().encode(prompt, false)), 40))
                        .containsExactly("the cat");
            }
        }
    }

    @Test
    void theEndIsFoundWithoutTheTokenizerAsTheWindowShowsIt() {
        for (var family : Family.values()) {
            if (family != Family.GLM) {
                var template = ChatTemplate.of(family.template, Map.of("bos_token", "<bos>", "eos_token", "</s>"));
                assertThat(TurnEnds.of(template, List.of()).learnt())
                        .as(family.name())
                        .containsExactly(family.end);
            }
        }
    }

    @Test
    void whatClosesNoAnswerIsNoEnd() {
        for (var source : List.of(
                "{% for m in messages %}[{{ m['content'] }}]{% endfor %}",
                "{% for m in messages %}{{ m['content'] }}\n{% endfor %}",
                "{{ raise_exception('no') }}",
                "always the same")) {
            assertThat(TurnEnds.of(ChatTemplate.of(source, Map.of()), List.of("<s>", " ")))
                    .isEqualTo(TurnEnds.NONE);
        }
        var plain = ChatTemplate.of(
                "{% for m in messages %}{{ m['role'] | capitalize }}: {{ m['content'] }}\n{% endfor %}", Map.of());
        assertThat(TurnEnds.of(plain, List.of())).isEqualTo(new TurnEnds(List.of(), List.of("\nUser:")));
    }

    /// Says what it was given, whatever is asked.
    private static final class Parrot implements Answer.Source {
        private final int[] says;
        private int at;

        Parrot(int[] says) {
            this.says = says;
        }

        @Override
        public float[] read(int[] prompt) {
            return next(-1);
        }

        @Override
        public float[] next(int id) {
            var logits = new float[304];
            logits[says[at++]] = 1;
            return logits;
        }

        @Override
        public int reach() {
            return 256;
        }
    }
}
