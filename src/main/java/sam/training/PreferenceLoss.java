package sam.training;

import java.util.Arrays;
import java.util.Optional;

/// What a pair loses by its margin: the preference losses of TRL 1.16's DPOTrainer that look at both answers.
///
/// δ is the chosen answer's log π - log ref less the rejected one's; `averaged` says that each is divided by the
/// number of its target tokens first. β is `beta`, ε is `label_smoothing`, σ the logistic function.
enum PreferenceLoss {
    /// -log σ(βδ): Rafailov et al. 2023, eq. 7.
    SIGMOID("sigmoid", false),
    /// ((1-ε)·(-log σ(βδ)) - ε·(-log σ(-βδ))) / (1-2ε): Chowdhury et al. 2024, eq. 9.
    ROBUST("robust", false),
    /// max(0, 1 - βδ): Zhao et al. 2023 (SLiC), as Liu et al. 2024 (RSO) write it with a reference.
    HINGE("hinge", false),
    /// (δ - 1/(2β))²: Azar et al. 2024, eq. 17, on averages per token.
    IPO("ipo", true),
    /// -log σ(βδ) on averages per token.
    SIGMOID_NORM("sigmoid_norm", true);

    private final String text;
    private final boolean averaged;

    PreferenceLoss(String text, boolean averaged) {
        this.text = text;
        this.averaged = averaged;
    }

    static Optional<PreferenceLoss> of(String text) {
        return Arrays.stream(values()).filter(loss -> loss.text.equals(text)).findFirst();
    }

    boolean averaged() {
        return averaged;
    }

    double value(double delta, double beta, double noise) {
        double z = beta * delta;
        return switch (this) {
            case SIGMOID, SIGMOID_NORM -> Logistic.softplus(-z);
            case ROBUST -> ((1 - noise) * Logistic.softplus(-z) - noise * Logistic.softplus(z)) / (1 - 2 * noise);
            case HINGE -> Math.max(0, 1 - z);
            case IPO -> (delta - 1 / (2 * beta)) * (delta - 1 / (2 * beta));
        };
    }

    /// ∂value / ∂δ; at the hinge's corner 0, as torch has it.
    double slope(double delta, double beta, double noise) {
        double z = beta * delta;
        return switch (this) {
            case SIGMOID, SIGMOID_NORM -> -beta * Logistic.sigmoid(-z);
            case ROBUST -> -beta * ((1 - noise) * Logistic.sigmoid(-z) + noise * Logistic.sigmoid(z)) / (1 - 2 * noise);
            case HINGE -> z < 1 ? -beta : 0;
            case IPO -> 2 * (delta - 1 / (2 * beta));
        };
    }
}
