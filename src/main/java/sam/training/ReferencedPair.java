package sam.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import sam.llm.LoadedModel;

/// A preference pair with what the stack below says of both answers: summed log p of their target tokens.
record ReferencedPair(Row.Pair pair, double referenceChosen, double referenceRejected) {
    /// What the stack below says of every pair of the rows, once: the top does not exist yet for it.
    static List<ReferencedPair> of(List<Row> rows, LoadedModel model, LongConsumer done) throws IOException {
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

    /// The pairs' numbers beside what a policy says: `policy` holds the chosen answers' sums, then the rejected ones'.
    static DpoObjective.Logps logps(List<ReferencedPair> pairs, double[] policy) {
        int n = pairs.size();
        var reference = new double[2 * n];
        var tokens = new int[2 * n];
        for (int i = 0; i < n; i++) {
            reference[i] = pairs.get(i).referenceChosen;
            reference[n + i] = pairs.get(i).referenceRejected;
            tokens[i] = pairs.get(i).pair.chosen().targets();
            tokens[n + i] = pairs.get(i).pair.rejected().targets();
        }
        return new DpoObjective.Logps(policy, reference, tokens);
    }
}
