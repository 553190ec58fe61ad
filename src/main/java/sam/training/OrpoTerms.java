package sam.training;

import java.util.List;
import sam.durable.Plain;
import sam.protocol.Rewards;
import sam.protocol.TrainingSettings;

/// ORPO's loss of pairs without a reference, as TRL 1.16's ORPOTrainer has it: the mean -log π per token of prompt
/// and chosen answer together, and β times the mean -log σ of the log odds ratio (Hong et al. 2024, eq. 6 and 7).
///
/// With p the probability of an answer's mean token (the geometric mean of its tokens'), its odds are p / (1 - p).
record OrpoTerms(double beta) implements PairTerms {
    static OrpoTerms of(TrainingSettings settings) {
        if (!settings.loss().type().equals(List.of("orpo"))) {
            throw new TrainingException(
                    Plain.text(
                            "loss_type %s is not for ORPO.",
                            String.join(",", settings.loss().type())),
                    "Leave it out, or use orpo.");
        }
        return new OrpoTerms(settings.loss().beta());
    }

    /// The log odds of the chosen answer less those of the rejected one.
    private static double odds(PairLogps logps, int pair) {
        double chosen = logps.meanGain(pair);
        double rejected = logps.meanGain(logps.pairs() + pair);
        return chosen - rejected - (log1mexp(chosen) - log1mexp(rejected));
    }

    /// log(1 - eˣ) of x < 0: of two forms the one that keeps its digits.
    private static double log1mexp(double x) {
        return x < -0.6931471805599453 ? Math.log1p(-Math.exp(x)) : Math.log(-Math.expm1(x));
    }

    @Override
    public double loss(PairLogps logps) {
        double sum = 0;
        double said = 0;
        long tokens = logps.chosenTokens();
        for (int i = 0; i < logps.pairs(); i++) {
            sum += beta * Logistic.softplus(-odds(logps, i));
            said += logps.policy()[i] + logps.prompts()[i];
            tokens += logps.promptTokens()[i];
        }
        return sum / logps.pairs() - said / tokens;
    }

    /// ∂odds / ∂(mean log p) = 1 / (1 - p).
    @Override
    public double[] pushes(PairLogps part, int pairs, long imitated) {
        int n = part.pairs();
        var pushes = new double[3 * n];
        for (int i = 0; i < n; i++) {
            double push = beta * Logistic.sigmoid(-odds(part, i)) / pairs;
            pushes[i] = push / -Math.expm1(part.meanGain(i)) / part.tokens()[i] + 1.0 / imitated;
            pushes[n + i] = push / Math.expm1(part.meanGain(n + i)) / part.tokens()[n + i];
            pushes[2 * n + i] = 1.0 / imitated;
        }
        return pushes;
    }

    @Override
    public Rewards rewards(PairLogps logps) {
        return logps.rewards(beta, logps::meanGain);
    }

    @Override
    public boolean learnsPrompts() {
        return true;
    }
}
