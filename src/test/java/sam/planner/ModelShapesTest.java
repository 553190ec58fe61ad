package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sam.model.ModelFamily;
import sam.model.files.SafetensorsFile;

class ModelShapesTest {
    @TempDir
    Path folder;

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
        assertThat(shape.fileBytes()).isEqualTo(weights * 2);
    }

    @Test
    void whatTheEngineRefusesCannotBePlanned() throws IOException {
        copy("qwen3");
        var config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"qwen3\"", "\"mamba\""));
        assertThatThrownBy(() -> ModelShapes.read(folder))
                .isInstanceOf(PlannerException.class)
                .hasMessageContaining("mamba")
                .hasMessageContaining(ModelFamily.choice());
    }

    private void copy(String family) throws IOException {
        try (var files = Files.list(Path.of("assets/parity/families", family))) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }
}
