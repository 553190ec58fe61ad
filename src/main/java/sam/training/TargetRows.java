package sam.training;

import java.util.List;
import java.util.stream.LongStream;
import sam.engine.PackedSequences;

/// The targets of packed sequences: `rows` are the positions whose next token is one, `tokens` those next tokens,
/// `sequences` the number of the sequence each belongs to. A position that several share may be named by each.
record TargetRows(long[] rows, long[] tokens, long[] sequences) {
    /// Of rows that were packed in this order.
    static TargetRows of(PackedSequences packed, List<Row.Tokens> rows) {
        var gathered = new Gathered(packed);
        for (int s = 0; s < rows.size(); s++) {
            gathered.add(s, rows.get(s), s);
        }
        return gathered.rows();
    }

    int count() {
        return rows.length;
    }

    /// Gathers the targets of sequences one after the other.
    static final class Gathered {
        private final PackedSequences packed;
        private final LongStream.Builder rows = LongStream.builder();
        private final LongStream.Builder tokens = LongStream.builder();
        private final LongStream.Builder sequences = LongStream.builder();

        Gathered(PackedSequences packed) {
            this.packed = packed;
        }

        /// Those of a row, which was packed as the `index`th and is called `sequence` in the answers.
        void add(int index, Row.Tokens row, long sequence) {
            for (int t = 1; t < row.ids().length; t++) {
                if (row.target()[t]) {
                    rows.add(packed.at(index, t - 1));
                    tokens.add(row.ids()[t]);
                    sequences.add(sequence);
                }
            }
        }

        TargetRows rows() {
            return new TargetRows(
                    rows.build().toArray(),
                    tokens.build().toArray(),
                    sequences.build().toArray());
        }
    }
}
