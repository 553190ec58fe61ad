package sam.training;

import org.jspecify.annotations.Nullable;

/// How a run fares beside its numbers: the steps that gave no number, and what the held-out rows said.
///
/// `skipped` counts the steps nothing was learnt from, `inARow` those since the last good one. `bestLoss` is the
/// lowest evaluation loss, at `bestStep`; `stale` counts the evaluations since one was clearly better.
record TrainerState(long skipped, int inARow, @Nullable Double bestLoss, long bestStep, int stale) {
    static final TrainerState NEW = new TrainerState(0, 0, null, 0, 0);

    TrainerState good() {
        return new TrainerState(skipped, 0, bestLoss, bestStep, stale);
    }

    /// With so many bad steps behind it, whatever a checkpoint says.
    TrainerState waiting(int bad) {
        return new TrainerState(skipped, bad, bestLoss, bestStep, stale);
    }

    TrainerState bad() {
        return new TrainerState(skipped + 1, inARow + 1, bestLoss, bestStep, stale);
    }

    /// Whether a loss is lower than every one before; what is no number never is.
    boolean isBest(double loss) {
        return Double.isFinite(loss) && (bestLoss == null || loss < bestLoss);
    }

    /// After an evaluation. As for transformers' EarlyStoppingCallback, one that is better by no more than
    /// `threshold` is the best and still brings the end nearer.
    TrainerState evaluated(long step, double loss, double threshold) {
        boolean fresh = isBest(loss) && (bestLoss == null || bestLoss - loss > threshold);
        return isBest(loss)
                ? new TrainerState(skipped, inARow, loss, step, fresh ? 0 : stale + 1)
                : new TrainerState(skipped, inARow, bestLoss, bestStep, stale + 1);
    }
}
