package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataShapeTest {
    @TempDir
    Path folder;

    @Test
    void everyShapeOfRowIsMeasured() throws IOException {
        var data = read("""
            {"input_ids":[1,2,3,4,5],"completion_mask":[0,0,1,1,1]}
            {"prompt_ids":[1,2],"chosen_ids":[3,4,5],"rejected_ids":[6]}
            {"prompt":"Two words","completion":"More words than that"}
            {"prompt":"A question","chosen":"A good answer","rejected":"A bad one"}
            {"messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Good day to you"}]}
            {"prompt":[{"role":"user","content":"Hi"}],"completion":[{"role":"assistant","content":"Hello"}]}
            """);

        var rows = data.rows();
        assertThat(rows).hasSize(6);
        assertThat(rows.get(0)).containsExactly(new RowLengths.Sequence(5, 2, 3));
        assertThat(rows.get(1)).containsExactly(new RowLengths.Sequence(5, 2, 3), new RowLengths.Sequence(3, 2, 1));
        assertThat(rows.get(3)).hasSize(2);
        assertThat(data.provenance()).isEqualTo(Provenance.ASSUMED);
    }

    /// 400 bytes are about 105 tokens of this vocabulary, and the marks of a turn 5 more.
    @Test
    void whatRowsBeginWithInCommonIsTold() throws IOException {
        var system = "You are SAM, a kind assistant who answers briefly. ".repeat(8);
        var turns = "{\"messages\":[{\"role\":\"system\",\"content\":\"%s\"},{\"role\":\"user\",\"content\":\"%s\"},"
                + "{\"role\":\"assistant\",\"content\":\"Yes\"}]}\n";
        var data = read(turns.formatted(system, "Is it so?")
                + turns.formatted(system, "Do you like tea?")
                + turns.formatted(
                        "A prompt that no other row of this file begins with, however long it may be. ".repeat(3),
                        "So?"));

        var rows = data.rows();
        int shared = rows.getFirst().getFirst().opening().tokens();
        assertThat(shared)
                .isBetween(100, 125)
                .isLessThan(rows.getFirst().getFirst().tokens());
        assertThat(rows.get(1).getFirst().opening())
                .isSameAs(rows.get(0).getFirst().opening());
        assertThat(rows.get(2).getFirst().opening().tokens()).as("alone").isZero();
    }

    @Test
    void brokenAndStrangeLinesAreCountedNotFatal() throws IOException {
        var data = read("""
            {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}
            {"messages":
            {"text":"raw"}

            """);

        assertThat(data.size()).isEqualTo(1);
        assertThat(data.refused()).isEqualTo(2);
    }

    @Test
    void aFileWithoutRowsIsRefusedWithASentence() {
        assertThatThrownBy(() -> read("")).isInstanceOf(PlannerException.class).hasMessageContaining("holds no row");
        assertThatThrownBy(() -> DataShape.read(folder.resolve("none.jsonl"), EstimatedLengths.forVocabulary(512)))
                .isInstanceOf(PlannerException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void calibrationIsKeptAndADamagedFileIsMeasuredAgain() throws IOException {
        var measured =
                new Calibration(210, 210, 12, 4, 0.9, 280_000_000L, 2, "box", Instant.parse("2026-11-23T10:00:00Z"));
        measured.save(folder);

        assertThat(Calibration.load(folder, 2)).contains(measured);
        assertThat(Calibration.load(folder, 4)).as("taken with other threads").isEmpty();
        Files.writeString(Calibration.file(folder), "{\"gflops\":");
        assertThat(Calibration.load(folder, 2)).isEmpty();
    }

    private DataShape read(String lines) throws IOException {
        var file = Files.writeString(folder.resolve("rows.jsonl"), lines);
        return DataShape.read(file, EstimatedLengths.forVocabulary(32_000));
    }
}
