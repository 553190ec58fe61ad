package sam.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import sam.packing.StepPlan;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

class ScheduleTest {
    private static final Offset<Double> EXACT = Offset.offset(1e-15);

    private static Schedule schedule(String type, String warmup, long total) {
        return Schedule.of(
                TrainingSettings.defaults(Objective.SFT)
                        .with("learning_rate", "1")
                        .with("lr_scheduler_type", type)
                        .with("warmup_steps", warmup),
                total);
    }

    @Test
    void linearFallsFromThePeakToZeroAfterARisingWarmUp() {
        var schedule = schedule("linear", "2", 6);
        double[] expected = {0, 0.5, 1, 0.75, 0.5, 0.25, 0};
        for (int step = 0; step < expected.length; step++) {
            assertThat(schedule.rate(step)).isEqualTo(expected[step], EXACT);
        }
    }

    @Test
    void cosineIsHalfAtTheMiddle() {
        var schedule = schedule("cosine", "0", 8);
        assertThat(schedule.rate(0)).isEqualTo(1, EXACT);
        assertThat(schedule.rate(4)).isEqualTo(0.5, EXACT);
        assertThat(schedule.rate(2)).isEqualTo(0.5 * (1 + Math.cos(Math.PI / 4)), EXACT);
    }

    @Test
    void constantKnowsNoWarmUpAndItsSisterDoes() {
        assertThat(schedule("constant", "5", 10).rate(0)).isEqualTo(1);
        assertThat(schedule("constant_with_warmup", "5", 10).rate(0)).isZero();
        assertThat(schedule("constant_with_warmup", "5", 10).rate(7)).isEqualTo(1);
    }

    @Test
    void aWarmUpBelowOneIsAShareOfAllStepsRoundedUp() {
        assertThat(schedule("linear", "0.1", 21).warmup()).isEqualTo(3);
        assertThat(schedule("linear", "1", 21).warmup()).isEqualTo(1);
        assertThat(schedule("linear", "2.9", 21).warmup()).isEqualTo(2);
    }

    @Test
    void everyEpochSeesEveryRowOnceInAnOrderOfItsOwn() {
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            int rows = 1 + random.nextInt(60);
            var settings = TrainingSettings.defaults(Objective.SFT)
                    .with("per_device_train_batch_size", Integer.toString(1 + random.nextInt(7)))
                    .with("gradient_accumulation_steps", Integer.toString(1 + random.nextInt(4)))
                    .with("num_train_epochs", "3")
                    .with("seed", Integer.toString(i));
            var plan = StepPlan.of(Objective.SFT, settings, rows);
            long perEpoch = plan.steps() / 3;
            for (int epoch = 0; epoch < 3; epoch++) {
                var seen = new HashSet<Integer>();
                for (long step = epoch * perEpoch + 1; step <= (epoch + 1) * perEpoch; step++) {
                    for (int row : plan.rowsOf(step)) {
                        assertThat(seen.add(row)).isTrue();
                    }
                }
                assertThat(seen).hasSize(rows);
            }
            var inTurn = plan.stepRows();
            for (long step : new long[] {1, perEpoch, perEpoch + 1, 3 * perEpoch, 2, perEpoch + 1, 1}) {
                if (step <= plan.steps()) {
                    assertThat(inTurn.of(step))
                            .as("step %d, also after going back", step)
                            .containsExactly(plan.rowsOf(step));
                }
            }
            assertThat(plan.epochAfter(plan.steps())).isEqualTo(3.0);
            if (rows > 20) {
                assertThat(plan.order(0)).isNotEqualTo(plan.order(1));
            }
        }
    }

    @Test
    void withoutShufflingTheFilesOrderIsKeptAndTheLastGroupIsAStepOfItsOwn() {
        var plan = StepPlan.of(
                Objective.SFT,
                TrainingSettings.defaults(Objective.SFT)
                        .with("shuffle_dataset", "false")
                        .with("per_device_train_batch_size", "2")
                        .with("gradient_accumulation_steps", "2")
                        .with("num_train_epochs", "2"),
                7);

        assertThat(plan.steps()).isEqualTo(4);
        assertThat(plan.rowsOf(1)).containsExactly(0, 1, 2, 3);
        assertThat(plan.rowsOf(2)).containsExactly(4, 5, 6);
        assertThat(plan.rowsOf(3)).containsExactly(0, 1, 2, 3);
        assertThat(plan.epochAfter(1)).isEqualTo(0.5);
        assertThat(plan.epochAfter(2)).isEqualTo(1.0);
    }
}
