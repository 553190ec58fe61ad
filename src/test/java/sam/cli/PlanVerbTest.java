package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import tools.jackson.databind.JsonNode;

/// `sam plan` as a person types it: the estimate, and how the trainer would hold the model.
class PlanVerbTest {
    private static final Path BASE = Path.of("assets/base");

    @TempDir
    private Path folder;

    private Path rows;

    @BeforeEach
    void rows() throws IOException {
        rows = Files.writeString(folder.resolve("rows.jsonl"), """
            {"prompt": "Say something about the sea.", "completion": " The sea is wide and it is never still."}
            {"prompt": "Count.", "completion": " One, two, three."}
            """);
    }

    @Test
    void theAnswerHoldsMemoryTimeAndTheTrainersChoice() {
        var answer = plan(BASE, "memory_budget_bytes=2000000000", "gradient_checkpointing=true", "bf16=true");

        var memory = answer.path("peak_memory_bytes");
        assertThat(memory.path("p05").asLong())
                .isPositive()
                .isLessThan(memory.path("p50").asLong());
        assertThat(memory.path("p95").asLong()).isGreaterThan(memory.path("p50").asLong());
        var seconds = answer.path("seconds");
        assertThat(seconds.path("p10").asDouble())
                .isPositive()
                .isLessThan(seconds.path("p50").asDouble());
        assertThat(seconds.path("p90").asDouble())
                .isGreaterThan(seconds.path("p50").asDouble());
        assertThat(answer.path("budget_bytes").asLong()).isEqualTo(2_000_000_000L);
        assertThat(answer.path("verdict").asString()).isEqualTo("fits");
        var choice = answer.path("choice");
        assertThat(choice.path("weights").asString()).isEqualTo("resident");
        assertThat(choice.path("dtype").asString()).isEqualTo("bf16");
        assertThat(choice.path("layers").asInt()).isEqualTo(4);
        assertThat(choice.path("kept_layers").asInt()).isZero();
        assertThat(choice.path("tokens_per_call").asInt()).isEqualTo(1024);
    }

    @Test
    void aGgufFileIsPlannedLikeItsFolder() {
        var file = folder.resolve("base.gguf");
        assertThat(Sam.line().execute("quantize", BASE.toString(), "--to", file.toString(), "--type", "q8_0"))
                .isZero();

        assertThat(plan(file, "weights=streamed").path("choice").path("weights").asString())
                .isEqualTo("streamed");
        assertThat(plan(file).path("peak_memory_bytes")).isEqualTo(plan(BASE).path("peak_memory_bytes"));
    }

    @Test
    void whatDoesNotFitIsSaidWithWhatWouldHelp() {
        var said = sam(false, BASE, "memory_budget_bytes=100000000", "weights=resident");

        assertThat(said)
                .contains("of 0.1 GB: swaps")
                .contains("weights in memory in fp32")
                .contains("advice  ");
        assertThat(said).contains("memory_budget_bytes=");
    }

    @Test
    void timesAreSaidAsPeopleSayThemAndALongOneWithWhatWouldMakeItANight() throws IOException {
        rows = Files.writeString(
                rows, "{\"prompt\": \"Count to three.\", \"completion\": \" One, two, three.\"}\n".repeat(400));
        var said = sam(false, BASE, "num_train_epochs=400000");

        assertThat(said)
                .containsPattern("time    \\d+ d \\d+ h \\(\\d+ d \\d+ h to \\d+ d \\d+ h\\)")
                .containsPattern("night   a night \\(8 h\\) would do with \\d+ of the 400 rows \\(")
                .doesNotContainPattern("\\d{6,}(\\.\\d+)? s\\b");
        assertThat(plan(BASE, "num_train_epochs=400000")
                        .path("seconds")
                        .path("p50")
                        .asDouble())
                .as("machines read seconds")
                .isGreaterThan(1e5);
        assertThat(sam(false, BASE)).doesNotContain("night");
    }

    @Test
    void rowsThatLoseTheirEndAreForetold() {
        assertThat(sam(false, BASE, "max_length=12")).contains("rows are longer than max_length 12 and lose their end");
        assertThat(plan(BASE, "max_length=12").path("cut").path("cut").asInt()).isPositive();
    }

    private JsonNode plan(Path model, String... settings) {
        return Json.MAPPER.readTree(sam(true, model, settings));
    }

    private String sam(boolean json, Path model, String... settings) {
        var command = new ArrayList<>(List.of(
                "plan",
                "--model",
                model.toString(),
                "--data",
                rows.toString(),
                "--objective",
                "sft",
                "--no-calibrate"));
        for (var setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        if (json) {
            command.add("--json");
        }
        var out = new StringWriter();
        int code = Sam.line().setOut(new PrintWriter(out)).execute(command.toArray(String[]::new));
        assertThat(code).isZero();
        return out.toString();
    }
}
