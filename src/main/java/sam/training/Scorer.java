package sam.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import sam.engine.LoadedModel;
import sam.engine.ModelPass;
import sam.memory.MemoryChoice;
import sam.packing.Calls;
import sam.torch.Scope;

/// How probable a model finds its rows: summed log p of the targets, and how many they are.
public final class Scorer {
    private Scorer() {}

    /// The sum over a sequence's targets. `perplexity` of several is exp(-Σ logp / Σ tokens).
    public record Logp(double logp, int tokens) {}

    /// Scores sequences in the given order; `done` hears how many are finished.
    public static List<Logp> score(LoadedModel model, List<Row.Tokens> rows, LongConsumer done) throws IOException {
        return score(model, model.pass(), rows, done);
    }

    /// The same by a pass of its own, as a LoRA in training has.
    static List<Logp> score(LoadedModel model, ModelPass pass, List<Row.Tokens> rows, LongConsumer done)
            throws IOException {
        var numbered = new ArrayList<Numbered>();
        for (int i = 0; i < rows.size(); i++) {
            numbered.add(new Numbered(i, rows.get(i)));
        }
        var results = new Logp[rows.size()];
        long finished = 0;
        for (var group : Calls.of(numbered, n -> n.row.sequences(), MemoryPlan.scoredTokens(model.config()))) {
            try (var step = model.scope().inner()) {
                var sequences = group.stream().map(Numbered::row).toList();
                var batch = PackedBatch.of(sequences);
                var targets = batch.targets();
                var sums = new double[group.size()];
                if (targets.count() > 0) {
                    var values = logps(pass, batch, step);
                    for (int k = 0; k < values.length; k++) {
                        sums[(int) targets.sequences()[k]] += values[k];
                    }
                }
                for (int i = 0; i < group.size(); i++) {
                    results[group.get(i).index] =
                            new Logp(sums[i], sequences.get(i).targets());
                }
            }
            finished += group.size();
            done.accept(finished);
        }
        return List.of(results);
    }

    /// The sums of the chosen and of the rejected answer of every pair, in the given order.
    static double[][] pairs(LoadedModel model, List<Row.Pair> pairs, LongConsumer done) throws IOException {
        return pairs(model, model.pass(), pairs, done);
    }

    static double[][] pairs(LoadedModel model, ModelPass pass, List<Row.Pair> pairs, LongConsumer done)
            throws IOException {
        var results = new double[pairs.size()][2];
        var finished = new long[1];
        pairs(model, pass, pairs, _ -> true, (group, logps) -> {
            for (int i = 0; i < logps.length; i++) {
                results[group.get(i)] = logps[i];
            }
            finished[0] += logps.length;
            done.accept(finished[0]);
        });
        return results;
    }

    /// Scores the groups of pairs that are wanted, named by their places in the list, and tells the two sums of
    /// each. Which pairs go together depends on the list alone, so a group left out changes no digit of the others.
    static void pairs(
            LoadedModel model,
            ModelPass pass,
            List<Row.Pair> pairs,
            Predicate<List<Integer>> wanted,
            BiConsumer<List<Integer>, double[][]> told)
            throws IOException {
        var places = IntStream.range(0, pairs.size()).boxed().toList();
        for (var group : Calls.of(places, i -> pairs.get(i).sequences(), MemoryPlan.scoredTokens(model.config()))) {
            if (!wanted.test(group)) {
                continue;
            }
            var results = new double[group.size()][2];
            try (var step = model.scope().inner()) {
                var batch = PackedBatch.ofPairs(group.stream().map(pairs::get).toList(), false);
                var logps = logps(pass, batch, step);
                for (int k = 0; k < logps.length; k++) {
                    int sequence = (int) batch.targets().sequences()[k];
                    results[sequence % group.size()][sequence / group.size()] += logps[k];
                }
            }
            told.accept(group, results);
        }
    }

    private static float[] logps(ModelPass pass, PackedBatch batch, Scope step) throws IOException {
        var targets = batch.targets();
        return pass.logps(batch.packed().open(step), targets.rows(), targets.tokens(), MemoryChoice.LOGITS, step);
    }

    private record Numbered(int index, Row.Tokens row) {}
}
