package sam.protocol;

import java.util.List;

/// How an answer is drawn, with the names of transformers' `generate`. `temperature` 0 is greedy; `topK` 0, `topP`
/// 1, `minP` 0 and `repetitionPenalty` 1 change nothing. `stop` are texts before which the answer ends.
public record AnswerSettings(
        int maxNewTokens,
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        long seed,
        List<String> stop) {
    public AnswerSettings {
        stop = List.copyOf(stop);
    }

    /// Always the likeliest token.
    public static AnswerSettings greedy(int maxNewTokens) {
        return new AnswerSettings(maxNewTokens, 0, 0, 1, 0, 1, 1, List.of());
    }

    /// From the likeliest tokens that hold `topP` of the probability together.
    public static AnswerSettings drawn(int maxNewTokens, double temperature, double topP, long seed) {
        return new AnswerSettings(maxNewTokens, temperature, 0, topP, 0, 1, seed, List.of());
    }
}
