package sam.training;

import sam.protocol.TrainingSettings;

/// The learning rate of every step, by the formulas of Hugging Face's schedulers.
///
/// `warmup_steps` below 1 is a share of all steps, rounded up. Step 0 is the first: under a warm-up its rate is 0.
public record Schedule(String type, double peak, int warmup, long total) {
    public static Schedule of(TrainingSettings settings, long total) {
        double warmup = settings.optimizer().warmupSteps();
        return new Schedule(
                settings.optimizer().lrSchedulerType(),
                settings.optimizer().learningRate(),
                (int) (warmup >= 1 ? warmup : Math.ceil(total * warmup)),
                total);
    }

    /// The rate of the step with this index, counted from 0.
    public double rate(long step) {
        return peak * factor(step);
    }

    private double factor(long step) {
        if (type.equals("constant")) {
            return 1;
        }
        if (step < warmup) {
            return (double) step / Math.max(1, warmup);
        }
        double rest = Math.max(1, total - warmup);
        return switch (type) {
            case "constant_with_warmup" -> 1;
            case "linear" -> Math.max(0, (total - step) / rest);
            case "cosine" -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * ((step - warmup) / rest))));
            default -> throw new IllegalArgumentException(type);
        };
    }
}
