package sam.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sam.model.ModelFamily;
import sam.model.ModelFolder;
import sam.model.WeightMap;

/// Every architecture against what transformers and PEFT answer on a small random model of it.
class FamilyParityTest {
    private static final Path FAMILIES = Path.of("assets/parity/families");

    static Stream<String> families() throws IOException {
        try (var folders = Files.list(FAMILIES)) {
            return folders
                    .filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void logitsLossGradientsAndTextAgreeWithTransformersAndPeft(String family) throws Exception {
        var folder = FAMILIES.resolve(family);
        var checks = Parity.check(folder, folder);
        var config = ModelFolder.open(folder).config();
        assertThat(checks).extracting(Parity.Check::name).contains("logits", "greedy", "sft.loss");
        assertThat(checks)
                .filteredOn(check -> check.name().startsWith("sft.grad."))
                .hasSize(2 * config.layers() * config.linears().size());
        assertThat(checks).filteredOn(check -> !check.ok()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyTensorOfTheFileHasItsPlaceInTheModel(String family) throws Exception {
        var folder = ModelFolder.open(FAMILIES.resolve(family));
        var named = new WeightMap(folder.config())
                .parts().stream().map(WeightMap.Part::tensor).toList();
        try (var weights = folder.weights();
                var file = sam.model.files.SafetensorsFile.open(folder.root().resolve("model.safetensors"))) {
            assertThat(named).containsExactlyInAnyOrderElementsOf(file.names());
            assertThat(weights.has(named.getFirst())).isTrue();
        }
    }

    @Test
    void thereIsAModelOfEveryFamily() throws Exception {
        var covered = new java.util.ArrayList<ModelFamily>();
        for (var family : families().toList()) {
            covered.add(ModelFolder.open(FAMILIES.resolve(family)).config().family());
        }
        assertThat(covered).contains(ModelFamily.values());
    }
}
