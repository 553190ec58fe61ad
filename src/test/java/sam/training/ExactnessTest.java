package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.AdapterFolder;
import sam.adapters.LoraShape;
import sam.durable.Json;
import sam.engine.LoadedModel;
import sam.model.ModelConfig;
import sam.model.files.SafetensorsFile;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerEvent;

class ExactnessTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @TempDir
    Path folder;

    @Test
    void fourTimesOneRowIsOneTimesFourRowsToTheBit() throws IOException {
        for (var objective : Objective.values()) {
            var knobs = new HashMap<>(Map.of("max_steps", "5", "lora_dropout", "0.1"));
            knobs.putAll(Map.of("per_device_train_batch_size", "1", "gradient_accumulation_steps", "4"));
            if (objective == Objective.KTO) {
                // with the estimate of the divergence a batch is more than its rows, as in TRL
                knobs.put("loss_type", "apo_zero_unpaired");
            }
            var apart = new RunFolder(folder.resolve(objective + "-apart"));
            Trainer.train(order(objective, knobs), apart, false, new Watch());
            knobs.putAll(Map.of("per_device_train_batch_size", "4", "gradient_accumulation_steps", "1"));
            var together = new RunFolder(folder.resolve(objective + "-together"));
            Trainer.train(order(objective, knobs), together, false, new Watch());

            assertThat(weights(apart)).isEqualTo(weights(together));
        }
    }

    @Test
    void momentsAfterAResumeAreThoseOfARunInOnePiece() throws IOException {
        var order = order(
                Objective.DPO,
                Map.of(
                        "max_steps", "7",
                        "save_steps", "6",
                        "gradient_accumulation_steps", "2",
                        "lora_dropout", "0.2",
                        "eval_strategy", "steps",
                        "eval_share", "0.4",
                        "eval_steps", "2"));
        var whole = new RunFolder(folder.resolve("whole"));
        Trainer.train(order, whole, false, new Watch());
        for (int stop = 1; stop < 6; stop++) {
            var parts = new RunFolder(folder.resolve("parts-" + stop));
            Trainer.train(order, parts, false, new Watch().stopAt(stop));
            Trainer.train(order, parts, true, new Watch());

            for (var file : List.of("optimizer.safetensors", "adapter_model.safetensors", "state.json")) {
                assertThat(parts.checkpoints().resolve("step-000006").resolve(file))
                        .hasSameBinaryContentAs(
                                whole.checkpoints().resolve("step-000006").resolve(file));
            }
        }
    }

    @Test
    void aLoraOnSomeLayersHasTheGradientsItHasOnAll() throws IOException {
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of())) {
            var rows = TrainingData.readAll(ORACLE.resolve("sft.jsonl"), model).stream()
                    .map(row -> (Row.Tokens) row)
                    .toList();
            var init = AdapterFolder.read(ORACLE.resolve("top"), model.config());
            var all = new LoraShape(init.rank(), init.scale(), init.targets(), 0);
            for (int layer = 0; layer < 2; layer++) {
                var one = new LoraShape(init.rank(), init.scale(), init.targets(), 0, List.of(layer), false);
                var flat = init.flat(all, model.config());
                for (var slot : all.slots(model.config())) {
                    if (slot.layer() != layer) {
                        java.util.Arrays.fill(flat, (int) slot.offset(), (int) slot.offset() + slot.size(), 0);
                    }
                }
                try (var full = new LoraTrainer(model, all, flat);
                        var part = new LoraTrainer(model, one, init.flat(one, model.config()))) {
                    assertThat(part.sft(rows, 0)).isCloseTo(full.sft(rows, 0), within(1e-6));
                    var own = part.gradients();
                    var wanted = full.gradients();
                    int from = (int) all.slots(model.config()).get(14 * layer).offset();
                    for (int i = 0; i < own.length; i++) {
                        assertThat(own[i]).isCloseTo(wanted[from + i], within(1e-6f));
                    }
                }
            }
        }
    }

    @Test
    void aScaleByTheRootOfTheRankOnSomeLayersIsWrittenReadAndComputedAlike() throws IOException {
        var run = new RunFolder(folder.resolve("run"));
        var order = order(
                Objective.SFT,
                Map.of(
                        "max_steps", "3",
                        "learning_rate", "0.01",
                        "use_rslora", "true",
                        "layers_to_transform", "1",
                        "eval_strategy", "steps",
                        "eval_share", "0.4"));
        var watch = new Watch();
        Trainer.train(order, run, false, watch);

        var config = Json.MAPPER.readTree(Files.readAllBytes(run.adapter().resolve("adapter_config.json")));
        assertThat(config.path("use_rslora").asBoolean()).isTrue();
        assertThat(config.path("lora_alpha").asInt()).isEqualTo(32);
        assertThat(config.path("layers_to_transform").toString()).isEqualTo("[1]");
        var adapter = AdapterFolder.read(run.adapter(), ModelConfig.read(ORACLE.resolve("model")));
        assertThat(adapter.scale()).isEqualTo(32 / Math.sqrt(4));
        assertThat(adapter.layers().keySet()).hasSize(7).allMatch(place -> place.layer() == 1);
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of(run.adapter()))) {
            var held =
                    Evaluation.split(TrainingData.readAll(Path.of(order.data()), model), order.settings())
                            .held()
                            .stream()
                            .map(row -> (Row.Tokens) row)
                            .toList();
            var said = Scorer.score(model, held, _ -> {});
            double loss = -said.stream().mapToDouble(Scorer.Logp::logp).sum()
                    / said.stream().mapToInt(Scorer.Logp::tokens).sum();
            var told = watch.events.stream()
                    .filter(WorkerEvent.Evaluated.class::isInstance)
                    .map(event -> ((WorkerEvent.Evaluated) event).loss())
                    .toList();
            assertThat(told.getLast()).isCloseTo(loss, within(1e-5));
        }
        assertThatThrownBy(() -> Trainer.train(
                        order(Objective.SFT, Map.of("layers_to_transform", "0,2")),
                        new RunFolder(folder.resolve("wrong")),
                        false,
                        new Watch()))
                .hasMessage("layers_to_transform names layer 2, but the model's 2 layers are 0 to 1. "
                        + "Choose some of these.");
    }

    @Test
    void oneThreadOrTwoChangeTheGradientsOfAStepByLessThanOneInAHundredThousand() throws Exception {
        var one = firstMoment(1);
        var two = firstMoment(2);
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            difference = Math.max(difference, Math.abs((double) one[i] - two[i]));
            largest = Math.max(largest, Math.abs(one[i]));
        }
        assertThat(largest).isPositive();
        assertThat(difference / largest).isLessThanOrEqualTo(1e-5);
    }

    /// A tenth of the clipped gradient of the first step, from a process with so many threads.
    private float[] firstMoment(int threads) throws Exception {
        var out = folder.resolve("threads-" + threads);
        var log = folder.resolve("log-" + threads);
        var command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-Dsam.threads=" + threads,
                "-cp",
                System.getProperty("java.class.path"),
                "sam.Main",
                "train",
                "--model=" + ORACLE.resolve("model"),
                "--data=" + ORACLE.resolve("sft.jsonl"),
                "--init=" + ORACLE.resolve("top"),
                "--objective=sft",
                "--out=" + out));
        for (var knob : List.of("max_steps=2", "save_steps=1", "lr_scheduler_type=constant")) {
            command.add("--set=" + knob);
        }
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).contains("%d threads".formatted(threads));
        var moments = new RunFolder(out).checkpoints().resolve("step-000001").resolve("optimizer.safetensors");
        try (var file = SafetensorsFile.open(moments)) {
            return file.floats("exp_avg");
        }
    }

    private static byte[] weights(RunFolder run) throws IOException {
        return Files.readAllBytes(AdapterFolder.weights(run.adapter()));
    }

    private static TrainOrder order(Objective objective, Map<String, String> knobs) {
        var settings = TrainingSettings.defaults(objective)
                .with(Map.of("lora_r", "4", "per_device_train_batch_size", "2"))
                .with(knobs);
        return new TrainOrder(
                ORACLE.resolve("model").toString(),
                List.of(),
                null,
                OracleRows.of(objective).toString(),
                objective,
                settings,
                0);
    }
}
