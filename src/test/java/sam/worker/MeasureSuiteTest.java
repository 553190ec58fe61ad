package sam.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.protocol.ChatTurn;

class MeasureSuiteTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeMeasures() throws IOException {
        write("measures.json", """
            {"measures":[
             {"phase":1,"id":"exact","name":"Exact","kind":"exact","file":"one.jsonl","max_new_tokens":8},
             {"phase":1,"id":"marks","name":"Marks","kind":"pattern","file":"one.jsonl","max_new_tokens":8,"pattern":"(?i)blue"},
             {"phase":2,"id":"split","name":"Split","kind":"pattern_split","file":"split.jsonl","max_new_tokens":8,"pattern":"not sure"},
             {"phase":2,"id":"sums","name":"Sums","kind":"answer","file":"sums.jsonl","max_new_tokens":8,"answer_pattern":"= (\\\\d+)","steps_pattern":"\\\\d \\\\+ \\\\d"},
             {"phase":2,"id":"ppl","name":"Perplexity","kind":"perplexity","file":"lines.jsonl","max_new_tokens":8},
             {"phase":3,"id":"reward","name":"Reward","kind":"reward_accuracy","file":"pairs.jsonl","max_new_tokens":8}]}
            """);
        write("one.jsonl", """
            {"messages":[{"role":"user","content":"blue sky"}],"expected":"BLUE SKY"}
            {"messages":[{"role":"user","content":"red sea"}],"expected":"something else"}
            """);
        write("split.jsonl", """
            {"messages":[{"role":"user","content":"not sure"}],"property":true}
            {"messages":[{"role":"user","content":"certain"}],"property":false}
            {"messages":[{"role":"user","content":"certain"}],"property":true}
            """);
        write("sums.jsonl", """
            {"messages":[{"role":"user","content":"1 + 2 = 3, and 3 + 4 = 7"}],"answer":"7"}
            {"messages":[{"role":"user","content":"it is = 7"}],"answer":"7"}
            {"messages":[{"role":"user","content":"3 + 4 = 8"}],"answer":"7"}
            """);
        write("lines.jsonl", """
            {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"four"}]}
            {"messages":[{"role":"user","content":"b"},{"role":"assistant","content":"six666"}]}
            """);
        write("pairs.jsonl", """
            {"prompt":[{"role":"user","content":"p"}],"chosen":[{"role":"assistant","content":"long answer"}],"rejected":[{"role":"assistant","content":"short"}]}
            {"prompt":[{"role":"user","content":"p"}],"chosen":[{"role":"assistant","content":"no"}],"rejected":[{"role":"assistant","content":"much longer"}]}
            """);
    }

    @Test
    void everyKindJudgesAsItSays() throws IOException {
        var results = new MeasureSuite(folder.resolve("measures.json")).take(new Echo(-1), (_, _) -> {});
        assertThat(results.get("exact").rows()).containsExactly(1, 0);
        assertThat(results.get("marks").rows()).containsExactly(1, 0);
        assertThat(results.get("split").rows()).containsExactly(1, 1, 0);
        assertThat(results.get("sums").rows()).containsExactly(1, 0, 0);
        // Every character costs one nat: 10 characters, 10 "tokens".
        assertThat(results.get("ppl").value()).isCloseTo(Math.E, within(1e-12));
        assertThat(results).doesNotContainKey("reward");
    }

    @Test
    void rewardsAreMeasuredAgainstTheReferenceAndTiesCountHalf() throws IOException {
        var suite = new MeasureSuite(folder.resolve("measures.json"));
        var reference = suite.pairScores(new Echo(-1)).get("reward");
        var same = MeasureSuite.rewardAccuracy(reference, reference);
        assertThat(same.rows()).containsExactly(0.5, 0.5);
        // A model that finds every character cheaper prefers the longer text more than the reference does.
        var cheaper = suite.pairScores(new Echo(-0.5)).get("reward");
        assertThat(MeasureSuite.rewardAccuracy(cheaper, reference).rows()).containsExactly(1, 0);
    }

    @Test
    void theReportComparesAPhaseWithTheStackBelowAndWithTheEnd() throws IOException {
        var measures = Measure.read(folder.resolve("measures.json")).subList(0, 1);
        var base = Map.of("exact", MeasureResult.share(new double[] {0, 0, 0, 0}));
        var first = Map.of("exact", MeasureResult.share(new double[] {1, 1, 1, 1}));
        var last = Map.of("exact", MeasureResult.share(new double[] {1, 1, 1, 0}));
        var line = DemoReport.lines(measures, List.of(base, first, last)).getFirst();
        assertThat(line.before()).isZero();
        assertThat(line.after()).isEqualTo(1);
        assertThat(line.better()).isTrue();
        assertThat(line.kept()).isEqualTo(0.75);
        assertThat(line.n()).isEqualTo(4);
    }

    @Test
    void aDamagedListOfMeasuresIsRefusedWithASentence() throws IOException {
        write("measures.json", "{\"measures\": [");
        assertThatThrownBy(() -> new MeasureSuite(folder.resolve("measures.json")))
                .isInstanceOf(WorkerException.class)
                .hasMessageContaining("measures.json");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /// Answers a question with its own text (upper-cased when it speaks of the sky); every character costs `nats`.
    private record Echo(double nats) implements MeasureSuite.Subject {
        @Override
        public List<String> answer(List<List<ChatTurn>> questions, int maxNewTokens) {
            return questions.stream()
                    .map(turns -> turns.getLast().content())
                    .map(text -> text.contains("sky") ? text.toUpperCase(java.util.Locale.ROOT) : text)
                    .toList();
        }

        @Override
        public MeasureSuite.Scores score(List<List<ChatTurn>> questions, List<List<ChatTurn>> answers) {
            var lengths = answers.stream()
                    .mapToLong(turns -> turns.getLast().content().length())
                    .toArray();
            var logp = new double[lengths.length];
            for (int i = 0; i < logp.length; i++) {
                logp[i] = nats * lengths[i];
            }
            return new MeasureSuite.Scores(logp, lengths);
        }
    }
}
