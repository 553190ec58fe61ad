package sam.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ParityTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @Test
    void gradientsLossesStepsAndTextAgreeWithTransformersPeftAndTrl() throws Exception {
        var checks = Parity.check(ORACLE.resolve("model"), ORACLE);

        assertThat(checks).extracting(Parity.Check::name).contains("logits", "greedy", "dpo.zero.margin");
        assertThat(checks)
                .filteredOn(check -> check.name().startsWith("sft.grad."))
                .hasSize(28);
        assertThat(checks)
                .filteredOn(check -> check.name().startsWith("dpo_sft.grad."))
                .hasSize(28);
        assertThat(checks).filteredOn(check -> !check.ok()).isEmpty();
    }

    @Test
    void everyObjectiveAndRanksByPlaceAgreeWithTrlAndPeft() throws Exception {
        var checks = Parity.check(ORACLE.resolve("model"), ORACLE.resolve("objectives"));

        assertThat(checks)
                .extracting(Parity.Check::name)
                .contains(
                        "kto.kl",
                        "kto_weighted.loss",
                        "apo_zero_unpaired.rewards_rejected",
                        "kto_steps.kl.3",
                        "orpo.asked.loss",
                        "cpo_simpo.accuracy",
                        "patterned.logits",
                        "rslora.loss");
        assertThat(checks).filteredOn(check -> check.name().contains(".grad.")).hasSize(11 * 28);
        assertThat(checks).filteredOn(check -> !check.ok()).isEmpty();
    }
}
