package sam.runs;

import java.util.Arrays;
import sam.protocol.WorkerEvent.Step;

/// The steps of a run in primitive arrays, one array a quantity, oldest first. A value never changes once it is
/// visible: [Recorder] grows new arrays, so a series can be read on any thread.
public final class StepSeries {
    /// What is drawn and read of a step.
    public enum Quantity {
        LOSS,
        GRAD_NORM,
        LEARNING_RATE,
        TOKENS_PER_SECOND,
        MEMORY_BYTES,
        SECONDS,
        MARGIN,
        ACCURACY
    }

    private static final int QUANTITIES = Quantity.values().length;

    public static final StepSeries EMPTY = new StepSeries(new double[0], new double[QUANTITIES][0], 0, 0);

    private final double[] steps;
    private final double[][] values;
    private final int size;
    private final long tokens;

    private StepSeries(double[] steps, double[][] values, int size, long tokens) {
        this.steps = steps;
        this.values = values;
        this.size = size;
        this.tokens = tokens;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /// Tokens trained on so far, without padding.
    public long tokens() {
        return tokens;
    }

    public long lastStep() {
        return size == 0 ? 0 : (long) steps[size - 1];
    }

    public double step(int index) {
        return steps[index];
    }

    public double value(Quantity quantity, int index) {
        return values[quantity.ordinal()][index];
    }

    public double last(Quantity quantity) {
        return size == 0 ? Double.NaN : value(quantity, size - 1);
    }

    /// The step numbers, as long as [#size()].
    public double[] steps() {
        return Arrays.copyOf(steps, size);
    }

    public double[] values(Quantity quantity) {
        return Arrays.copyOf(values[quantity.ordinal()], size);
    }

    /// Whether pairs were trained, so that there are margins and accuracies.
    public boolean hasPairs() {
        return size > 0 && !Double.isNaN(value(Quantity.MARGIN, size - 1));
    }

    /// Collects steps as they come; a step that was made again replaces the old one and all after it.
    public static final class Recorder {
        private double[] steps = new double[256];
        private double[][] values = new double[QUANTITIES][256];
        private int size;
        private long tokens;

        public void add(Step step) {
            if (size > 0 && step.step() <= steps[size - 1]) {
                rewind(step.step());
            }
            if (size == steps.length) {
                copyTo(2 * size);
            }
            steps[size] = step.step();
            set(Quantity.LOSS, step.loss());
            set(Quantity.GRAD_NORM, step.gradNorm());
            set(Quantity.LEARNING_RATE, step.learningRate());
            set(Quantity.TOKENS_PER_SECOND, step.tokensPerSecond());
            set(Quantity.MEMORY_BYTES, step.memoryBytes());
            set(Quantity.SECONDS, step.seconds());
            set(Quantity.MARGIN, orNaN(step.rewards().margin()));
            set(Quantity.ACCURACY, orNaN(step.rewards().accuracy()));
            tokens = step.numTokens();
            size++;
        }

        /// Forgets what was told of later steps: they are made again.
        public void goBackTo(long step) {
            if (size > 0 && steps[size - 1] > step) {
                rewind(step + 1);
            }
        }

        public StepSeries snapshot() {
            return new StepSeries(steps, values, size, tokens);
        }

        private void set(Quantity quantity, double value) {
            values[quantity.ordinal()][size] = value;
        }

        private void rewind(long step) {
            while (size > 0 && steps[size - 1] >= step) {
                size--;
            }
            // Older snapshots still show the values behind this point; they keep the old arrays.
            copyTo(steps.length);
        }

        private void copyTo(int capacity) {
            steps = Arrays.copyOf(steps, capacity);
            var copies = new double[QUANTITIES][];
            for (int i = 0; i < QUANTITIES; i++) {
                copies[i] = Arrays.copyOf(values[i], capacity);
            }
            values = copies;
        }

        private static double orNaN(@org.jspecify.annotations.Nullable Double value) {
            return value == null ? Double.NaN : value;
        }
    }
}
