package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.AdapterFolder;
import sam.durable.AtomicFiles;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerCommand.Verb;
import sam.protocol.WorkerEvent;

class TrainerTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @TempDir
    Path folder;

    @Test
    void aRunStoppedAtRandomStepsAndResumedEndsWithTheSameBytes() throws IOException {
        var random = new Random(11);
        for (var objective : Objective.values()) {
            var order = order(
                    objective,
                    Map.of(
                            "max_steps", "9",
                            "per_device_train_batch_size", "2",
                            "gradient_accumulation_steps", "2",
                            "lora_dropout", "0.1",
                            "lr_scheduler_type", "cosine",
                            "warmup_steps", "2",
                            "save_steps", "2"));
            var whole = new RunFolder(folder.resolve(objective + "-whole"));
            var wholeWatch = new Watch();
            assertThat(Trainer.train(order, whole, false, wholeWatch).finished())
                    .isTrue();

            var parts = new RunFolder(folder.resolve(objective + "-parts"));
            var told = new ArrayList<WorkerEvent.Step>();
            boolean finished = false;
            for (int start = 0; !finished; start++) {
                var watch = new Watch().stopAfter(1 + random.nextInt(4));
                finished = Trainer.train(order, parts, start > 0, watch).finished();
                long from = watch.started().fromStep();
                told.removeIf(step -> step.step() > from);
                told.addAll(watch.steps());
            }

            assertThat(Files.readAllBytes(AdapterFolder.weights(parts.adapter())))
                    .isEqualTo(Files.readAllBytes(AdapterFolder.weights(whole.adapter())));
            assertThat(told).extracting(WorkerEvent.Step::step).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            assertThat(told)
                    .extracting(WorkerEvent.Step::loss)
                    .isEqualTo(wholeWatch.steps().stream()
                            .map(WorkerEvent.Step::loss)
                            .toList());
            assertThat(told.getLast().numTokens())
                    .isEqualTo(wholeWatch.steps().getLast().numTokens());
        }
    }

    @Test
    void aRunKilledBetweenCheckpointsGoesBackToTheLastOne() throws IOException {
        var order = order(Objective.SFT, Map.of("max_steps", "7", "save_steps", "3"));
        var whole = new RunFolder(folder.resolve("whole"));
        Trainer.train(order, whole, false, new Watch());
        var killed = new RunFolder(folder.resolve("killed"));
        assertThatThrownBy(() -> Trainer.train(order, killed, false, new Watch().dieAfter(5)))
                .isInstanceOf(Watch.Killed.class);
        // what a kill in the middle of a write leaves behind
        var torn = AtomicFiles.sibling(killed.checkpoints().resolve("step-000006"));
        Files.createDirectories(torn);
        Files.writeString(torn.resolve("optimizer.safetensors"), "half");

        var watch = new Watch();
        Trainer.train(order, killed, true, watch);

        assertThat(torn).doesNotExist();

        assertThat(watch.started().fromStep()).isEqualTo(3);
        assertThat(Files.readAllBytes(AdapterFolder.weights(killed.adapter())))
                .isEqualTo(Files.readAllBytes(AdapterFolder.weights(whole.adapter())));
    }

    @Test
    void aDamagedCheckpointIsMovedAsideAndTheOneBeforeIsUsed() throws IOException {
        var order = order(Objective.SFT, Map.of("max_steps", "7", "save_steps", "2"));
        var run = new RunFolder(folder.resolve("run"));
        Trainer.train(order, run, false, new Watch().stopAfter(6));
        var newest = run.checkpoints().resolve("step-000006");
        for (var name : List.of("optimizer.safetensors", "adapter_model.safetensors", "state.json", "manifest.json")) {
            var copy = new RunFolder(folder.resolve("copy-" + name));
            copy(run.checkpoints(), copy.checkpoints());
            var file = copy.checkpoints().resolve(newest.getFileName()).resolve(name);
            var bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 4;
            Files.write(file, bytes);

            var watch = new Watch();
            Trainer.train(order, copy, true, watch);

            assertThat(watch.started().fromStep()).as(name).isEqualTo(4);
            assertThat(copy.checkpoints().resolve("damaged-step-000006")).isDirectory();
        }
    }

    @Test
    void onlyTheLastThreeCheckpointsAreKept() throws IOException {
        var run = new RunFolder(folder.resolve("run"));
        Trainer.train(order(Objective.SFT, Map.of("max_steps", "9", "save_steps", "1")), run, false, new Watch());

        try (var kept = Files.list(run.checkpoints())) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-000006", "step-000007", "step-000008");
        }
    }

    @Test
    void aCheckpointThatTheDiskRefusesLeavesTheOneBeforeAndTheRunResumes() throws IOException {
        var order = order(Objective.SFT, Map.of("max_steps", "6", "save_steps", "2"));
        var whole = new RunFolder(folder.resolve("whole"));
        Trainer.train(order, whole, false, new Watch());
        var run = new RunFolder(folder.resolve("run"));

        assertThatThrownBy(() -> Trainer.train(order, run, false, new Watch().at(3, () -> block(run.checkpoints()))))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("Writing the checkpoint of step 4 failed")
                .hasMessageContaining("the checkpoint of step 2 is intact");
        unblock(run.checkpoints());

        Trainer.train(order, run, true, new Watch());
        assertThat(Files.readAllBytes(AdapterFolder.weights(run.adapter())))
                .isEqualTo(Files.readAllBytes(AdapterFolder.weights(whole.adapter())));
    }

    @Test
    void pauseWaitsForResumeAndACheckpointCanBeAskedForMeanwhile() throws IOException {
        var watch = new Watch();
        watch.commands.addAll(List.of(Verb.PAUSE, Verb.CHECKPOINT, Verb.RESUME));
        watch.commandsFrom = 2;
        var run = new RunFolder(folder.resolve("run"));
        Trainer.train(order(Objective.SFT, Map.of("max_steps", "4")), run, false, watch);

        assertThat(watch.events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "Note",
                        "Started",
                        "Step",
                        "Step",
                        "Paused",
                        "Checkpointed",
                        "Resumed",
                        "Step",
                        "Step",
                        "Finished");
    }

    @Test
    void aRunWhoseDataOrSettingsChangedIsNotResumed() throws IOException {
        var run = new RunFolder(folder.resolve("run"));
        var order = order(Objective.SFT, Map.of("max_steps", "4"));
        Trainer.train(order, run, false, new Watch().stopAfter(2));

        assertThatThrownBy(() -> Trainer.train(
                        order(Objective.SFT, Map.of("max_steps", "4", "learning_rate", "1")), run, true, new Watch()))
                .hasMessage("This run cannot be resumed: its settings changed since the checkpoint. "
                        + "Put back what it was, or start a new run.");
        Files.writeString(Path.of(order.data()), "{\"input_ids\":[1,2],\"completion_mask\":[0,1]}\n");
        assertThatThrownBy(() -> Trainer.train(order, run, true, new Watch())).hasMessageContaining("its data changed");
    }

    @Test
    void aRunAboveAnAdapterWhoseScaleChangedIsNotResumed() throws IOException {
        var below = folder.resolve("below");
        AdapterFolder.copy(ORACLE.resolve("below"), below);
        var alone = order(Objective.SFT, Map.of("max_steps", "4"));
        var order = new TrainOrder(
                alone.model(), List.of(below.toString()), null, alone.data(), alone.objective(), alone.settings(), 0);
        var run = new RunFolder(folder.resolve("run"));
        Trainer.train(order, run, false, new Watch().stopAfter(2));
        var config = AdapterFolder.config(below);
        Files.writeString(config, Files.readString(config).replaceFirst("(\"lora_alpha\" *: *)[0-9.]+", "$1 77"));

        assertThatThrownBy(() -> Trainer.train(order, run, true, new Watch()))
                .hasMessageContaining("its adapters changed");
    }

    @Test
    void refusedRowsAreNamedByLineAndTheRestIsTrained() throws IOException {
        var data = folder.resolve("mixed.jsonl");
        Files.writeString(data, """
            {"input_ids":[1,2,3],"completion_mask":[0,0,1]}
            not json
            {"input_ids":[1,2,3],"completion_mask":[0,0,0]}
            {"input_ids":[1,2,99999],"completion_mask":[0,0,1]}
            {"prompt_ids":[1],"chosen_ids":[2],"rejected_ids":[3]}
            """);
        var watch = new Watch();
        Trainer.train(
                order(Objective.SFT, data, Map.of("max_steps", "1")),
                new RunFolder(folder.resolve("run")),
                false,
                watch);

        assertThat(watch.started().rows()).isEqualTo(1);
        assertThat(watch.started().refusedRows()).isEqualTo(4);
        assertThat(watch.events.stream()
                        .filter(WorkerEvent.Note.class::isInstance)
                        .map(Object::toString))
                .anyMatch(note -> note.contains("Line 2 of the data was left out: it is not a JSON object"))
                .anyMatch(note -> note.contains("Line 4 of the data was left out: its input_ids holds 99999"));
    }

    @Test
    void dpoFromAFreshLoraStartsAtMarginZeroAndLossLogTwo() throws IOException {
        var watch = new Watch();
        Trainer.train(
                order(Objective.DPO, Map.of("max_steps", "1")), new RunFolder(folder.resolve("run")), false, watch);
        var first = watch.steps().getFirst();

        assertThat(first.rewards().margin()).isCloseTo(0, org.assertj.core.data.Offset.offset(1e-5));
        assertThat(first.loss()).isCloseTo(Math.log(2), org.assertj.core.data.Offset.offset(1e-5));
    }

    @Test
    void anAdapterToStartFromKeepsItsShapeAndItsNumbers() throws IOException {
        var order = order(Objective.SFT, Map.of("max_steps", "1", "learning_rate", "0"));
        var from = new TrainOrder(
                order.model(),
                List.of(ORACLE.resolve("below").toString()),
                ORACLE.resolve("top").toString(),
                order.data(),
                Objective.SFT,
                order.settings(),
                0);
        var run = new RunFolder(folder.resolve("run"));
        Trainer.train(from, run, false, new Watch());

        var config = sam.model.ModelConfig.read(ORACLE.resolve("model"));
        var start = AdapterFolder.read(ORACLE.resolve("top"), config);
        var end = AdapterFolder.read(run.adapter(), config);
        assertThat(end.rank()).isEqualTo(start.rank());
        assertThat(end.scale()).isEqualTo(start.scale());
        end.layers()
                .forEach((place, matrices) -> assertThat(matrices.b().values())
                        .isEqualTo(start.layers().get(place).b().values()));
    }

    @Test
    void anAdapterThatNamesItsPlacesByAPatternOrOneByOneIsTrainedOn() throws IOException {
        var model = ORACLE.resolve("model");
        var config = sam.model.ModelConfig.read(model);
        var top = AdapterFolder.read(ORACLE.resolve("top"), config);
        var some = new java.util.TreeMap<>(top.layers());
        some.keySet().removeIf(place -> (place.layer() == 0) == place.linear().startsWith("q"));
        var part = new sam.adapters.Adapter(top.rank(), top.scale(), some);
        var start = folder.resolve("start");
        AdapterFolder.write(start, part, "model", sam.adapters.LoraShape.of(part, config));
        for (var targets : List.of("", "\"model.layers.(0.(?!self_attn.q).*_proj|1.self_attn.q_proj)\"")) {
            if (!targets.isEmpty()) {
                var file = AdapterFolder.config(start);
                Files.writeString(
                        file,
                        Files.readString(file).replaceAll("(?s)(\"target_modules\" ?: ?)\\[.*?]", "$1" + targets));
            }
            var order = order(Objective.SFT, Map.of("max_steps", "2", "learning_rate", "0.01"));
            var run = new RunFolder(folder.resolve("run" + targets.length()));
            var from = new TrainOrder(
                    order.model(), List.of(), start.toString(), order.data(), Objective.SFT, order.settings(), 0);
            Trainer.train(from, run, false, new Watch());
            var end = AdapterFolder.read(run.adapter(), config);
            assertThat(end.layers().keySet()).isEqualTo(some.keySet());
            for (var place : some.keySet()) {
                assertThat(end.layers().get(place).b().values())
                        .as(place.toString())
                        .isNotEqualTo(some.get(place).b().values());
            }
        }
    }

    private TrainOrder order(Objective objective, Map<String, String> knobs) throws IOException {
        var data = folder.resolve(objective.text() + ".jsonl");
        if (!Files.exists(data)) {
            Files.copy(OracleRows.of(objective), data);
        }
        return order(objective, data, knobs);
    }

    private static TrainOrder order(Objective objective, Path data, Map<String, String> knobs) {
        var settings = TrainingSettings.defaults(objective)
                .with("lora_r", "4")
                .with("per_device_train_batch_size", "2")
                .with(knobs);
        return new TrainOrder(
                ORACLE.resolve("model").toString(), List.of(), null, data.toString(), objective, settings, 0);
    }

    /// A file where the folder should be: every write into it fails.
    private static void block(Path checkpoints) {
        try {
            Files.move(checkpoints, checkpoints.resolveSibling("elsewhere"));
            Files.writeString(checkpoints, "no folder");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void unblock(Path checkpoints) throws IOException {
        Files.delete(checkpoints);
        Files.move(checkpoints.resolveSibling("elsewhere"), checkpoints);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var tree = Files.walk(from)) {
            for (var path : tree.toList()) {
                var place = to.resolve(from.relativize(path));
                Files.createDirectories(AtomicFiles.parent(place));
                Files.copy(path, place);
            }
        }
    }
}
