package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfCheckTest {
    @TempDir
    Path cache;

    @Test
    void theEngineOfThisMachineGivesTheRecordedGradients() throws IOException {
        assertThat(SelfCheck.error()).isBetween(0.0, 1e-5);
    }

    @Test
    void whatPassedOnceIsNotAskedAgain() throws IOException {
        var passed = cache.resolve("sam/self-check.passed");
        SelfCheck.require(passed, expected());
        assertThat(passed).content().hasLineCount(1);
        SelfCheck.require(passed, expected());
        assertThat(passed).content().hasLineCount(1);
    }

    @Test
    void anEngineWithOtherGradientsIsRefusedEvenWhereAnotherPassed() throws IOException {
        var passed = cache.resolve("self-check.passed");
        SelfCheck.require(passed, expected());
        var other = expected().replaceFirst("(v_proj.lora_B.weight\": \\[)[^,]+", "$19");
        assertThat(other).isNotEqualTo(expected());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> SelfCheck.require(passed, other))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("computes wrong gradients")
                    .hasMessageContaining("run sam check");
        }
        assertThatThrownBy(() -> SelfCheck.require(passed, expected().replace("down_proj.lora_A", "down_proj.lora_X")))
                .as("a tensor without a recorded gradient does not pass")
                .isInstanceOf(TrainingException.class);
    }

    private static String expected() throws IOException {
        return Files.readString(Path.of("src/main/resources/sam/training/self-check.json"));
    }
}
