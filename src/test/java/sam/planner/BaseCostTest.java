package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

class BaseCostTest {
    private static final TrainingSettings USUAL = TrainingSettings.defaults(Objective.SFT);

    @TempDir
    Path folder;

    @Test
    void aBaseBeyondTheBudgetInMemoryFitsWithItsWeightsOnDisk() throws IOException {
        var oneBillion = folder("1b", 2048, 16, 8192);

        var wide = BaseCost.of(oneBillion, USUAL, 12_000_000_000L);
        assertThat(wide.choice().streamed()).isFalse();
        assertThat(wide.fits()).isTrue();

        var mini = BaseCost.of(oneBillion, USUAL, 2_000_000_000L);
        assertThat(mini.choice().streamed()).isTrue();
        assertThat(mini.fits()).isTrue();
        assertThat(mini.bytes()).isBetween(500e6, 2e9);
        assertThat(mini.tokens()).isEqualTo(USUAL.maxLength());
    }

    @Test
    void whatCannotBeHeldDoesNotFitAndSaysWhatItWouldTake() throws IOException {
        var cost = BaseCost.of(folder("8b", 4096, 32, 14336), USUAL, 600_000_000L);

        assertThat(cost.fits()).isFalse();
        assertThat(cost.bytes()).isGreaterThan(600e6);
    }

    @Test
    void aModelWithoutItsNumbersHasNoCost() throws IOException {
        assertThatThrownBy(() -> BaseCost.of(folder("none", 2048, 0, 8192), USUAL, 2_000_000_000L))
                .isInstanceOf(PlannerException.class)
                .hasMessageContaining("has no num_hidden_layers. The folder is not a complete language model.");
    }

    /// A Llama's description with the header of its weights, which is all that is read.
    private Path folder(String name, int hidden, int layers, int intermediate) throws IOException {
        var made = Files.createDirectory(folder.resolve(name));
        Files.writeString(made.resolve("config.json"), """
            {"model_type": "llama", "hidden_size": %d, "num_hidden_layers": %d, "num_attention_heads": 32,
             "num_key_value_heads": 8, "intermediate_size": %d, "vocab_size": 32000}
            """.formatted(hidden, layers, intermediate));
        var header = "{\"lm_head.weight\":{\"dtype\":\"BF16\",\"shape\":[32000,%d],\"data_offsets\":[0,%d]}}"
                .formatted(hidden, 64_000L * hidden)
                .getBytes(StandardCharsets.UTF_8);
        var file = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        Files.write(made.resolve("model.safetensors"), file.array());
        return made;
    }
}
