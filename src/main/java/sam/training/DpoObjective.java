package sam.training;

import java.util.List;
import sam.protocol.TrainingSettings;

/// The numbers of a DPO step, in TRL's terms. With z = β·((log π_c - log ref_c) - (log π_r - log ref_r)) a pair's loss
/// is a·(-log σ(z)) + b·(-log σ(-z)): `sigmoid` has a = 1, b = 0; `robust` (Chowdhury et al. 2024) has
/// a = (1-ε)/(1-2ε), b = -ε/(1-2ε) with ε = `label_smoothing`. `sft` adds the mean -log π per chosen token. The terms
/// are weighted by `loss_weights`; the loss is the mean over pairs.
record DpoObjective(double loss, double chosen, double rejected, double margin, double accuracy) {
    /// The factors a and b of all preference terms together, and that of the imitation term.
    record Weights(double prefer, double doubt, double imitation) {
        /// How hard a pair pushes its log-probs apart: -∂loss / ∂(log π_c - log π_r), where `ratio` is z / β.
        double push(double beta, double ratio) {
            double z = beta * ratio;
            return beta * (prefer * sigmoid(-z) - doubt * sigmoid(z));
        }
    }

    static Weights weights(TrainingSettings settings) {
        List<Double> given = settings.lossWeights();
        double noise = settings.labelSmoothing();
        double prefer = 0;
        double doubt = 0;
        double imitation = 0;
        for (int i = 0; i < settings.lossType().size(); i++) {
            double weight = given == null ? 1 : given.get(i);
            switch (settings.lossType().get(i)) {
                case "sigmoid" -> prefer += weight;
                case "robust" -> {
                    prefer += weight * (1 - noise) / (1 - 2 * noise);
                    doubt -= weight * noise / (1 - 2 * noise);
                }
                case "sft" -> imitation += weight;
                default ->
                    throw new TrainingException(
                            "loss_type %s is not for DPO.".formatted(settings.lossType()),
                            "Use sigmoid, robust or sigmoid,sft.");
            }
        }
        return new Weights(prefer, doubt, imitation);
    }

    static DpoObjective of(LoraTrainer.PairLogps logps, TrainingSettings settings) {
        int pairs = logps.policy().length / 2;
        var weights = weights(settings);
        double loss = 0;
        double chosen = 0;
        double rejected = 0;
        double right = 0;
        double chosenLogps = 0;
        for (int i = 0; i < pairs; i++) {
            double c = settings.beta() * (logps.policy()[i] - logps.reference()[i]);
            double r = settings.beta() * (logps.policy()[pairs + i] - logps.reference()[pairs + i]);
            double z = c - r;
            loss += weights.prefer() * softplus(-z) + weights.doubt() * softplus(z);
            chosen += c;
            rejected += r;
            right += c > r ? 1 : 0;
            chosenLogps += logps.policy()[i];
        }
        double imitation = weights.imitation() == 0 ? 0 : -weights.imitation() * chosenLogps / logps.chosenTokens();
        return new DpoObjective(
                loss / pairs + imitation, chosen / pairs, rejected / pairs, (chosen - rejected) / pairs, right / pairs);
    }

    private static double sigmoid(double x) {
        return x > 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    /// log(1 + eˣ) = -log σ(-x), without overflow.
    static double softplus(double x) {
        return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    }
}
