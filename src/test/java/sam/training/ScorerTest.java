package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.engine.LoadedModel;

class ScorerTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @TempDir
    Path folder;

    @Test
    void rowsScoreAsInTransformers() throws IOException {
        var fixture = Json.MAPPER
                .readTree(Files.readAllBytes(ORACLE.resolve("fixture.json")))
                .path("sft");
        try (var model =
                LoadedModel.open(ORACLE.resolve("model"), List.of(ORACLE.resolve("below"), ORACLE.resolve("top")))) {
            var rows = TrainingData.readAll(ORACLE.resolve("sft.jsonl"), model).stream()
                    .map(row -> (Row.Tokens) row)
                    .toList();
            var scores = Scorer.score(model, rows, _ -> {});

            for (int i = 0; i < rows.size(); i++) {
                assertThat(scores.get(i).tokens())
                        .isEqualTo(fixture.path("tokens").get(i).asInt());
                assertThat(scores.get(i).logp())
                        .isCloseTo(fixture.path("logps").get(i).asDouble(), Offset.offset(1e-3));
            }
        }
    }

    @Test
    void theCompanyARowKeepsNeverChangesItsScore() throws IOException {
        var random = new Random(4);
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of())) {
            var rows = new ArrayList<Row.Tokens>();
            for (int i = 0; i < 60; i++) {
                var ids = random.ints(2 + random.nextInt(90), 0, model.config().vocabulary())
                        .toArray();
                rows.add(RowShapes.completion(ids, random.nextInt(ids.length)));
            }
            var together = Scorer.score(model, rows, _ -> {});
            for (int i = 0; i < rows.size(); i++) {
                var alone = Scorer.score(model, List.of(rows.get(i)), _ -> {}).getFirst();
                assertThat(together.get(i).tokens()).isEqualTo(alone.tokens());
                assertThat(together.get(i).logp()).isCloseTo(alone.logp(), Offset.offset(1e-3));
            }
        }
    }

    @Test
    void aModelThatHasWrittenScoresAsBefore() throws IOException {
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of())) {
            var rows = List.of(RowShapes.completion(new int[] {5, 77, 31, 140, 9}, 2));
            var before = Scorer.score(model, rows, _ -> {});
            sam.engine.Generator.greedy(model, List.of(new int[] {5, 77, 31}), 4, java.util.Set.of());
            assertThat(Scorer.score(model, rows, _ -> {})).isEqualTo(before);
        }
    }

    @Test
    void filesThatHoldNoRowsAreRefusedInWords() throws IOException {
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of())) {
            assertRefused(model, new byte[0], "holds no rows");
            assertRefused(model, "\n \n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8), "holds no rows");
            assertRefused(model, new byte[] {0x50, 0x4b, 3, 4, 0, 0, 0}, "is a binary file");
            assertRefused(model, new byte[] {(byte) 0xff, (byte) 0xfe, '{', '}'}, "it is not UTF-8 text");
            assertRefused(model, "[1,2]".getBytes(java.nio.charset.StandardCharsets.UTF_8), "it is not a JSON object");
            assertRefused(
                    model, "{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8), "it has none of messages");
        }
    }

    private void assertRefused(LoadedModel model, byte[] content, String reason) throws IOException {
        var file = folder.resolve("rows.jsonl");
        Files.write(file, content);
        assertThatThrownBy(() -> TrainingData.readAll(file, model))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(reason);
    }
}
