package sam.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.AdapterFolder;
import sam.durable.Json;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerCommand.Verb;
import sam.protocol.WorkerEvent;

/// Steps whose loss is no number, made by a base whose first layer overflows at one token.
class BadStepsTest {
    private static final Path MODEL = Path.of("assets/parity/model");
    private static final int BROKEN = 9;

    @TempDir
    Path folder;

    @BeforeEach
    void breakOneTokenOfTheBase() throws IOException {
        Files.createDirectories(folder.resolve("model"));
        try (var files = Files.list(MODEL)) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve("model").resolve(file.getFileName()));
            }
        }
        try (var files = Files.list(folder.resolve("model"))) {
            for (var file :
                    files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
                spoil(file);
            }
        }
    }

    @Test
    void aStepWithoutANumberIsSkippedCountedAndShownWherePartsOfTheRunAreResumed() throws IOException {
        var order = order(Set.of(3, 4, 6), Map.of("max_steps", "8", "lora_dropout", "0.1"));
        var whole = new Watch();
        var run = new RunFolder(folder.resolve("whole"));
        assertThat(Trainer.train(order, run, false, whole).finished()).isTrue();

        assertThat(skipped(whole))
                .containsExactly(
                        new WorkerEvent.Skipped(3, 1, 1),
                        new WorkerEvent.Skipped(4, 2, 2),
                        new WorkerEvent.Skipped(6, 1, 3));
        assertThat(whole.steps()).extracting(WorkerEvent.Step::step).containsExactly(1L, 2L, 5L, 7L, 8L);

        for (int stop = 1; stop < 8; stop++) {
            var parts = new RunFolder(folder.resolve("parts-" + stop));
            var told = new ArrayList<WorkerEvent.Skipped>();
            var first = new Watch().stopAt(stop);
            assertThat(Trainer.train(order, parts, false, first).step()).isEqualTo(stop);
            var second = new Watch();
            assertThat(Trainer.train(order, parts, true, second).finished()).isTrue();
            told.addAll(skipped(first));
            told.addAll(skipped(second));

            assertThat(told).isEqualTo(skipped(whole));
            assertThat(Files.readAllBytes(AdapterFolder.weights(parts.adapter())))
                    .isEqualTo(Files.readAllBytes(AdapterFolder.weights(run.adapter())));
        }
    }

    @Test
    void aSkippedStepTeachesNothing() throws IOException {
        var bad = new RunFolder(folder.resolve("bad"));
        Trainer.train(order(Set.of(2), Map.of("max_steps", "2")), bad, false, new Watch());
        var short1 = new RunFolder(folder.resolve("short"));
        Trainer.train(order(Set.of(), Map.of("max_steps", "1")), short1, false, new Watch());

        assertThat(Files.readAllBytes(AdapterFolder.weights(bad.adapter())))
                .isEqualTo(Files.readAllBytes(AdapterFolder.weights(short1.adapter())));
    }

    @Test
    void threeInARowGoBackToTheLastCheckpointAndWait() throws IOException {
        var order = order(Set.of(4, 5, 6), Map.of("max_steps", "8", "save_steps", "2"));
        var run = new RunFolder(folder.resolve("run"));
        var watch = new Watch();
        watch.whilePaused.addAll(List.of(Verb.RESUME, Verb.STOP));

        var end = Trainer.train(order, run, false, watch);

        assertThat(end).isEqualTo(new Trainer.Result(false, 2));
        var told = watch.events.subList(watch.events.indexOf(watch.started()), watch.events.size());
        assertThat(told)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "Started",
                        "Step",
                        "Step",
                        "Checkpointed",
                        "Step",
                        "Skipped",
                        "Skipped",
                        "Skipped",
                        "RolledBack",
                        "Note",
                        "Paused",
                        "Resumed",
                        "Step",
                        "Skipped",
                        "Skipped",
                        "Skipped",
                        "RolledBack",
                        "Note",
                        "Paused",
                        "Stopped");
        assertThat(watch.events).contains(new WorkerEvent.RolledBack(2));
        assertThat(told.get(9).toString())
                .contains(
                        "The loss or gradient of steps 4 to 6 is no number, so the run went back to step 2 and waits.");
    }

    @Test
    void withoutACheckpointThreeInARowGoBackToTheStart() throws IOException {
        var knobs = Map.of("max_steps", "60", "learning_rate", "1e30", "max_grad_norm", "0");
        var run = new RunFolder(folder.resolve("run"));
        var watch = new Watch();
        watch.whilePaused.add(Verb.STOP);

        var end = Trainer.train(order(Set.of(), knobs), run, false, watch);

        assertThat(end).isEqualTo(new Trainer.Result(false, 0));
        assertThat(watch.events).contains(new WorkerEvent.RolledBack(0));
    }

    private static List<WorkerEvent.Skipped> skipped(Watch watch) {
        return watch.events.stream()
                .filter(WorkerEvent.Skipped.class::isInstance)
                .map(WorkerEvent.Skipped.class::cast)
                .toList();
    }

    /// One row a step, in the file's order; those of the bad steps hold the broken token.
    private TrainOrder order(Set<Integer> bad, Map<String, String> knobs) throws IOException {
        var lines = new StringBuilder();
        for (int step = 1; step <= 8; step++) {
            lines.append("{\"input_ids\":[%d,%d,%d,2],\"completion_mask\":[0,1,1,1]}\n"
                    .formatted(bad.contains(step) ? BROKEN : 20 + step, 40 + step, 60 + step));
        }
        var data = folder.resolve("rows-%s.jsonl".formatted(bad.hashCode()));
        Files.writeString(data, lines);
        var settings = TrainingSettings.defaults(Objective.SFT)
                .with("lora_r", "4")
                .with("per_device_train_batch_size", "1")
                .with("shuffle_dataset", "false")
                .with(knobs);
        return new TrainOrder(
                folder.resolve("model").toString(), List.of(), null, data.toString(), Objective.SFT, settings, 0);
    }

    /// The first number of every embedding is 0 but the broken token's, and the first layer's query multiplies it by
    /// so much that float32 has no number for it.
    private static void spoil(Path file) throws IOException {
        try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
            var length = new byte[8];
            raw.readFully(length);
            int header =
                    (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
            var json = new byte[header];
            raw.readFully(json);
            for (var name : List.of("model.embed_tokens.weight", "model.layers.0.self_attn.q_proj.weight")) {
                var tensor = Json.MAPPER
                        .readTree(new String(json, StandardCharsets.UTF_8))
                        .path(name);
                for (int row = 0; row < tensor.path("shape").path(0).asInt(0); row++) {
                    float first = name.contains("q_proj") ? (row == 0 ? 3e38f : 0) : row == BROKEN ? 5 : 0;
                    int width = tensor.path("shape").path(1).asInt();
                    raw.seek(8L + header + tensor.path("data_offsets").path(0).asLong() + 4L * row * width);
                    raw.writeInt(Integer.reverseBytes(Float.floatToIntBits(first)));
                }
            }
        }
    }
}
