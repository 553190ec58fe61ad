package sam.training;

import java.util.List;
import sam.protocol.TrainingSettings;

/// The numbers of a DPO step: L = -(1-ε)·log σ(z) - ε·log σ(-z), z = β·((log π_c - log ref_c) - (log π_r - log ref_r)),
/// averaged over pairs, weighted by `loss_weights`, plus the imitation term: mean -log π per chosen token.
record DpoObjective(double loss, double chosen, double rejected, double margin, double accuracy) {
    /// How much the preference term and the imitation term count.
    record Weights(double sigmoid, double imitation) {}

    static Weights weights(TrainingSettings settings) {
        List<Double> given = settings.lossWeights();
        double sigmoid = 0;
        double imitation = 0;
        for (int i = 0; i < settings.lossType().size(); i++) {
            double weight = given == null ? 1 : given.get(i);
            switch (settings.lossType().get(i)) {
                case "sigmoid" -> sigmoid += weight;
                case "sft" -> imitation += weight;
                default ->
                    throw new TrainingException(
                            "loss_type %s is not for DPO.".formatted(settings.lossType()),
                            "Use sigmoid or sigmoid,sft.");
            }
        }
        return new Weights(sigmoid, imitation);
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
            loss += weights.sigmoid()
                    * ((1 - settings.labelSmoothing()) * softplus(-z) + settings.labelSmoothing() * softplus(z));
            chosen += c;
            rejected += r;
            right += c > r ? 1 : 0;
            chosenLogps += logps.policy()[i];
        }
        double imitation = weights.imitation() == 0 ? 0 : -weights.imitation() * chosenLogps / logps.chosenTokens();
        return new DpoObjective(
                loss / pairs + imitation, chosen / pairs, rejected / pairs, (chosen - rejected) / pairs, right / pairs);
    }

    /// log(1 + eˣ) = -log σ(-x), without overflow.
    static double softplus(double x) {
        return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    }
}
