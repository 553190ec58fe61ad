package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.model.SparseModel;
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
        assertThat(mini.tokens()).isEqualTo(USUAL.batches().maxLength());
    }

    @Test
    void whatCannotBeHeldDoesNotFitAndSaysWhatItWouldTake() throws IOException {
        var cost = BaseCost.of(folder("8b", 4096, 32, 14336), USUAL, 600_000_000L);

        assertThat(cost.fits()).isFalse();
        assertThat(cost.bytes()).isGreaterThan(600e6);
    }

    @Test
    void aModelWithoutItsNumbersHasNoCost() throws IOException {
        var none = folder("none", 2048, 16, 8192);
        var config = none.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"num_hidden_layers\": 16,", ""));
        assertThatThrownBy(() -> BaseCost.of(none, USUAL, 2_000_000_000L))
                .isInstanceOf(PlannerException.class)
                .hasMessageContaining("num_hidden_layers");
    }

    private Path folder(String name, int hidden, int layers, int intermediate) throws IOException {
        return SparseModel.write(folder.resolve(name), """
            {"model_type": "llama", "hidden_size": %d, "num_hidden_layers": %d, "num_attention_heads": 32,
             "num_key_value_heads": 8, "intermediate_size": %d, "vocab_size": 32000}
            """.formatted(hidden, layers, intermediate));
    }
}
