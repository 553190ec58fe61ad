package sam.training;

import java.util.List;
import sam.durable.Plain;
import sam.protocol.TrainingSettings;

/// KTO's loss of one answer, as TRL 1.16's KTOTrainer has it: Ethayarajh et al. 2024, eq. 7 and 8.
///
/// g = log π - log ref is an answer's gain, σ the logistic function and z = β·(g - KL). A desirable answer loses
/// w_d·(1 - σ(z)), an undesirable one w_u·σ(z). KL is what `kto` estimates from answers to other prompts, never below
/// 0; for `apo_zero_unpaired` (D'Oosterlinck et al. 2024, eq. 7) it is 0.
record KtoObjective(double beta, double desirable, double undesirable, boolean estimatesKl) {
    static final List<String> LOSSES = List.of("kto", "apo_zero_unpaired");

    static KtoObjective of(TrainingSettings settings) {
        var loss = settings.loss().type();
        if (loss.size() != 1 || !LOSSES.contains(loss.getFirst())) {
            throw new TrainingException(
                    Plain.text("loss_type %s is not for KTO.", String.join(",", loss)),
                    "Use kto or apo_zero_unpaired.");
        }
        boolean estimatesKl = loss.getFirst().equals("kto");
        if (estimatesKl && settings.batches().perDeviceTrainBatchSize() < 2) {
            throw new TrainingException(
                    "KTO compares each answer with its neighbour's in the batch, so per_device_train_batch_size 1"
                            + " leaves nothing to learn.",
                    "Use at least 2, or loss_type=apo_zero_unpaired.");
        }
        return new KtoObjective(
                settings.loss().beta(),
                settings.loss().desirableWeight(),
                settings.loss().undesirableWeight(),
                estimatesKl);
    }

    /// The estimate of a batch from the gains of its mismatched answers: their mean, or 0 where that is below.
    double kl(double[] mismatchedGains) {
        return estimatesKl
                ? Math.max(0, java.util.Arrays.stream(mismatchedGains).average().orElse(0))
                : 0;
    }

    double value(boolean label, double gain, double kl) {
        double z = beta * (gain - kl);
        return label ? desirable * Logistic.sigmoid(-z) : undesirable * Logistic.sigmoid(z);
    }

    /// ∂value / ∂g.
    double slope(boolean label, double gain, double kl) {
        double z = beta * (gain - kl);
        double steep = beta * Logistic.sigmoid(z) * Logistic.sigmoid(-z);
        return label ? -desirable * steep : undesirable * steep;
    }
}
