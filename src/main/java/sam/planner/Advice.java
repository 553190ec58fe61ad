package sam.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sam.memory.ModelShape;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// The smallest changes to a recipe that make it fit the memory budget, the one with the least harm first.
public final class Advice {
    private static final double MOST_OF_MACHINE = 0.85;
    private static final double BUDGET_STEP = 1.1;
    private static final long TENTH = 100_000_000;

    private Advice() {}

    public enum Lever {
        /// Weights read from disk instead of held: slower, the same result.
        STREAM,
        /// Fewer rows a step: more, noisier steps.
        BATCH,
        /// Shorter rows: some are cut.
        LENGTH,
        /// A smaller adapter.
        RANK,
        /// More memory for training than it may have now.
        BUDGET,
        /// Nothing in the recipe helps: the base itself is too large.
        SMALLER_BASE
    }

    /// One lever: the recipe it gives (the old one for a smaller base), what the plan then says, and the rows cut.
    public record Suggestion(Lever lever, TrainingSettings settings, Plan plan, long rowsCut) {
        /// Whether the page's own knobs can turn it.
        boolean isOfTheRecipe() {
            return List.of(Lever.BATCH, Lever.LENGTH, Lever.RANK).contains(lever);
        }
    }

    public static List<Suggestion> toFit(
            ModelShape model,
            DataShape data,
            Objective objective,
            TrainingSettings settings,
            Machine machine,
            Calibration calibration) {
        var now = Plan.of(model, data, objective, settings, machine, calibration);
        if (now.verdict() == Verdict.FITS) {
            return List.of();
        }
        var search = new Search(model, data, objective, machine, calibration);
        var found = new ArrayList<Suggestion>();
        search.first(Lever.STREAM, streamed(settings)).ifPresent(found::add);
        search.first(Lever.BATCH, smallerBatches(settings)).ifPresent(found::add);
        search.first(Lever.LENGTH, shorter(settings, data.longest())).ifPresent(found::add);
        search.first(Lever.RANK, lowerRanks(settings)).ifPresent(found::add);
        search.first(Lever.BUDGET, budgets(settings, now.budgetBytes(), machine))
                .ifPresent(found::add);
        if (found.isEmpty()) {
            found.add(new Suggestion(Lever.SMALLER_BASE, settings, now, 0));
        }
        return found;
    }

    private record Search(
            ModelShape model, DataShape data, Objective objective, Machine machine, Calibration calibration) {
        Optional<Suggestion> first(Lever lever, List<TrainingSettings> candidates) {
            for (var candidate : candidates) {
                if (data.usable(candidate.batches().maxLength()).isEmpty()) {
                    continue;
                }
                var plan = Plan.of(model, data, objective, candidate, machine, calibration);
                if (plan.verdict() == Verdict.FITS) {
                    return Optional.of(new Suggestion(
                            lever,
                            candidate,
                            plan,
                            data.cutRows(candidate.batches().maxLength()).cut()));
                }
            }
            return Optional.empty();
        }
    }

    private static List<TrainingSettings> streamed(TrainingSettings settings) {
        return settings.memory().weights().equals("resident") ? List.of(settings.with("weights", "auto")) : List.of();
    }

    /// Larger ones in tenths of a gigabyte, as long as they leave the system something.
    private static List<TrainingSettings> budgets(TrainingSettings settings, long now, Machine machine) {
        var result = new ArrayList<TrainingSettings>();
        long most = (long) (MOST_OF_MACHINE * machine.physicalBytes());
        for (double bytes = now * BUDGET_STEP; bytes <= most; bytes *= BUDGET_STEP) {
            long rounded = Math.ceilDiv((long) bytes, TENTH) * TENTH;
            if (rounded <= most) {
                result.add(settings.with("memory_budget_bytes", Long.toString(rounded)));
            }
        }
        return result;
    }

    private static List<TrainingSettings> smallerBatches(TrainingSettings settings) {
        var result = new ArrayList<TrainingSettings>();
        for (int batch = settings.batches().perDeviceTrainBatchSize() / 2; batch >= 1; batch /= 2) {
            result.add(settings.with("per_device_train_batch_size", Integer.toString(batch)));
        }
        return result;
    }

    private static List<TrainingSettings> shorter(TrainingSettings settings, int longest) {
        var result = new ArrayList<TrainingSettings>();
        int from = Math.min(settings.batches().maxLength() - 1, longest - 1);
        for (int length = from / 64 * 64; length >= 64; length -= 64) {
            result.add(settings.with("max_length", Integer.toString(length)));
        }
        return result;
    }

    private static List<TrainingSettings> lowerRanks(TrainingSettings settings) {
        var result = new ArrayList<TrainingSettings>();
        for (int rank = settings.lora().r() / 2; rank >= 4; rank /= 2) {
            int alpha =
                    Math.max(1, settings.lora().alpha() * rank / settings.lora().r());
            result.add(settings.with("lora_r", Integer.toString(rank)).with("lora_alpha", Integer.toString(alpha)));
        }
        return result;
    }
}
