package sam.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sam.durable.Json;
import sam.model.GgufFile;
import sam.model.GgufNames;
import sam.model.ModelFolder;
import sam.model.files.ModelException;
import sam.model.gguf.GgufHeader;
import sam.model.gguf.GgufType;
import sam.worker.Drift;

/// A Gemma 3 in a GGUF file is the one in its folder: windows, positions, norms and scale.
class Gemma3FileTest {
    private static final List<String> NORMS = List.of(
            "model.norm.weight",
            "model.layers.5.input_layernorm.weight",
            "model.layers.5.self_attn.q_norm.weight",
            "model.layers.5.self_attn.k_norm.weight",
            "model.layers.5.post_attention_layernorm.weight",
            "model.layers.5.pre_feedforward_layernorm.weight",
            "model.layers.5.post_feedforward_layernorm.weight");

    @TempDir
    Path folder;

    /// With 62 layers llama.cpp takes it for the one of 27 billion, whose scale is another.
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 62})
    void onePublishedIsReadAsItself(int layers) throws IOException {
        var model = FamilyCopy.gemma3(layers, folder.resolve("model"));
        var file = FamilyCopy.gguf(model);
        assertThat(ModelFolder.open(file).config())
                .usingRecursiveComparison()
                .isEqualTo(ModelFolder.open(model).config());
        var said = GgufFile.open(file);
        assertThat(said.whole("attention.sliding_window", 0)).isEqualTo(5);
        assertThat(said.metadata().has("gemma3.attention.sliding_window_pattern"))
                .isFalse();
        assertThat(said.metadata().has("gemma3.rope.freq_base_swa")).isFalse();
        var drift = Drift.between(model, List.of(), file);
        assertThat(drift.tokens()).as("more than the window").isGreaterThan(20);
        assertThat(drift.maxLogit()).isLessThan(1e-5);
    }

    @ParameterizedTest
    @CsvSource({
        "sliding_window_pattern, 3, attention.sliding_window_pattern",
        "sliding_window_pattern, 9, attention.sliding_window_pattern",
        "rope_local_base_freq, 50, rope.freq_base_swa",
        "sliding_window_pattern, 1, rope.freq_base"
    })
    void whatIsUnusualIsSaid(String name, int value, String key) throws IOException {
        var model = FamilyCopy.gemma3(8, folder.resolve("model"));
        FamilyCopy.write(model, FamilyCopy.config(model).put(name, value));
        var file = FamilyCopy.gguf(model);
        assertThat(GgufFile.open(file).metadata().has("gemma3." + key)).isTrue();
        assertThat(ModelFolder.open(file).config().layerKinds())
                .isEqualTo(ModelFolder.open(model).config().layerKinds());
        assertThat(Drift.between(model, List.of(), file).maxLogit()).isLessThan(1e-5);
    }

    @Test
    void normsLieInAFileAsWhatLlamaCppMultipliesBy() throws IOException {
        var model = FamilyCopy.gemma3(8, folder.resolve("model"));
        var file = FamilyCopy.gguf(model);
        try (var plain = ModelFolder.open(model).weights();
                var packed = ModelFolder.open(file).weights()) {
            for (var name : NORMS) {
                var own = GgufReaderTest.read(plain, name, 0, 1);
                assertThat(own).as(name).doesNotContain(0f);
                assertThat(GgufReaderTest.read(packed, name, 0, 1)).as(name).containsExactly(own);
                var sums = stored(file, GgufNames.of("gemma3", name));
                for (int i = 0; i < own.length; i++) {
                    assertThat(sums[i]).as(name).isEqualTo(1 + own[i]);
                }
            }
        }
    }

    private static float[] stored(Path file, String name) throws IOException {
        var header = GgufHeader.read(file);
        var entry = java.util.Objects.requireNonNull(header.tensors().get(name));
        var numbers = new float[(int) entry.bytes() / Float.BYTES];
        ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .position((int) (header.dataStart() + entry.offset()))
                .asFloatBuffer()
                .get(numbers);
        return numbers;
    }

    @Test
    void aFileOfAFileIsTheSameFile() throws IOException {
        var once = FamilyCopy.gguf(FamilyCopy.gemma3(8, folder.resolve("model")));
        var twice = folder.resolve("twice.gguf");
        ModelWriter.write(
                new ModelWriter.Order(once, List.of(), twice, GgufType.F32, GgufType.F32, false),
                GgufModelTest.quiet());
        assertThat(twice).hasSameBinaryContentAs(once);
    }

    @Test
    void anotherScaleThanLlamaCppTakesForGrantedIsRefused() throws IOException {
        refused("query_pre_attn_scalar than 6", "{'query_pre_attn_scalar': 9}");
    }

    @Test
    void layersOrPositionsThatNoFileCanNameAreRefused() throws IOException {
        refused(
                "regular order",
                "{'layer_types': ['sliding_attention', 'full_attention', 'sliding_attention', 'sliding_attention']}");
        refused("positions of layers with a window", """
            {'rope_parameters': {'full_attention': {'rope_type': 'default', 'rope_theta': 500.0},
             'sliding_attention': {'rope_type': 'linear', 'factor': 2.0, 'rope_theta': 50.0}}}\
            """);
        refused("llama3", """
            {'sliding_window_pattern': 2, 'rope_scaling': {'rope_type': 'llama3', 'factor': 8.0,
             'low_freq_factor': 1.0, 'high_freq_factor': 4.0, 'original_max_position_embeddings': 32}}\
            """);
        refused("activation", "{'hidden_activation': 'silu'}");
    }

    private void refused(String why, String changes) throws IOException {
        var model = FamilyCopy.gemma3(
                4, folder.resolve(String.valueOf(why.hashCode())).resolve("model"));
        var config = FamilyCopy.config(model);
        Json.MAPPER
                .readTree(changes.replace('\'', '"'))
                .properties()
                .forEach(change -> config.set(change.getKey(), change.getValue()));
        FamilyCopy.write(model, config);
        assertThatThrownBy(() -> FamilyCopy.gguf(model))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(model.toString())
                .hasMessageContaining(why);
    }
}
