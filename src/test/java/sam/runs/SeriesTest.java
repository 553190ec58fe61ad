package sam.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sam.runs.RunReading.Finding;

class SeriesTest {
    @Test
    void thinningKeepsTheExtremesTheOrderAndTheBound() {
        var random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int n = 1 + random.nextInt(5000);
            int width = 1 + random.nextInt(700);
            var x = new double[n];
            var y = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = i;
                y[i] = random.nextInt(50) == 0 ? Double.NaN : random.nextGaussian();
            }
            y[random.nextInt(n)] = 1;

            var thin = LossSeries.decimate(x, y, width);

            assertThat(thin.size()).isLessThanOrEqualTo(Math.max(2 * width, 1));
            assertThat(Arrays.stream(thin.y()).max())
                    .isEqualTo(Arrays.stream(y).filter(Double::isFinite).max());
            assertThat(Arrays.stream(thin.y()).min())
                    .isEqualTo(Arrays.stream(y).filter(Double::isFinite).min());
            assertThat(thin.x()).isSorted();
            for (int i = 0; i < thin.size(); i++) {
                assertThat(thin.y()[i]).isEqualTo(y[(int) thin.x()[i]]);
            }
        }
    }

    @Test
    void smoothingStartsAtTheFirstValueAndFollowsAChange() {
        var values = new double[400];
        Arrays.fill(values, 0, 200, 3);
        Arrays.fill(values, 200, 400, 1);
        values[100] = Double.NaN;

        var smooth = Smoothing.ema(values, 10);

        assertThat(smooth[0]).isEqualTo(3);
        assertThat(smooth[100]).isEqualTo(smooth[99]);
        assertThat(smooth[209]).as("after one half-life").isBetween(1.9, 2.1);
        assertThat(smooth[399]).isBetween(1.0, 1.001);
    }

    @Test
    void theRemainingTimeCoversRunsThatDrift() {
        var random = new Random(5);
        int covered = 0;
        int rounds = 300;
        for (int round = 0; round < rounds; round++) {
            int total = 400;
            double drift = 1 + 0.1 * random.nextGaussian();
            var recorder = new StepSeries.Recorder();
            double rest = 0;
            for (int step = 1; step <= total; step++) {
                double speed = step <= 200 ? 1 : drift;
                double seconds = speed * (0.5 + 0.1 * random.nextDouble());
                if (step <= 200) {
                    recorder.add(step(step, seconds));
                } else {
                    rest += seconds;
                }
            }
            var eta = Eta.of(recorder.snapshot(), total).orElseThrow();
            if (Math.abs(eta.left().toMillis() / 1000.0 - rest) < 0.25 * rest) {
                covered++;
            }
        }
        assertThat(covered).isGreaterThan((int) (0.95 * rounds));
    }

    @Test
    void aPauseDoesNotStretchTheRemainingTime() {
        var recorder = new StepSeries.Recorder();
        for (int step = 1; step <= 100; step++) {
            recorder.add(step(step, step == 60 ? 900 : 0.5));
        }

        assertThat(Eta.of(recorder.snapshot(), 200).orElseThrow().left())
                .isBetween(Duration.ofSeconds(45), Duration.ofSeconds(55));
        assertThat(Eta.of(recorder.snapshot(), 100)).as("nothing is left").isEmpty();
        assertThat(Eta.of(StepSeries.EMPTY, 100)).as("nothing is known").isEmpty();
    }

    @Test
    void theReadingSaysWhatTheNumbersSay() {
        assertThat(RunReading.of(losses(5, i -> 2))).containsExactly(new Finding.TooEarly(5));
        assertThat(RunReading.of(losses(200, i -> 3 - 0.01 * i)).getFirst()).isInstanceOf(Finding.Falling.class);
        assertThat(RunReading.of(losses(200, i -> 1 + 0.01 * i)).getFirst()).isInstanceOf(Finding.Rising.class);
        var random = new Random(2);
        assertThat(RunReading.of(losses(200, i -> 1 + 0.3 * random.nextGaussian()))
                        .getFirst())
                .isInstanceOf(Finding.Level.class);
        assertThat(RunReading.of(losses(200, i -> 4 * Math.exp(-0.05 * i))).getFirst())
                .as("from 4 it came to 0.001: a further fall is none")
                .isInstanceOf(Finding.Level.class);
        assertThat(RunReading.of(losses(30, i -> i == 20 ? Double.NaN : 1)))
                .containsExactly(new Finding.NotANumber(21));
    }

    @Test
    void aLossThatJumpsHasNotLevelledOff() {
        for (int newest : new int[] {1, 2, 3, 8, 20}) {
            var random = new Random(newest);
            var found = RunReading.of(losses(100, i -> (i >= 100 - newest ? 3.2 : 1.2) + 0.05 * random.nextGaussian()))
                    .getFirst();
            assertThat(found).as("%s steps since", newest).isInstanceOf(Finding.Jumped.class);
            var jumped = (Finding.Jumped) found;
            assertThat(jumped.step()).isEqualTo(101 - newest);
            assertThat(jumped.before()).isBetween(1.1, 1.3);
            assertThat(jumped.since()).isBetween(3.0, 3.4);
        }
        assertThat(RunReading.of(losses(100, i -> i < 90 ? 2 : 1)).getFirst())
                .as("an epoch that begins anew")
                .isEqualTo(new Finding.Jumped(91, 2, 1));
    }

    private static StepSeries losses(int count, java.util.function.IntToDoubleFunction loss) {
        var recorder = new StepSeries.Recorder();
        for (int i = 0; i < count; i++) {
            recorder.add(RunWatchTest.step(i + 1, loss.applyAsDouble(i)));
        }
        return recorder.snapshot();
    }

    private static sam.protocol.WorkerEvent.Step step(long step, double seconds) {
        return new sam.protocol.WorkerEvent.Step(
                step, 1, 0.5, 1e-4, 100 * step, 0.1 * step, seconds, 200, 1_000_000L, sam.protocol.Rewards.NONE);
    }
}
