package sam.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sam.adapters.LoraShape;
import sam.durable.Json;
import sam.memory.MemoryChoice;
import sam.memory.Trained;
import sam.model.ModelConfig;
import sam.protocol.LoraSettings;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

class MemoryPlanTest {
    private static final String ONE_BILLION = """
        {"model_type": "llama", "hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16,
         "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 64, "vocab_size": 128256,
         "max_position_embeddings": 4096, "rms_norm_eps": 1e-5, "rope_theta": 500000, "tie_word_embeddings": true}
        """;

    private final TrainingSettings settings = TrainingSettings.defaults(Objective.SFT);
    private ModelConfig config;
    private LoraShape shape;

    @BeforeEach
    void oneBillion(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
        java.nio.file.Files.writeString(folder.resolve("config.json"), ONE_BILLION);
        config = ModelConfig.read(folder);
        shape = new LoraShape(16, 2, LoraSettings.ALL_LINEARS, 0);
    }

    @Test
    void withRoomEverythingStaysInMemory() {
        var plan = plan(16_000_000_000L, Map.of());
        assertThat(plan.engine().streamed()).isFalse();
        assertThat(plan.holding().keptLayers()).isEqualTo(16);
        assertThat(plan.words()).contains("Weights stay in memory in float32").contains("16.0 GB");
    }

    @Test
    void withLessThanTheWeightsTheyAreStreamed() {
        var plan = plan(3_000_000_000L, Map.of());
        assertThat(plan.engine().streamed()).isTrue();
        assertThat(plan.expectedBytes()).isLessThan(3_000_000_000L);
        assertThat(plan.words()).contains("in memory they would take 4.9 GB");
    }

    @Test
    void theSmallerTheBudgetTheFewerLayersAreKept() {
        int before = 17;
        for (long budget : new long[] {2_500_000_000L, 1_700_000_000L, 1_350_000_000L, 1_100_000_000L}) {
            var plan = plan(budget, Map.of());
            assertThat(plan.holding().keptLayers()).isLessThanOrEqualTo(before);
            assertThat(plan.expectedBytes()).isLessThanOrEqualTo(budget);
            before = plan.holding().keptLayers();
        }
        assertThat(before).isLessThan(4);
    }

    @Test
    void whatIsForcedIsKept() {
        var plan = plan(900_000_000L, Map.of("weights", "resident", "gradient_checkpointing", "false", "bf16", "true"));
        assertThat(plan.engine().streamed()).isFalse();
        assertThat(plan.holding().keptLayers()).isEqualTo(16);
        assertThat(plan.engine().precision().bytes()).isEqualTo(2);
        assertThat(plan(16_000_000_000L, Map.of("gradient_checkpointing", "true"))
                        .holding()
                        .keptLayers())
                .isZero();
        assertThat(plan(16_000_000_000L, Map.of("weights", "streamed")).engine().streamed())
                .isTrue();
    }

    @Test
    void whatDoesNotFitIsSaidWithWhatToDo() {
        assertThat(plan(300_000_000L, Map.of()).words())
                .contains("more than the budget")
                .contains("choose a smaller max_length or lora_r, a smaller base, or a larger memory budget");
        assertThat(plan(1_500_000_000L, Map.of("weights", "resident")).words()).contains("weights=auto");
        assertThat(plan(16_000_000_000L, Map.of()).words()).doesNotContain("more than");
    }

    @Test
    void thePlannerReadsTheSameShapeAsTheTrainer() throws Exception {
        try (var families = java.nio.file.Files.list(Path.of("assets/parity/families"))) {
            for (var family : families.filter(java.nio.file.Files::isDirectory).toList()) {
                var trainer = sam.memory.ModelShape.of(ModelConfig.read(family));
                var planner = sam.planner.ModelShapes.read(family);

                assertThat(planner.parameters()).as("%s", family).isEqualTo(trainer.parameters());
                assertThat(MemoryPlan.scoredTokens(ModelConfig.read(family)))
                        .isEqualTo(sam.memory.RunMemory.scoredTokens(planner));
                var settings = this.settings.with("memory_budget_bytes", "300000000");
                assertThat(MemoryChoice.of(planner, Trained.of(planner, settings), settings, 400))
                        .as("%s", family)
                        .isEqualTo(MemoryChoice.of(trainer, Trained.of(trainer, settings), settings, 400));
                var lora = new LoraShape(
                        16, 2, ModelConfig.read(family).targets(settings.lora().targetModules()), 0);
                assertThat(Trained.of(planner, settings).parameters())
                        .as("%s", family)
                        .isEqualTo(lora.parameters(ModelConfig.read(family)));
                var ranks = Map.of("o_proj", 3, "layers.1.mlp.down_proj", 40);
                var own = new LoraShape(16, 2, lora.targets(), 0, List.of(), false, ranks, Map.of());
                assertThat(Trained.of(planner, settings.with("rank_pattern", "o_proj=3,layers.1.mlp.down_proj=40"))
                                .parameters())
                        .as("%s", family)
                        .isEqualTo(own.parameters(ModelConfig.read(family)));
            }
        }
    }

    @Test
    void theLongestRowAlwaysGoesThroughInOnePiece() {
        for (long budget : new long[] {100_000_000L, 16_000_000_000L}) {
            var plan = MemoryPlan.of(config, shape, settings.with("memory_budget_bytes", Long.toString(budget)), 3000);
            assertThat(plan.holding().tokensPerCall()).isGreaterThanOrEqualTo(3000);
        }
    }

    @Test
    void settingsWrittenBeforeTheEngineHadAChoiceStillRead() throws Exception {
        var old = (tools.jackson.databind.node.ObjectNode) Json.MAPPER.valueToTree(settings);
        old.remove(java.util.List.of("bf16", "gradient_checkpointing", "weights", "memory_budget_bytes"));
        assertThat(Json.MAPPER.treeToValue(old, TrainingSettings.class)).isEqualTo(settings);
    }

    private MemoryPlan plan(long budget, Map<String, String> forced) {
        var all = new java.util.HashMap<>(forced);
        all.put("memory_budget_bytes", Long.toString(budget));
        return MemoryPlan.of(config, shape, settings.with(all), 512);
    }
}
