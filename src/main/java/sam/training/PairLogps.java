package sam.training;

import sam.protocol.Rewards;

/// Log-probs of a step of n pairs, summed over targets: the chosen answers first, then the rejected ones; `tokens`
/// are each one's targets. `prompts` and `promptTokens` [n] are the same of the other tokens of the chosen
/// sequences, 0 where nobody asks for them.
public record PairLogps(double[] policy, double[] reference, int[] tokens, double[] prompts, int[] promptTokens) {
    PairLogps(double[] policy, double[] reference, int[] tokens) {
        this(policy, reference, tokens, new double[policy.length / 2], new int[policy.length / 2]);
    }

    /// Room for so many pairs.
    static PairLogps room(int pairs) {
        return new PairLogps(new double[2 * pairs], new double[2 * pairs], new int[2 * pairs]);
    }

    int pairs() {
        return prompts.length;
    }

    long chosenTokens() {
        return java.util.Arrays.stream(tokens, 0, pairs()).asLongStream().sum();
    }

    /// log π - log ref of a sequence.
    double gain(int sequence) {
        return policy[sequence] - reference[sequence];
    }

    /// The same of its mean token.
    double meanGain(int sequence) {
        return gain(sequence) / tokens[sequence];
    }

    /// The chosen answer's gain less the rejected one's.
    double delta(int pair, boolean averaged) {
        int other = pairs() + pair;
        return averaged
                ? meanGain(pair) - meanGain(other)
                : policy[pair] - policy[other] - (reference[pair] - reference[other]);
    }

    /// Takes in the numbers of some pairs, from the given one on.
    void put(int from, PairLogps some) {
        int n = some.pairs();
        for (int half = 0; half < 2; half++) {
            int to = half * pairs() + from;
            System.arraycopy(some.policy, half * n, policy, to, n);
            System.arraycopy(some.reference, half * n, reference, to, n);
            System.arraycopy(some.tokens, half * n, tokens, to, n);
        }
        System.arraycopy(some.prompts, 0, prompts, from, n);
        System.arraycopy(some.promptTokens, 0, promptTokens, from, n);
    }

    /// Mean rewards: β times what `gain` says of a sequence.
    Rewards rewards(double beta, java.util.function.IntToDoubleFunction gain) {
        double chosen = 0;
        double rejected = 0;
        double right = 0;
        for (int i = 0; i < pairs(); i++) {
            double c = beta * gain.applyAsDouble(i);
            double r = beta * gain.applyAsDouble(pairs() + i);
            chosen += c;
            rejected += r;
            right += c > r ? 1 : 0;
        }
        return new Rewards(chosen / pairs(), rejected / pairs(), (chosen - rejected) / pairs(), right / pairs(), null);
    }
}
