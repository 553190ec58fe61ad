package sam.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import sam.engine.LoadedModel;

/// A preference pair with what the stack below says of both answers: summed log p of their target tokens.
public record ReferencedPair(Row.Pair pair, double referenceChosen, double referenceRejected) {
    /// What the stack below says of every pair of the rows, once: the top does not exist yet for it.
    public static List<ReferencedPair> of(List<Row> rows, LoadedModel model, LongConsumer done) throws IOException {
        var pairs = rows.stream()
                .filter(Row.Pair.class::isInstance)
                .map(Row.Pair.class::cast)
                .toList();
        if (pairs.isEmpty()) {
            return List.of();
        }
        var logps = Scorer.pairs(model, pairs, done);
        var referenced = new ArrayList<ReferencedPair>();
        for (int i = 0; i < logps.length; i++) {
            referenced.add(new ReferencedPair(pairs.get(i), logps[i][0], logps[i][1]));
        }
        return referenced;
    }

    /// The pairs' numbers beside what a policy says: `policy` holds the chosen answers' sums, then the rejected
    /// ones', then those of the chosen ones' prompts where somebody asks for them.
    static PairLogps logps(List<ReferencedPair> pairs, double[] policy) {
        int n = pairs.size();
        var logps = PairLogps.room(n);
        for (int i = 0; i < n; i++) {
            var pair = pairs.get(i);
            logps.reference()[i] = pair.referenceChosen;
            logps.reference()[n + i] = pair.referenceRejected;
            logps.tokens()[i] = pair.pair.chosen().targets();
            logps.tokens()[n + i] = pair.pair.rejected().targets();
            if (policy.length > 2 * n) {
                logps.prompts()[i] = policy[2 * n + i];
                logps.promptTokens()[i] = pair.pair.chosen().ids().length - 1 - logps.tokens()[i];
            }
        }
        System.arraycopy(policy, 0, logps.policy(), 0, 2 * n);
        return logps;
    }
}
