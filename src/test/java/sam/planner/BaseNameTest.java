package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import sam.project.SampleProject;

class BaseNameTest {
    @Test
    void aFolderOrFileIsCalledByItsName() {
        assertThat(BaseName.of(Path.of("models/Qwen3-0.6B"))).isEqualTo("Qwen3-0.6B");
        assertThat(BaseName.of(Path.of("/m/tiny-q8_0.gguf"))).isEqualTo("tiny-q8_0.gguf");
    }

    @Test
    void aSnapshotOfTheHubIsCalledByItsModelAndNotByItsHash() {
        assertThat(BaseName.of(
                        Path.of("/c/hub/models--HuggingFaceTB--SmolLM2-135M/snapshots/93efa2f097d58c2a74874c7e")))
                .isEqualTo("HuggingFaceTB/SmolLM2-135M");
    }

    @Test
    void theBundledBaseIsNotCalledBase() {
        assertThat(BaseName.of(SampleProject.assets().resolve("base"))).doesNotContain("base");
        assertThat(BaseName.of(Path.of("/elsewhere/base"))).isEqualTo("base");
    }
}
