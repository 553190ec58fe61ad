package sam.training;

import java.util.ArrayList;
import java.util.List;
import sam.engine.PackedSequences;

/// Rows that go through the model together, and what it is asked to say in them.
record PackedBatch(PackedSequences packed, TargetRows targets) {
    static PackedBatch of(List<Row.Tokens> rows) {
        var packed = PackedSequences.of(rows.stream().map(Row.Tokens::ids).toList());
        return new PackedBatch(packed, TargetRows.of(packed, rows));
    }

    /// Of the targets sequence i is the chosen answer of pair i, n + i the rejected one. With `prompts`, the other
    /// tokens of the chosen sequence of pair i are targets too, of sequence 2n + i.
    static PackedBatch ofPairs(List<Row.Pair> pairs, boolean prompts) {
        var sequences = new ArrayList<int[]>();
        pairs.forEach(pair -> pair.sequences().forEach(each -> sequences.add(each.ids())));
        var packed = PackedSequences.of(sequences);
        var targets = new TargetRows.Gathered(packed);
        int n = pairs.size();
        for (int i = 0; i < n; i++) {
            targets.add(2 * i, pairs.get(i).chosen(), i);
            targets.add(2 * i + 1, pairs.get(i).rejected(), (long) n + i);
        }
        for (int i = 0; prompts && i < n; i++) {
            targets.add(2 * i, pairs.get(i).chosen().opposite(), 2L * n + i);
        }
        return new PackedBatch(packed, targets.rows());
    }
}
