package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sam.durable.Json;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;
import tools.jackson.databind.JsonNode;

/// The memory estimate against our own engine. Each row of `measured.jsonl` is a run of
/// `sam train --model DIR --data FILE --objective sft|dpo --out DIR --set max_steps=N …` on random Llamas (and
/// stories260k), two threads, Linux x86_64; `peak_resident_bytes` is the process's maximum resident set size as
/// `getrusage` tells it, `peak_tokens` the most tokens of a call.
class OwnMeasurementsTest {
    private final List<JsonNode> rows = rows();

    @Test
    void everyMeasuredPeakIsWithinEightPercent() {
        assertThat(rows).hasSizeGreaterThanOrEqualTo(11).allSatisfy(row -> {
            double error = estimate(row).peakBytes().mid()
                            / row.path("peak_resident_bytes").asDouble()
                    - 1;
            assertThat(error).as(row.path("name").asString()).isBetween(-0.08, 0.08);
        });
    }

    @Test
    void theIntervalCoversWhatItPromises() {
        long inside = rows.stream()
                .filter(row -> {
                    var peak = estimate(row).peakBytes();
                    double measured = row.path("peak_resident_bytes").asDouble();
                    return peak.low() <= measured && measured <= peak.high();
                })
                .count();

        assertThat((double) inside / rows.size()).isGreaterThanOrEqualTo(0.9);
    }

    private static MemoryEstimate estimate(JsonNode row) {
        int hidden = row.path("hidden").asInt();
        int heads = row.path("heads").asInt();
        var model = new ModelShape(
                row.path("name").asString(),
                hidden,
                row.path("layers").asInt(),
                heads,
                row.path("key_value_heads").asInt(),
                hidden / heads,
                row.path("intermediate").asInt(),
                row.path("vocabulary").asInt(),
                true,
                false,
                false,
                0,
                0);
        long tokens = row.path("peak_tokens").asLong();
        var workload = new Workload(1, 1, 1, 1, tokens, tokens, 0, tokens, tokens, tokens, tokens);
        var targets = row.path("targets").valueStream().map(JsonNode::asString).toList();
        var settings = TrainingSettings.defaults(Objective.SFT)
                .with("lora_r", row.path("rank").asString())
                .with("target_modules", String.join(",", targets))
                .with("lora_dropout", row.path("dropout").asString());
        return MemoryEstimate.of(model, workload, settings, Calibration.seed(2));
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
