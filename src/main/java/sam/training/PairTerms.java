package sam.training;

import sam.protocol.Rewards;

/// A loss of preference pairs by the summed log-probs of their answers.
public interface PairTerms {
    /// The loss of a whole step.
    double loss(PairLogps logps);

    /// -∂loss / ∂log π of every sequence of a part of a step: the chosen answers, the rejected ones and, where they
    /// are learnt, the prompts of the chosen ones. The whole step has so many pairs, and so many tokens to imitate.
    double[] pushes(PairLogps part, int pairs, long imitated);

    Rewards rewards(PairLogps logps);

    /// Whether the imitation term speaks the chosen answer's prompt too.
    default boolean learnsPrompts() {
        return false;
    }

    /// How many tokens of a pair the imitation term counts.
    default int imitated(Row.Pair pair) {
        return learnsPrompts() ? pair.chosen().ids().length - 1 : pair.chosen().targets();
    }
}
