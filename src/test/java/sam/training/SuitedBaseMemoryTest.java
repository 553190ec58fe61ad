package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.LoraShape;
import sam.durable.Json;
import sam.engine.EngineOptions;
import sam.hub.SuitedBase;
import sam.model.ModelConfig;
import sam.protocol.LoraSettings;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;
import tools.jackson.databind.node.ObjectNode;

/// The costs in the table of suited bases are what the trainer itself expects for models of those published shapes.
class SuitedBaseMemoryTest {
    /// Hidden, layers, heads, key-value heads, head size, intermediate, vocabulary.
    private static final Map<String, int[]> SHAPES = Map.ofEntries(
            Map.entry("HuggingFaceTB/SmolLM2-135M-Instruct", new int[] {576, 30, 9, 3, 64, 1536, 49152}),
            Map.entry("HuggingFaceTB/SmolLM2-360M-Instruct", new int[] {960, 32, 15, 5, 64, 2560, 49152}),
            Map.entry("HuggingFaceTB/SmolLM2-1.7B-Instruct", new int[] {2048, 24, 32, 32, 64, 8192, 49152}),
            Map.entry("Qwen/Qwen2.5-0.5B-Instruct", new int[] {896, 24, 14, 2, 64, 4864, 151936}),
            Map.entry("Qwen/Qwen2.5-1.5B-Instruct", new int[] {1536, 28, 12, 2, 128, 8960, 151936}),
            Map.entry("Qwen/Qwen3-0.6B", new int[] {1024, 28, 16, 8, 128, 3072, 151936}),
            Map.entry("Qwen/Qwen3-1.7B", new int[] {2048, 28, 16, 8, 128, 6144, 151936}),
            Map.entry("google/gemma-3-1b-it", new int[] {1152, 26, 4, 1, 256, 6912, 262144}),
            Map.entry("meta-llama/Llama-3.2-1B-Instruct", new int[] {2048, 16, 32, 8, 64, 8192, 128256}),
            Map.entry("allenai/OLMo-2-0425-1B-Instruct", new int[] {2048, 16, 16, 16, 128, 8192, 100352}),
            Map.entry("ibm-granite/granite-3.3-2b-instruct", new int[] {2048, 40, 32, 8, 64, 8192, 49159}));

    private static final String[] NAMES = {
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "num_key_value_heads",
        "head_dim",
        "intermediate_size",
        "vocab_size"
    };

    @TempDir
    private Path folder;

    @Test
    void theCostsAreWhatTheTrainerExpects() throws Exception {
        var settings = TrainingSettings.defaults(Objective.SFT)
                .with(Map.of("weights", "streamed", "memory_budget_bytes", Long.toString(SuitedBase.BUDGET_BYTES)));
        var lora = new LoraShape(SuitedBase.RANK, 1, LoraSettings.ALL_LINEARS, 0);
        var expected = new LinkedHashMap<String, Long>();
        for (var base : SuitedBase.all()) {
            var config = config(base);
            assertThat((double) base.parameters())
                    .as(base.id())
                    .isCloseTo(EngineOptions.parameters(config), within(0.002 * base.parameters()));
            expected.put(
                    base.id(),
                    MemoryPlan.of(config, lora, settings, SuitedBase.TOKENS).expectedBytes());
        }
        assertThat(SuitedBase.all())
                .as(expected.toString())
                .allSatisfy(base -> assertThat((double) base.trainingBytes())
                        .isCloseTo(expected.get(base.id()), within(0.15 * base.trainingBytes())));
    }

    private ModelConfig config(SuitedBase base) throws Exception {
        var family =
                base.family().equals("llama") ? "llama-linear" : base.family().replace("gemma3_text", "gemma3");
        var json = (ObjectNode)
                Json.MAPPER.readTree(Files.readAllBytes(Path.of("assets/parity/families", family, "config.json")));
        for (int i = 0; i < NAMES.length; i++) {
            json.put(NAMES[i], SHAPES.get(base.id())[i]);
        }
        json.put("max_position_embeddings", 4096);
        json.put("tie_word_embeddings", !base.family().equals("olmo2"));
        json.remove("layer_types");
        Files.write(folder.resolve("config.json"), Json.pretty(json));
        return ModelConfig.read(folder);
    }
}
