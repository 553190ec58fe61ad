package sam.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.AdapterFolder;
import sam.adapters.AdapterStack;
import sam.model.ModelConfig;
import sam.model.files.ModelException;
import sam.model.files.SafetensorsFile;

/// Adapters on bases whose linears are not Llama's.
class FamilyAdapterTest {
    private static final Path FAMILIES = Path.of("assets/parity/families");

    @TempDir
    Path folder;

    @Test
    void aLoraOnFusedLinearsIsExportedAsPeftKnowsIt() throws Exception {
        var phi = FAMILIES.resolve("phi3");
        var adapter = phi.resolve("adapter");
        var config = ModelConfig.read(phi);
        AdapterStack.export(phi, List.of(adapter, adapter), folder.resolve("stack"));

        var stack = AdapterFolder.read(folder.resolve("stack"), config);
        assertThat(stack.targets()).containsExactly("qkv_proj", "o_proj", "gate_up_proj", "down_proj");
        assertThat(stack.rank()).isEqualTo(4);
        try (var before = SafetensorsFile.open(AdapterFolder.weights(adapter));
                var after = SafetensorsFile.open(AdapterFolder.weights(folder.resolve("stack")))) {
            assertThat(after.names()).containsExactlyInAnyOrderElementsOf(before.names());
        }
        assertThat(logits(phi, List.of(folder.resolve("stack"))))
                .containsExactly(logits(phi, List.of(adapter, adapter)), Offset.offset(1e-5f));
    }

    @Test
    void anAdapterForSplitLinearsDoesNotGoOnFusedOnesNorTheOtherWay() throws Exception {
        assertThatThrownBy(() -> read("phi3", "qwen2"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("belongs to another base")
                .hasMessageContaining("the linears of this Phi-3 model are qkv_proj, o_proj, gate_up_proj, down_proj")
                .hasMessageEndingWith("Choose the base it was trained on.");
        assertThatThrownBy(() -> read("qwen2", "phi3"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("it sits on gate_up_proj, but the linears of this Qwen2 model are q_proj,");
    }

    @Test
    void aTensorOnSplitLinearsIsRefusedThoughTheConfigNamesFusedOnes() throws Exception {
        var mixed = folder.resolve("mixed");
        Files.createDirectories(mixed);
        Files.copy(FAMILIES.resolve("phi3/adapter/adapter_config.json"), mixed.resolve("adapter_config.json"));
        Files.copy(AdapterFolder.weights(FAMILIES.resolve("qwen2/adapter")), AdapterFolder.weights(mixed));
        assertThatThrownBy(() -> AdapterFolder.read(mixed, ModelConfig.read(FAMILIES.resolve("phi3"))))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("belongs to another base")
                .hasMessageContaining(".lora_A.weight");
    }

    @Test
    void anAdapterWithAnotherHeadSizeIsRefused() {
        assertThatThrownBy(() -> read("mistral", "qwen2"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has the shape");
    }

    private static void read(String model, String adapter) throws Exception {
        AdapterFolder.read(FAMILIES.resolve(adapter).resolve("adapter"), ModelConfig.read(FAMILIES.resolve(model)));
    }

    private static float[] logits(Path model, List<Path> adapters) throws Exception {
        try (var loaded = LoadedModel.open(model, adapters);
                var step = loaded.scope().inner()) {
            var batch = TokenBatch.of(step, List.of(new int[] {5, 9, 31, 2, 17, 8}));
            return loaded.pass().logits(batch, new long[] {2, 5}, step).toFloatArray();
        }
    }
}
