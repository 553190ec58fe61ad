package sam.training;

import java.util.List;

/// A preference pair with what the stack below says of both answers: summed log p of their target tokens.
record ReferencedPair(Row.Pair pair, double referenceChosen, double referenceRejected) {
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
