package sam.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainerStateTest {
    @Test
    void anEvaluationThatIsHardlyBetterIsTheBestAndStillCountsAsStale() {
        var standing = TrainerState.NEW.evaluated(1, 1.0, 0.1).evaluated(2, 0.95, 0.1);
        assertThat(standing.bestLoss()).isEqualTo(0.95);
        assertThat(standing.bestStep()).isEqualTo(2);
        assertThat(standing.stale()).isEqualTo(1);

        assertThat(standing.evaluated(3, 0.9, 0.1).stale()).isEqualTo(2);
        assertThat(standing.evaluated(3, 0.8, 0.1).stale()).isZero();
        assertThat(standing.evaluated(3, 0.94, 0).stale()).isZero();
        assertThat(standing.evaluated(3, Double.NaN, 0).bestStep()).isEqualTo(2);
    }
}
