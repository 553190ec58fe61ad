package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import sam.durable.Json;
import sam.memory.MemoryChoice;
import sam.memory.ModelShape;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;
import tools.jackson.databind.JsonNode;

/// The plan against our own engine. `src/bench/memory.py` made each row of `measured.jsonl`: a run of `sam train` in a
/// process of its own (Linux x86-64, two threads, 24 GB), its command, the lengths of its rows, what the trainer said
/// it chose, and the maximum resident set size of the process as `wait4` tells it.
class OwnMeasurementsTest {
    /// The machine they were made on, with the budget of runs that name none.
    private static final Machine MACHINE = new Machine(25_300_000_000L, 16_900_000_000L, 2);

    private final List<JsonNode> rows = rows();

    /// These runs are of a step or two: a long one takes more, which is what a plan is for.
    @Test
    void inFloat32NoneTakesMuchMoreThanForetoldAndAShortRunNotMuchLess() {
        assertThat(rows).hasSizeGreaterThanOrEqualTo(30);
        assertThat(rows.stream().filter(row -> !low(row)))
                .as(table())
                .hasSizeGreaterThan(20)
                .allMatch(row -> error(row) >= -0.08 && error(row) <= 0.14);
    }

    /// A run of a few steps meets few lengths, and so compiles fewer of oneDNN's kernels than the estimate counts.
    @Test
    void inBfloat16NoneTakesMuchMoreThanForetold() {
        assertThat(rows.stream().filter(OwnMeasurementsTest::low))
                .as(table())
                .hasSizeGreaterThanOrEqualTo(8)
                .allMatch(row -> error(row) >= -0.08 && error(row) <= 0.21);
    }

    private static boolean low(JsonNode row) {
        return row.path("name").asString().contains("bf16");
    }

    @Test
    void theIntervalCoversWhatItPromises() {
        long inside = rows.stream()
                .filter(row -> {
                    var peak = plan(row).memory().peakBytes();
                    double measured = row.path("peak_resident_bytes").asDouble();
                    return peak.low() <= measured && measured <= peak.high();
                })
                .count();

        assertThat((double) inside / rows.size()).isGreaterThanOrEqualTo(0.9);
        assertThat(rows).allSatisfy(row -> {
            var peak = plan(row).memory().peakBytes();
            assertThat(peak.high() / peak.mid() - 1).as("half-width").isLessThanOrEqualTo(0.12);
        });
    }

    /// An interval that is wider than its promise needs is no less wrong.
    @Test
    void theIntervalIsNoWiderThanItsErrors() {
        var typical =
                rows.stream().mapToDouble(row -> Math.abs(error(row))).sorted().toArray();
        var peak = plan(rows.getFirst()).memory().peakBytes();

        assertThat(peak.high() / peak.mid() - 1).isLessThan(5 * typical[typical.length / 2]);
    }

    @Test
    void thePlanForetellsWhatTheTrainerChose() {
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.path("choice").asString())
                        .as(row.path("name").asString())
                        .contains(words(recorded(row, plan(row).choice()))));
    }

    /// A run that fills its budget was made when the estimate of a long run was lower: it may keep fewer layers now.
    private static MemoryChoice recorded(JsonNode row, MemoryChoice planned) {
        var kept = Pattern.compile("the upper (\\d+) layers")
                .matcher(row.path("choice").asString());
        if (!row.path("settings").has("memory_budget_bytes") || !kept.find()) {
            return planned;
        }
        int then = Integer.parseInt(kept.group(1));
        assertThat(planned.keptLayers()).isBetween(1, then);
        return new MemoryChoice(
                planned.streamed(),
                planned.wordBytes(),
                planned.layers(),
                then,
                planned.tokensPerCall(),
                planned.logitBytes());
    }

    /// Every run with its error, for whoever fits the constants anew.
    private String table() {
        var lines = new StringBuilder();
        for (var row : rows) {
            lines.append("%n%-34s %6.0f MB, estimate %+.1f %%: %s"
                    .formatted(
                            row.path("name").asString(),
                            row.path("peak_resident_bytes").asDouble() / 1e6,
                            100 * error(row),
                            plan(row).memory().components()));
        }
        return lines.toString();
    }

    /// In the words of the trainer's note.
    private static List<String> words(MemoryChoice choice) {
        return List.of(
                choice.streamed()
                        ? "Weights are read from disk"
                        : choice.wordBytes() == 2 ? "in memory in bfloat16" : "in memory in float32",
                choice.keptLayers() == 0
                        ? "every layer is computed again"
                        : "the upper %d layers keep".formatted(choice.keptLayers()),
                "up to %,d tokens".formatted(choice.tokensPerCall()));
    }

    private static double error(JsonNode row) {
        return plan(row).memory().peakBytes().mid()
                        / row.path("peak_resident_bytes").asDouble()
                - 1;
    }

    private static Plan plan(JsonNode row) {
        var objective = row.path("objective").asString().equals("dpo") ? Objective.DPO : Objective.SFT;
        Map<String, String> knobs = new HashMap<>();
        row.path("settings")
                .properties()
                .forEach(each -> knobs.put(each.getKey(), each.getValue().asString()));
        var settings = TrainingSettings.defaults(objective).with(knobs);
        return Plan.of(model(row.path("shape")), data(row), objective, settings, MACHINE, Calibration.seed(2));
    }

    private static ModelShape model(JsonNode shape) {
        int hidden = shape.path("hidden_size").asInt();
        int heads = shape.path("num_attention_heads").asInt();
        return ModelShape.llama(
                "measured",
                new ModelShape.Size(
                        hidden,
                        shape.path("num_hidden_layers").asInt(),
                        shape.path("intermediate_size").asInt(),
                        shape.path("vocab_size").asInt()),
                new ModelShape.Attention(
                        heads,
                        shape.path("num_key_value_heads").asInt(),
                        shape.path("head_dim").asInt(hidden / heads)),
                shape.path("tie_word_embeddings").asBoolean());
    }

    private static DataShape data(JsonNode row) {
        var all = row.path("rows")
                .valueStream()
                .map(each -> each.valueStream()
                        .map(one -> new RowLengths.Sequence(
                                one.path(0).asInt(),
                                one.path(1).asInt(),
                                one.path(2).asInt()))
                        .toList())
                .toList();
        return DataShape.of(all, Provenance.EXACT);
    }

    private static List<JsonNode> rows() {
        try (var in = Objects.requireNonNull(OwnMeasurementsTest.class.getResourceAsStream("measured.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json.MAPPER::readTree)
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
