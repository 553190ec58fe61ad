package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.AdapterFolder;
import sam.adapters.AdapterStack;
import sam.adapters.LoraShape;
import sam.durable.Json;
import sam.engine.LoadedModel;
import sam.engine.TokenBatch;
import sam.model.ModelConfig;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;

/// Ranks and alphas by place: PEFT's `rank_pattern` and `alpha_pattern`.
class PatternedLoraTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @TempDir
    Path folder;

    @Test
    void theFirstPatternThatFitsAPlaceGivesItsRankAndAlphaAsInPeft() throws IOException {
        var config = ModelConfig.read(ORACLE.resolve("model"));
        var plain = LoraShape.of(AdapterFolder.read(ORACLE.resolve("objectives/patterned"), config), config);
        var root = LoraShape.of(AdapterFolder.read(ORACLE.resolve("objectives/rslora"), config), config, true);

        assertThat(plain.rank(0, "q_proj")).isEqualTo(2);
        assertThat(plain.rank(0, "gate_proj")).isEqualTo(3);
        assertThat(plain.rank(1, "gate_proj")).isEqualTo(5);
        assertThat(plain.rank(0, "down_proj")).isEqualTo(1);
        assertThat(plain.rank(1, "down_proj")).isEqualTo(3);
        assertThat(plain.scale(0, "v_proj")).isEqualTo(3);
        assertThat(plain.scale(1, "q_proj")).isEqualTo(0.5);
        assertThat(plain.scale(0, "down_proj")).isEqualTo(6);
        assertThat(root.scale(1, "up_proj")).isCloseTo(6 / Math.sqrt(5), within(1e-12));
        assertThat(root.scale(1, "q_proj")).isCloseTo(1 / Math.sqrt(2), within(1e-12));
    }

    @Test
    void aRunWithPatternsIsResumedToTheSameBytesAndItsFolderSaysWhatPeftNeeds() throws IOException {
        var knobs = Map.of(
                "rank_pattern", "q_proj=2,layers.1.mlp.down_proj=6",
                "alpha_pattern", "{\"v_proj\":9,\"layers\\\\.[0,1]\\\\.mlp\\\\.up_proj\":1.5}",
                "max_steps", "5",
                "save_steps", "2",
                "lora_dropout", "0.1");
        var whole = new RunFolder(folder.resolve("whole"));
        Trainer.train(order(null, knobs), whole, false, new Watch());
        var parts = new RunFolder(folder.resolve("parts"));
        Trainer.train(order(null, knobs), parts, false, new Watch().stopAt(3));
        Trainer.train(order(null, knobs), parts, true, new Watch());

        assertThat(AdapterFolder.weights(parts.adapter()))
                .hasSameBinaryContentAs(AdapterFolder.weights(whole.adapter()));
        var config = Json.MAPPER.readTree(Files.readAllBytes(whole.adapter().resolve("adapter_config.json")));
        assertThat(config.path("rank_pattern").toString()).isEqualTo("{\"q_proj\":2,\"layers.1.mlp.down_proj\":6}");
        assertThat(config.path("alpha_pattern").path("v_proj").isInt()).isTrue();
        var adapter = AdapterFolder.read(whole.adapter(), ModelConfig.read(ORACLE.resolve("model")));
        assertThat(adapter.layers().values())
                .extracting(matrices -> matrices.rank())
                .containsExactly(2, 4, 4, 4, 4, 4, 4, 2, 4, 4, 4, 4, 4, 6);
    }

    @Test
    void aLayerThatGoesOnFromAnotherKeepsItsRanks() throws IOException {
        var run = new RunFolder(folder.resolve("run"));
        Trainer.train(
                order(ORACLE.resolve("objectives/patterned"), Map.of("max_steps", "1", "learning_rate", "0")),
                run,
                false,
                new Watch());

        var model = ModelConfig.read(ORACLE.resolve("model"));
        var start = AdapterFolder.read(ORACLE.resolve("objectives/patterned"), model);
        var end = AdapterFolder.read(run.adapter(), model);
        end.layers().forEach((place, matrices) -> {
            var before = java.util.Objects.requireNonNull(start.layers().get(place));
            assertThat(matrices.a().values()).isEqualTo(before.a().values());
            assertThat(matrices.scale()).isCloseTo(before.scale(), within(1e-12));
        });
    }

    @Test
    void aStackOfDifferentRanksExportedAsOneAdapterGivesTheSameLogits() throws IOException {
        var stack = List.of(
                ORACLE.resolve("below"), ORACLE.resolve("objectives/patterned"), ORACLE.resolve("objectives/rslora"));
        var one = folder.resolve("one");
        var whole = AdapterStack.export(ORACLE.resolve("model"), stack, one);

        assertThat(whole.rank()).isEqualTo(4 + 5 + 5);
        var apart = logits(stack);
        var together = logits(List.of(one));
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < apart.length; i++) {
            largest = Math.max(largest, Math.abs(apart[i]));
            difference = Math.max(difference, Math.abs(apart[i] - together[i]));
        }
        assertThat(difference / largest).isLessThan(1e-5);
    }

    @Test
    void aPatternThatFitsNothingOrNeverEndsIsRefused() throws IOException {
        assertThatThrownBy(() -> Trainer.train(
                        order(null, Map.of("rank_pattern", "q_porj=8")),
                        new RunFolder(folder.resolve("run")),
                        false,
                        new Watch()))
                .hasMessage("rank_pattern or alpha_pattern names q_porj, which is no linear in training. "
                        + "Use names such as q_proj or layers.0.mlp.down_proj.");
        var bad = folder.resolve("bad");
        Files.createDirectory(bad);
        var from = ORACLE.resolve("objectives/patterned");
        Files.copy(AdapterFolder.weights(from), AdapterFolder.weights(bad));
        var config = Files.readString(from.resolve("adapter_config.json"));
        var model = ModelConfig.read(ORACLE.resolve("model"));
        for (var pattern : List.of("(([a-z_.0-9]+)+)+!", "[", "(".repeat(600))) {
            Files.writeString(
                    bad.resolve("adapter_config.json"), config.replace("\"q_proj\": 2", "\"" + pattern + "\": 2"));
            assertThatThrownBy(() -> AdapterFolder.read(bad, model)).isInstanceOf(sam.model.files.ModelException.class);
        }
        Files.writeString(bad.resolve("adapter_config.json"), config.replace("\"q_proj\": 2", "\"q_proj\": 0"));
        assertThatThrownBy(() -> AdapterFolder.read(bad, model)).hasMessageContaining("a rank_pattern with the rank 0");
    }

    private float[] logits(List<Path> stack) throws IOException {
        var ids = LongStream.range(5, 30).mapToInt(i -> (int) i).toArray();
        try (var model = LoadedModel.open(ORACLE.resolve("model"), stack);
                var step = model.scope().inner()) {
            var rows = LongStream.range(0, ids.length).toArray();
            return model.pass()
                    .logits(TokenBatch.of(step, List.of(ids)), rows, step)
                    .toFloatArray();
        }
    }

    private static TrainOrder order(@org.jspecify.annotations.Nullable Path init, Map<String, String> knobs) {
        var settings = TrainingSettings.defaults(Objective.SFT)
                .with(Map.of("lora_r", "4", "per_device_train_batch_size", "2"))
                .with(knobs);
        return new TrainOrder(
                ORACLE.resolve("model").toString(),
                List.of(),
                init == null ? null : init.toString(),
                ORACLE.resolve("sft.jsonl").toString(),
                Objective.SFT,
                settings,
                0);
    }
}
