package sam.training;

import sam.protocol.Rewards;

/// What the answers of a step, or of the rows held out, said: sums that become means.
final class KtoTally {
    private final KtoObjective objective;
    private final double[] rewards = new double[2];
    private final int[] rows = new int[2];
    private double loss;
    private double kl;

    KtoTally(KtoObjective objective) {
        this.objective = objective;
    }

    /// Takes in an answer: its label and gain, its batch's divergence, and the share of the whole it counts for.
    void add(boolean label, double gain, double batchKl, double share) {
        int kind = label ? 0 : 1;
        loss += share * objective.value(label, gain, batchKl);
        rewards[kind] += objective.beta() * gain;
        rows[kind]++;
        kl += share * batchKl;
    }

    double loss() {
        return loss;
    }

    /// Means over the desirable answers and over the undesirable ones, null where there was none; the divergence as a
    /// mean. A single answer is neither right nor wrong, so there is no accuracy.
    Rewards rewards() {
        var chosen = rows[0] == 0 ? null : rewards[0] / rows[0];
        var rejected = rows[1] == 0 ? null : rewards[1] / rows[1];
        return new Rewards(
                chosen,
                rejected,
                chosen == null || rejected == null ? null : Double.valueOf(chosen - rejected),
                null,
                objective.estimatesKl() ? kl : null);
    }
}
