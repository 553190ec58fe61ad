package sam.packing;

import java.util.Random;
import java.util.function.Consumer;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// Which rows each optimiser step sees: a pure function of the seed, so that a resumed run needs no saved position.
///
/// An epoch's last step takes what is left of it. With `fixed`, every epoch has the order of the first. Steps are
/// counted from 1.
public record StepPlan(int rows, int rowsPerStep, int batch, long seed, boolean shuffle, boolean fixed, long steps) {
    public static StepPlan of(Objective objective, TrainingSettings settings, int rows) {
        int batch = settings.batches().perDeviceTrainBatchSize();
        int accumulation = settings.batches().gradientAccumulationSteps();
        long perEpoch = ceil(ceil(rows, batch), accumulation);
        long steps = settings.batches().maxSteps() > 0
                ? settings.batches().maxSteps()
                : (long) Math.ceil(settings.batches().numTrainEpochs() * perEpoch);
        return new StepPlan(
                rows,
                batch * accumulation,
                batch,
                settings.batches().seed(),
                settings.batches().shuffleDataset(),
                objective.keepsOrder(),
                Math.max(1, steps));
    }

    /// The rows of its steps, for somebody who takes one after the other: an epoch is shuffled once.
    public StepRows stepRows() {
        return new StepRows(this);
    }

    /// The indices of the rows of a step.
    public int[] rowsOf(long step) {
        return rowsOf(step, order(epochOf(step)));
    }

    long epochOf(long step) {
        return (step - 1) / stepsPerEpoch();
    }

    int[] rowsOf(long step, int[] order) {
        int from = (int) ((step - 1) % stepsPerEpoch()) * rowsPerStep;
        return java.util.Arrays.copyOfRange(order, from, Math.min(rows, from + rowsPerStep));
    }

    public long stepsPerEpoch() {
        return ceil(rows, rowsPerStep);
    }

    /// The rows of the first steps, one step after the other: as many whole epochs as hold `most` rows, or all steps.
    public void first(long most, Consumer<int[]> steps) {
        long until = Math.min(this.steps, ceil(Math.max(most, rows), rows) * stepsPerEpoch());
        var order = new int[0];
        for (long step = 1; step <= until; step++) {
            if ((step - 1) % stepsPerEpoch() == 0) {
                order = order(epochOf(step));
            }
            steps.accept(rowsOf(step, order));
        }
    }

    /// How many epochs are done after a step, with its fraction, counted in batches as Hugging Face does.
    public double epochAfter(long step) {
        long perEpoch = stepsPerEpoch();
        long batches = ceil(rows, batch);
        long inEpoch = (step - 1) % perEpoch + 1;
        return (step - 1) / perEpoch + Math.min(1, (double) inEpoch * (rowsPerStep / batch) / batches);
    }

    /// A permutation of all rows from the seed and the epoch, or the file's own order.
    public int[] order(long epoch) {
        var order = new int[rows];
        for (int i = 0; i < rows; i++) {
            order[i] = i;
        }
        if (shuffle) {
            var random = new Random(mix(seed, fixed ? 0 : epoch));
            for (int i = rows - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int other = order[j];
                order[j] = order[i];
                order[i] = other;
            }
        }
        return order;
    }

    /// A seed of its own for each number of a run (SplitMix64's finaliser).
    public static long mix(long seed, long number) {
        long z = seed + 0x9E3779B97F4A7C15L * (number + 1);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long ceil(long a, long b) {
        return (a + b - 1) / b;
    }
}
