package sam.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.model.tokens.UnloadedModel;
import sam.packing.CutRows;
import sam.planner.DataShape;
import sam.planner.EstimatedLengths;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// Rows that are cut lose their end, and some of them their answer: that is said, and foretold with the same numbers.
class CutRowsTest {
    private static final Path MODEL = Path.of("assets/parity/model");

    @TempDir
    Path folder;

    @Test
    void rowsThatLoseTheirEndAreCountedAndSaid() throws IOException {
        var lines = List.of(
                row(3, 3),
                row(3, 9),
                row(8, 4),
                row(12, 2),
                "{\"input_ids\": [5, 6, 7, 8, 9, 10, 11, 12, 13], \"completion_mask\": [0, 0, 0, 0, 0, 0, 0, 0, 0]}");
        var data = read(lines, Objective.SFT, 8);

        assertThat(data.cut()).isEqualTo(new CutRows(4, 3, 2));
        assertThat(data.cutNote(8))
                .contains("3 of 4 rows are longer than max_length 8 and lose their end; of 2 of them no part of the"
                        + " answer is left, so they are left out.");
        assertThat(read(lines.subList(0, 2), Objective.SFT, 8).cutNote(8))
                .contains("1 of 2 rows are longer than max_length 8 and lose their end; no answer is lost whole.");
        assertThat(read(lines.subList(0, 2), Objective.SFT, 80).cutNote(80)).isEmpty();
        assertThat(data.refused())
                .extracting(TrainingData.Refusal::reason)
                .containsExactly(
                        "no target is left within max_length 8",
                        "no target is left within max_length 8",
                        "it has no target to learn");
    }

    @Test
    void thePlannerForetellsTheNumbersOfTheTrainer() throws IOException {
        long lost = 0;
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            boolean pairs = seed % 2 == 1;
            var lines = new ArrayList<String>();
            for (int i = 0; i < 40; i++) {
                lines.add(
                        pairs
                                ? "{\"prompt_ids\": %s, \"chosen_ids\": %s, \"rejected_ids\": %s}"
                                        .formatted(ids(random, 70), ids(random, 40), ids(random, 40))
                                : row(1 + random.nextInt(40), 1 + random.nextInt(40)));
            }
            int length = 20 + random.nextInt(40);
            var said =
                    read(lines, pairs ? Objective.DPO : Objective.SFT, length).cut();
            var foretold = DataShape.read(folder.resolve("rows.jsonl"), EstimatedLengths.forVocabulary(304))
                    .cutRows(length);

            assertThat(foretold).isEqualTo(said);
            lost += said.lost();
        }
        assertThat(lost).as("rows of this test lose their answers").isGreaterThan(20);
    }

    private TrainingData read(List<String> lines, Objective objective, int length) throws IOException {
        var file = Files.write(folder.resolve("rows.jsonl"), lines);
        var settings = TrainingSettings.defaults(objective).with("max_length", Integer.toString(length));
        try (var model = UnloadedModel.open(MODEL)) {
            return TrainingData.read(file, model, objective, settings);
        }
    }

    private static String row(int prompt, int answer) {
        var ids = new int[prompt + answer];
        Arrays.setAll(ids, i -> 3 + i);
        var mask = new int[ids.length];
        Arrays.fill(mask, prompt, ids.length, 1);
        return "{\"input_ids\": %s, \"completion_mask\": %s}".formatted(Arrays.toString(ids), Arrays.toString(mask));
    }

    private static String ids(Random random, int most) {
        return Arrays.toString(random.ints(1 + random.nextInt(most), 3, 300).toArray());
    }
}
