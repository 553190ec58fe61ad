package sam.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
    @Test
    void theIntervalIsMeanPlusMinusTwoStandardErrors() {
        var gain = PairedDifference.of(new double[] {0, 0, 0, 0}, new double[] {1, 1, 1, 0}, false);
        // Differences 1 1 1 0: mean 0.75, sample deviation 0.5, standard error 0.25.
        assertThat(gain.mean()).isEqualTo(0.75);
        assertThat(gain.low()).isCloseTo(0.75 - 1.959964 * 0.25, within(1e-12));
        assertThat(gain.high()).isCloseTo(0.75 + 1.959964 * 0.25, within(1e-12));
    }

    @Test
    void lowerIsAGainWhereLowerIsBetter() {
        var gain = PairedDifference.of(new double[] {3, 4}, new double[] {1, 1}, true);
        assertThat(gain.mean()).isEqualTo(2.5);
    }

    @Test
    void theIntervalHoldsTheTrueDifferenceAboutNineteenTimesInTwenty() {
        var random = new Random(7);
        int held = 0;
        for (int trial = 0; trial < 2_000; trial++) {
            var before = new double[200];
            var after = new double[200];
            for (int i = 0; i < before.length; i++) {
                before[i] = random.nextGaussian();
                after[i] = before[i] + 0.1 + random.nextGaussian();
            }
            var gain = PairedDifference.of(before, after, false);
            held += gain.low() <= 0.1 && 0.1 <= gain.high() ? 1 : 0;
        }
        assertThat(held / 2_000.0).isBetween(0.935, 0.965);
    }
}
