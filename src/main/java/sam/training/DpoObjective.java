package sam.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sam.protocol.Objective;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;

/// The numbers of a DPO step, in TRL's terms: the loss is the mean over pairs of the `loss_type`s weighted by
/// `loss_weights`, where `sft` is the mean -log π per chosen token of the whole step; rewards are β·(log π - log ref).
record DpoObjective(double loss, double chosen, double rejected, double margin, double accuracy) {
    /// Log-probs of a step, chosen answers first, then the rejected ones; `tokens` are each one's targets.
    record Logps(double[] policy, double[] reference, int[] tokens) {
        int pairs() {
            return policy.length / 2;
        }

        long chosenTokens() {
            return java.util.Arrays.stream(tokens, 0, pairs()).asLongStream().sum();
        }

        private double gain(int sequence) {
            return policy[sequence] - reference[sequence];
        }

        private double delta(int pair, boolean averaged) {
            int other = pairs() + pair;
            return averaged
                    ? gain(pair) / tokens[pair] - gain(other) / tokens[other]
                    : policy[pair] - policy[other] - (reference[pair] - reference[other]);
        }
    }

    private record Term(PreferenceLoss loss, double weight) {}

    /// The terms of the loss together: how settings name it.
    record Terms(List<Term> preferences, double imitation, double beta, double noise) {
        double loss(Logps logps) {
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

        /// -∂loss / ∂log π of every sequence, of a step of so many pairs and chosen tokens.
        double[] pushes(Logps logps, int pairs, long chosenTokens) {
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
    }

    /// Refuses an order whose objective does not know its losses.
    static void requireFor(TrainOrder order) {
        var settings = order.settings();
        if (order.objective() == Objective.DPO) {
            terms(settings);
        } else if (!settings.lossType().equals(List.of("nll"))) {
            throw new TrainingException(
                    "loss_type %s is not for SFT.".formatted(String.join(",", settings.lossType())),
                    "Use nll, or --objective dpo.");
        }
    }

    /// A sentence where `label_smoothing` was turned in vain.
    static Optional<String> idleKnob(TrainingSettings settings) {
        return settings.labelSmoothing() == 0 || settings.lossType().contains("robust")
                ? Optional.empty()
                : Optional.of("label_smoothing changes nothing for loss_type %s, as in TRL; robust uses it."
                        .formatted(String.join(",", settings.lossType())));
    }

    static Terms terms(TrainingSettings settings) {
        List<Double> given = settings.lossWeights();
        var preferences = new ArrayList<Term>();
        double imitation = 0;
        for (int i = 0; i < settings.lossType().size(); i++) {
            double weight = given == null ? 1 : given.get(i);
            var name = settings.lossType().get(i);
            if (name.equals("sft")) {
                imitation += weight;
                continue;
            }
            preferences.add(new Term(
                    PreferenceLoss.of(name)
                            .orElseThrow(() -> new TrainingException(
                                    "loss_type %s is not for DPO.".formatted(name),
                                    "Use some of sigmoid, robust, hinge, ipo, sigmoid_norm and sft.")),
                    weight));
        }
        return new Terms(List.copyOf(preferences), imitation, settings.beta(), settings.labelSmoothing());
    }

    static DpoObjective of(Logps logps, TrainingSettings settings) {
        int pairs = logps.pairs();
        double chosen = 0;
        double rejected = 0;
        double right = 0;
        for (int i = 0; i < pairs; i++) {
            double c = settings.beta() * logps.gain(i);
            double r = settings.beta() * logps.gain(pairs + i);
            chosen += c;
            rejected += r;
            right += c > r ? 1 : 0;
        }
        return new DpoObjective(
                terms(settings).loss(logps),
                chosen / pairs,
                rejected / pairs,
                (chosen - rejected) / pairs,
                right / pairs);
    }

    /// Refuses a reference that is not what the policy starts from: before the first step of a LoRA whose B is zero
    /// the two are one model, so what they say of a token may differ by no more than `perToken` on average.
    static void requireSameStart(Logps logps, double perToken) {
        for (int s = 0; s < logps.policy().length; s++) {
            if (Math.abs(logps.gain(s)) > perToken * Math.max(1, logps.tokens()[s])) {
                throw new TrainingException(
                        "The reference is not the model that training starts from: it finds an answer %.3g more probable (log) than the untrained model does."
                                .formatted(-logps.gain(s)),
                        "Start the run again so that the reference is computed anew; if it stays, report it.");
            }
        }
    }
}
