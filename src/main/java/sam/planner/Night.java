package sam.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.memory.ModelShape;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// What would make a run that takes longer than a night take one: fewer rows, shorter rows, or a smaller base, each
/// found by asking the estimator.
public final class Night {
    public static final double SECONDS = 8 * 3600;

    private static final int LENGTH_STEP = 32;

    private final ModelShape model;
    private final DataShape data;
    private final Objective objective;
    private final TrainingSettings settings;
    private final Machine machine;
    private final Calibration calibration;

    private Night(
            ModelShape model,
            DataShape data,
            Objective objective,
            TrainingSettings settings,
            Machine machine,
            Calibration calibration) {
        this.model = model;
        this.data = data;
        this.objective = objective;
        this.settings = settings;
        this.machine = machine;
        this.calibration = calibration;
    }

    /// What is changed.
    public enum Lever {
        /// Fewer rows.
        ROWS,
        /// Fewer steps, where the recipe counts these.
        STEPS,
        /// Shorter rows: some are cut.
        LENGTH,
        /// A smaller base.
        BASE
    }

    /// One change: its number (rows, steps or length), the base's name where it is that, the rows that would be cut,
    /// and what it would take then.
    public record Way(Lever lever, long number, @Nullable String base, long rowsCut, double seconds) {}

    /// Every change that is enough by itself; none where the run takes a night or less.
    public static List<Way> of(
            ModelShape model,
            DataShape data,
            Objective objective,
            TrainingSettings settings,
            Machine machine,
            Calibration calibration) {
        var night = new Night(model, data, objective, settings, machine, calibration);
        var now = night.plan(model, data, settings);
        if (seconds(now) <= SECONDS) {
            return List.of();
        }
        var ways = new ArrayList<Way>();
        (settings.batches().maxSteps() > 0 ? night.fewerSteps() : night.fewerRows(now)).ifPresent(ways::add);
        night.shorterRows().ifPresent(ways::add);
        night.smallerBase().ifPresent(ways::add);
        return ways;
    }

    private Optional<Way> fewerRows(Plan now) {
        long rows = most(1, now.workload().rows() - 1L, count -> seconds(now.forRows(count, machine, calibration)));
        return rows == 0
                ? Optional.empty()
                : Optional.of(new Way(
                        Lever.ROWS, rounded(rows), null, 0, seconds(now.forRows(rounded(rows), machine, calibration))));
    }

    private Optional<Way> fewerSteps() {
        long steps = most(1, settings.batches().maxSteps() - 1L, count -> seconds(withSteps(count)));
        return steps == 0
                ? Optional.empty()
                : Optional.of(new Way(Lever.STEPS, rounded(steps), null, 0, seconds(withSteps(rounded(steps)))));
    }

    private Plan withSteps(long count) {
        return plan(model, data, settings.with("max_steps", Long.toString(count)));
    }

    private Optional<Way> shorterRows() {
        int longest = Math.min(settings.batches().maxLength(), data.longest());
        long lengths = (longest - 1) / LENGTH_STEP;
        long found = most(1, lengths, count -> {
            var shorter = withLength(count);
            return data.usable(shorter.batches().maxLength()).isEmpty() ? 0 : seconds(plan(model, data, shorter));
        });
        var shorter = found == 0 ? settings : withLength(found);
        if (found == 0 || data.usable(shorter.batches().maxLength()).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Way(
                Lever.LENGTH,
                shorter.batches().maxLength(),
                null,
                data.cutRows(shorter.batches().maxLength()).cut(),
                seconds(plan(model, data, shorter))));
    }

    private TrainingSettings withLength(long count) {
        return settings.with("max_length", Long.toString(count * LENGTH_STEP));
    }

    private Optional<Way> smallerBase() {
        return KnownShapes.below(model)
                .map(shape -> plan(shape, data.onVocabulary(model.vocabulary(), shape.vocabulary()), settings))
                .filter(plan -> seconds(plan) <= SECONDS && plan.verdict().fits())
                .findFirst()
                .map(plan -> new Way(Lever.BASE, 0, plan.model().name(), 0, seconds(plan)));
    }

    private Plan plan(ModelShape shape, DataShape rows, TrainingSettings recipe) {
        return Plan.of(shape, rows, objective, recipe, machine, calibration);
    }

    private static double seconds(Plan plan) {
        return plan.time().seconds().mid();
    }

    private interface Cost {
        double of(long count);
    }

    /// The largest count from `least` to `greatest` that takes a night at most; 0 where none does.
    private static long most(long least, long greatest, Cost cost) {
        long low = least - 1;
        long high = greatest + 1;
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (cost.of(middle) <= SECONDS) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low < least ? 0 : low;
    }

    /// Down to two digits, as somebody would choose it.
    private static long rounded(long count) {
        long unit = 1;
        while (count / unit >= 100) {
            unit *= 10;
        }
        return count / unit * unit;
    }
}
