package sam.training;

import java.util.ArrayList;
import java.util.List;
import sam.durable.Plain;
import sam.protocol.Rewards;
import sam.protocol.TrainingSettings;

/// DPO's loss, in TRL's terms: the mean over pairs of the `loss_type`s weighted by `loss_weights`, where `sft` is the
/// mean -log π per chosen token of the whole step; rewards are β·(log π - log ref).
public final class DpoObjective {
    private DpoObjective() {}

    private record Term(PreferenceLoss loss, double weight) {}

    /// The terms of the loss together: how settings name it.
    public record Terms(List<Term> preferences, double imitation, double beta, double noise) implements PairTerms {
        @Override
        public double loss(PairLogps logps) {
            double sum = 0;
            double said = 0;
            for (int i = 0; i < logps.pairs(); i++) {
                for (var term : preferences) {
                    sum += term.weight * term.loss.value(logps.delta(i, term.loss.averaged()), beta, noise);
                }
                said += logps.policy()[i];
            }
            return sum / logps.pairs() - (imitation == 0 ? 0 : imitation * said / logps.chosenTokens());
        }

        @Override
        public double[] pushes(PairLogps logps, int pairs, long chosenTokens) {
            int n = logps.pairs();
            var pushes = new double[2 * n];
            for (int i = 0; i < n; i++) {
                for (var term : preferences) {
                    boolean averaged = term.loss.averaged();
                    double push = -term.weight * term.loss.slope(logps.delta(i, averaged), beta, noise) / pairs;
                    pushes[i] += averaged ? push / logps.tokens()[i] : push;
                    pushes[n + i] -= averaged ? push / logps.tokens()[n + i] : push;
                }
                pushes[i] += imitation / chosenTokens;
            }
            return pushes;
        }

        @Override
        public Rewards rewards(PairLogps logps) {
            return logps.rewards(beta, logps::gain);
        }
    }

    public static Terms terms(TrainingSettings settings) {
        List<Double> given = settings.loss().weights();
        var preferences = new ArrayList<Term>();
        double imitation = 0;
        for (int i = 0; i < settings.loss().type().size(); i++) {
            double weight = given == null ? 1 : given.get(i);
            var name = settings.loss().type().get(i);
            if (name.equals("sft")) {
                imitation += weight;
                continue;
            }
            preferences.add(new Term(
                    PreferenceLoss.of(name)
                            .orElseThrow(() -> new TrainingException(
                                    Plain.text("loss_type %s is not for DPO.", name),
                                    "Use some of sigmoid, robust, hinge, ipo, sigmoid_norm and sft.")),
                    weight));
        }
        return new Terms(
                List.copyOf(preferences),
                imitation,
                settings.loss().beta(),
                settings.loss().labelSmoothing());
    }

    /// Refuses a reference that is not what the policy starts from: before the first step of a LoRA whose B is zero
    /// the two are one model, so what they say of a token may differ by no more than `perToken` on average.
    static void requireSameStart(PairLogps logps, double perToken) {
        for (int s = 0; s < logps.policy().length; s++) {
            if (Math.abs(logps.gain(s)) > perToken * Math.max(1, logps.tokens()[s])) {
                throw new TrainingException(
                        Plain.text(
                                "The reference is not the model that training starts from: it finds an answer %.3g"
                                        + " more probable (log) than the untrained model does.",
                                -logps.gain(s)),
                        "Start the run again so that the reference is computed anew; if it stays, report it.");
            }
        }
    }
}
