package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sam.library.BaseModel;
import sam.model.ModelFamily;
import sam.model.files.SafetensorsFile;

class ModelShapesTest {
    private static final String CONFIG = """
        {"model_type":"llama","hidden_size":64,"intermediate_size":172,"num_hidden_layers":5,
         "num_attention_heads":8,"num_key_value_heads":4,"vocab_size":512,"tie_word_embeddings":true}
        """;

    @TempDir
    Path folder;

    @Test
    void aFolderIsReadFromItsConfigAndHeadersAlone() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        weights("""
            {"__metadata__":{"format":"pt"},
             "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
             "b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]}}\
            """, 32);

        var shape = ModelShapes.read(folder);

        assertThat(shape.headWidth()).isEqualTo(8);
        assertThat(shape.keyValueWidth()).isEqualTo(32);
        assertThat(shape.parameters()).isEqualTo(512 * 64 + 5 * (64 * 64 * 3 + 3 * 64 * 172 + 128) + 64);
        assertThat(shape.fileBytes()).isEqualTo(32);
        assertThat(shape.largestTensorBytes()).isEqualTo(24);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-bias",
                "llama-linear",
                "mistral",
                "qwen2",
                "qwen3",
                "smollm3",
                "granite",
                "olmo2",
                "phi3",
                "phi3-longrope",
                "gemma3"
            })
    void everyFamilyTheEngineTrainsIsCountedAndAccepted(String family) throws IOException {
        var folder = Path.of("assets/parity/families", family);
        var shape = ModelShapes.read(folder);
        long weights = 0;
        try (var file = SafetensorsFile.open(folder.resolve("model.safetensors"))) {
            for (var name : file.names()) {
                weights += file.shape(name).stream().reduce(1L, (a, b) -> a * b);
            }
        }
        // not every norm is counted, and in a model as small as these they weigh
        assertThat(shape.parameters()).isCloseTo(weights, withPercentage(3));
        var base = BaseModel.read(folder);
        assertThat(ModelFamily.choice()).contains(base.architecture());
        assertThat(base.layers()).isEqualTo(shape.layers());
    }

    @Test
    void whatIsMissingIsSaidInASentence() throws IOException {
        refused("has no config.json");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"mamba\"}");
        weights("{}", 0);
        refused("family mamba");
        Files.writeString(folder.resolve("config.json"), CONFIG.replace("64", "0"));
        refused("has no hidden_size");
        Files.writeString(folder.resolve("config.json"), "not json");
        refused("cannot be read");
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.delete(folder.resolve("model.safetensors"));
        refused("no .safetensors file");
    }

    @Test
    void aHeaderThatLiesAboutItsLengthIsRefused() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.write(folder.resolve("model.safetensors"), new byte[] {1, 2, 3});
        refused("cut short");
        var lie = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        Files.write(folder.resolve("model.safetensors"), lie.array());
        refused("is damaged");
    }

    private void refused(String sentence) {
        assertThatThrownBy(() -> ModelShapes.read(folder))
                .isInstanceOf(PlannerException.class)
                .hasMessageContaining(sentence);
    }

    private void weights(String header, int data) throws IOException {
        var bytes = header.getBytes(StandardCharsets.UTF_8);
        var file = ByteBuffer.allocate(8 + bytes.length + data).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(bytes.length).put(bytes);
        Files.write(folder.resolve("model.safetensors"), file.array());
    }
}
