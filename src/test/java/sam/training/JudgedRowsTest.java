package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.engine.LoadedModel;
import sam.protocol.Objective;
import tools.jackson.databind.JsonNode;

class JudgedRowsTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @TempDir
    Path folder;

    @Test
    void stringsAndMessagesAreCutIntoPromptAndCompletionWhereTrlCutsThem() throws IOException {
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of())) {
            var lines = Files.readAllLines(ORACLE.resolve("objectives/text.jsonl"));
            assertThat(lines).hasSize(9);
            for (var line : lines) {
                var json = Json.MAPPER.readTree(line);
                var row = (Row.Judgement)
                        read(model, json.path("row").toString(), 256).rows().getFirst();
                assertThat(row.prompt()).as(line).isEqualTo(ints(json.path("prompt_ids")));
                assertThat(row.completion()).as(line).isEqualTo(ints(json.path("completion_ids")));
                assertThat(row.label()).as(line).isEqualTo(json.path("label").asBoolean());
            }
        }
    }

    @Test
    void aNeighboursAnswerIsCutBehindThisPromptAndNotBehindItsOwn() {
        var prompt = IntStream.range(0, 6).toArray();
        var row = new Row.Judgement(prompt, new int[] {10, 11}, true, 9);
        var other = IntStream.range(20, 28).toArray();

        assertThat(row.with(other).ids()).containsExactly(0, 1, 2, 3, 4, 5, 20, 21, 22);
        assertThat(row.with(other).targets()).isEqualTo(3);
        assertThat(row.own().ids()).containsExactly(0, 1, 2, 3, 4, 5, 10, 11);
    }

    @Test
    void whatCannotBeJudgedIsLeftOutWithItsReason() throws IOException {
        var rows = """
            {"prompt":"the cat","completion":" sat","label":"yes"}
            {"prompt":"the cat","completion":" sat"}
            {"prompt":"the cat","chosen":" sat","rejected":" ran"}
            {"prompt":"the cat","chosen":" sat","rejected":" ran","label":true}
            {"prompt_ids":[3,4,5,6,7,8,9,10],"completion_ids":[2],"label":false}
            {"prompt_ids":[3,4],"completion_ids":[],"label":false}
            {"prompt_ids":[3,4],"completion_ids":[5,2],"label":false}
            """;
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of())) {
            var data = read(model, rows, 8);

            assertThat(data.rows()).hasSize(1);
            assertThat(data.refused())
                    .extracting(TrainingData.Refusal::reason)
                    .containsExactly(
                            "its label is neither true nor false",
                            "it has no prompt, completion and label, which --objective kto learns from",
                            "it is a preference pair, which --objective kto does not train on",
                            "it has a label but no prompt and completion",
                            "no target is left within max_length 8",
                            "it has no target to learn");
            assertThatThrownBy(() -> read(model, rows, 2)).hasMessageStartingWith("No row of ");
        }
    }

    @Test
    void sftLearnsTheAnswerWhateverItsLabel() throws IOException {
        var file = folder.resolve("rows.jsonl");
        Files.writeString(file, "{\"prompt\":\"the cat\",\"completion\":\" sat\",\"label\":false}");
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of())) {
            assertThat(TrainingData.read(file, model, Objective.SFT, 64).rows())
                    .hasSize(1)
                    .allMatch(Row.Tokens.class::isInstance);
        }
    }

    private TrainingData read(LoadedModel model, String rows, int maxLength) throws IOException {
        var file = folder.resolve("rows.jsonl");
        Files.writeString(file, rows);
        return TrainingData.read(file, model, Objective.KTO, maxLength);
    }

    private static int[] ints(JsonNode numbers) {
        return numbers.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
