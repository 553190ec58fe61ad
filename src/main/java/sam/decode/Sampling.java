package sam.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sam.durable.Plain;
import sam.model.files.ModelException;

/// How to pick the next token and when to end, with the names, meaning and order of transformers' `generate`:
/// repetition penalty, temperature, top-k, top-p, min-p.
///
/// `temperature` 0 is greedy; `topK` 0, `topP` 1, `minP` 0 and `repetitionPenalty` 1 change nothing. `stop` are texts
/// before which the answer ends, `stopTokens` tokens beside the model's own.
public record Sampling(
        int maxNewTokens,
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        long seed,
        List<String> stop,
        Set<Integer> stopTokens) {
    public Sampling {
        stop = List.copyOf(stop);
        stopTokens = Set.copyOf(stopTokens);
        need(maxNewTokens >= 1, "max-new-tokens is %s, but must be at least 1.", maxNewTokens);
        need(temperature >= 0, "temperature is %s, but must be 0 (greedy) or more.", temperature);
        need(topK >= 0, "top-k is %s, but must be 0 (off) or more.", topK);
        need(topP > 0 && topP <= 1, "top-p is %s, but must be above 0 and at most 1 (off).", topP);
        need(minP >= 0 && minP <= 1, "min-p is %s, but must be between 0 (off) and 1.", minP);
        need(repetitionPenalty > 0, "repetition-penalty is %s, but must be above 0; 1 is off.", repetitionPenalty);
        need(stop.stream().noneMatch(String::isEmpty), "A stop text is empty. Name the text to stop at.", "");
    }

    public static Sampling greedy(int maxNewTokens) {
        return new Sampling(maxNewTokens, 0, 0, 1, 0, 1, 0, List.of(), Set.of());
    }

    /// The same with more texts to stop at.
    public Sampling stoppingAt(List<String> more) {
        var all = new ArrayList<>(stop);
        all.addAll(more);
        return new Sampling(maxNewTokens, temperature, topK, topP, minP, repetitionPenalty, seed, all, stopTokens);
    }

    private static void need(boolean fine, String sentence, Object value) {
        if (!fine) {
            throw new ModelException(Plain.text(sentence, value));
        }
    }
}
