package sam.training;

import java.util.Arrays;
import sam.durable.Plain;
import sam.protocol.Rewards;
import sam.protocol.TrainingSettings;

/// CPO's loss of pairs without a reference, as TRL 1.16's CPOTrainer has it: the mean over pairs of what the margin
/// loses, and `cpo_alpha` times the mean -log π per chosen token (Xu et al. 2024).
///
/// δ is the chosen answer's log π less the rejected one's, of mean tokens for ipo and simpo; z = β·δ, for simpo
/// (Meng et al. 2024, eq. 6) less `simpo_gamma`; ε is `label_smoothing`.
record CpoTerms(Kind kind, double beta, double noise, double alpha, double gamma) implements PairTerms {
    /// What a pair loses by its margin.
    enum Kind {
        /// -(1-ε)·log σ(z) - ε·log σ(-z)
        SIGMOID,
        /// max(0, 1 - z)
        HINGE,
        /// (δ - 1/(2β))²
        IPO,
        /// As sigmoid, with the mean tokens' margin and a target for it.
        SIMPO;

        boolean averaged() {
            return this == IPO || this == SIMPO;
        }

        boolean smooths() {
            return this == SIGMOID || this == SIMPO;
        }
    }

    static CpoTerms of(TrainingSettings settings) {
        var loss = settings.loss().type();
        var kind = Arrays.stream(Kind.values())
                .filter(each -> loss.size() == 1
                        && each.name().toLowerCase(java.util.Locale.ROOT).equals(loss.getFirst()))
                .findFirst()
                .orElseThrow(() -> new TrainingException(
                        Plain.text("loss_type %s is not for CPO.", String.join(",", loss)),
                        "Use sigmoid, hinge, ipo or simpo."));
        return new CpoTerms(
                kind,
                settings.loss().beta(),
                settings.loss().labelSmoothing(),
                settings.loss().cpoAlpha(),
                settings.loss().simpoGamma());
    }

    double value(double delta) {
        double z = z(delta);
        return switch (kind) {
            case SIGMOID, SIMPO -> (1 - noise) * Logistic.softplus(-z) + noise * Logistic.softplus(z);
            case HINGE -> Math.max(0, 1 - z);
            case IPO -> (delta - 1 / (2 * beta)) * (delta - 1 / (2 * beta));
        };
    }

    /// ∂value / ∂δ; at the hinge's corner 0, as torch has it.
    double slope(double delta) {
        double z = z(delta);
        return switch (kind) {
            case SIGMOID, SIMPO -> beta * (noise * Logistic.sigmoid(z) - (1 - noise) * Logistic.sigmoid(-z));
            case HINGE -> z < 1 ? -beta : 0;
            case IPO -> 2 * (delta - 1 / (2 * beta));
        };
    }

    private double z(double delta) {
        return beta * delta - (kind == Kind.SIMPO ? gamma : 0);
    }

    @Override
    public double loss(PairLogps logps) {
        double sum = 0;
        double said = 0;
        for (int i = 0; i < logps.pairs(); i++) {
            sum += value(logps.delta(i, kind.averaged()));
            said += logps.policy()[i];
        }
        return sum / logps.pairs() - (alpha == 0 ? 0 : alpha * said / logps.chosenTokens());
    }

    @Override
    public double[] pushes(PairLogps part, int pairs, long imitated) {
        int n = part.pairs();
        var pushes = new double[2 * n];
        for (int i = 0; i < n; i++) {
            double push = -slope(part.delta(i, kind.averaged())) / pairs;
            pushes[i] = (kind.averaged() ? push / part.tokens()[i] : push) + alpha / imitated;
            pushes[n + i] = -(kind.averaged() ? push / part.tokens()[n + i] : push);
        }
        return pushes;
    }

    @Override
    public Rewards rewards(PairLogps logps) {
        return logps.rewards(beta, kind.averaged() ? logps::meanGain : logps::gain);
    }
}
