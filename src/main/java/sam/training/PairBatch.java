package sam.training;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import sam.llm.TokenBatch;
import sam.torch.Scope;

/// Preference pairs as one batch. Where a pair's answers share a prompt worth sharing, its tokens are computed once for
/// both; the log-probs and gradients are those of the two sequences.
///
/// `rows`, `tokens` and `sequences` are as in `TargetRows`: sequence i is the chosen answer of pair i, n + i the
/// rejected one.
record PairBatch(List<TokenBatch.Branched> packed, boolean shared, long[] rows, long[] tokens, long[] sequences) {
    /// A shorter prompt is cheaper computed twice than its rows are alone.
    private static final int WORTH_SHARING = 32;

    static PairBatch of(List<Row.Pair> pairs) {
        return of(pairs, false);
    }

    /// With `prompts`, the other tokens of the chosen sequence of pair i are targets too, of sequence 2n + i.
    static PairBatch of(List<Row.Pair> pairs, boolean prompts) {
        var batch = answers(pairs);
        return prompts ? batch.withPrompts(pairs) : batch;
    }

    private static PairBatch answers(List<Row.Pair> pairs) {
        boolean shared = pairs.stream().allMatch(pair -> prefix(pair) >= WORTH_SHARING);
        return shared ? branching(pairs) : apart(pairs);
    }

    /// How many tokens of work a pair is, counting what is shared once.
    static int work(Row.Pair pair) {
        int prefix = prefix(pair);
        return pair.tokens() - (prefix >= WORTH_SHARING ? prefix : 0);
    }

    private PairBatch withPrompts(List<Row.Pair> pairs) {
        var allRows = LongStream.builder();
        var allTokens = LongStream.builder();
        var allSequences = LongStream.builder();
        long at = 0;
        for (int i = 0; i < pairs.size(); i++) {
            var chosen = pairs.get(i).chosen();
            for (int t = 1; t < chosen.ids().length; t++) {
                if (!chosen.target()[t]) {
                    allRows.add(at + t - 1);
                    allTokens.add(chosen.ids()[t]);
                    allSequences.add(2L * pairs.size() + i);
                }
            }
            at += packed.get(i).ids().length + packed.get(i).branch().length;
        }
        return new PairBatch(
                packed,
                shared,
                LongStream.concat(LongStream.of(rows), allRows.build()).toArray(),
                LongStream.concat(LongStream.of(tokens), allTokens.build()).toArray(),
                LongStream.concat(LongStream.of(sequences), allSequences.build())
                        .toArray());
    }

    TokenBatch open(Scope step) {
        return shared
                ? TokenBatch.branched(step, packed)
                : TokenBatch.of(
                        step, packed.stream().map(TokenBatch.Branched::ids).toList());
    }

    /// Tokens that stand at the start of both sequences and that neither is asked to say.
    static int prefix(Row.Pair pair) {
        var chosen = pair.chosen();
        var rejected = pair.rejected();
        int most = Math.min(chosen.ids().length, rejected.ids().length);
        int prefix = 0;
        while (prefix < most
                && chosen.ids()[prefix] == rejected.ids()[prefix]
                && !chosen.target()[prefix]
                && !rejected.target()[prefix]) {
            prefix++;
        }
        return prefix;
    }

    private static PairBatch apart(List<Row.Pair> pairs) {
        var sequences = new ArrayList<Row.Tokens>();
        pairs.forEach(pair -> sequences.add(pair.chosen()));
        pairs.forEach(pair -> sequences.add(pair.rejected()));
        var targets = TargetRows.of(sequences);
        return new PairBatch(
                sequences.stream()
                        .map(row -> TokenBatch.Branched.plain(row.ids()))
                        .toList(),
                false,
                targets.rows(),
                targets.tokens(),
                targets.sequences());
    }

    private static PairBatch branching(List<Row.Pair> pairs) {
        var packed = new ArrayList<TokenBatch.Branched>();
        var rows = LongStream.builder();
        var tokens = LongStream.builder();
        var sequences = LongStream.builder();
        long at = 0;
        for (int i = 0; i < pairs.size(); i++) {
            var pair = pairs.get(i);
            int prefix = prefix(pair);
            var chosen = pair.chosen();
            var rejected = pair.rejected();
            for (int t = 1; t < chosen.ids().length; t++) {
                if (chosen.target()[t]) {
                    rows.add(at + t - 1);
                    tokens.add(chosen.ids()[t]);
                    sequences.add(i);
                }
            }
            long branch = at + chosen.ids().length - prefix;
            for (int t = 1; t < rejected.ids().length; t++) {
                if (rejected.target()[t]) {
                    rows.add(t <= prefix ? at + t - 1 : branch + t - 1);
                    tokens.add(rejected.ids()[t]);
                    sequences.add(pairs.size() + (long) i);
                }
            }
            var end = java.util.Arrays.copyOfRange(rejected.ids(), prefix, rejected.ids().length);
            packed.add(new TokenBatch.Branched(chosen.ids(), prefix, end));
            at += chosen.ids().length + end.length;
        }
        return new PairBatch(
                packed,
                true,
                rows.build().toArray(),
                tokens.build().toArray(),
                sequences.build().toArray());
    }
}
