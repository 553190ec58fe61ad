package sam.training;

import java.util.List;

/// The targets of a packed batch: `rows` are the positions whose next token is one, `tokens` those next tokens,
/// `sequences` the number of the sequence each belongs to.
record TargetRows(long[] rows, long[] tokens, long[] sequences) {
    static TargetRows of(List<Row.Tokens> batch) {
        int count = batch.stream().mapToInt(Row.Tokens::targets).sum();
        var rows = new long[count];
        var tokens = new long[count];
        var sequences = new long[count];
        int at = 0;
        int k = 0;
        for (int s = 0; s < batch.size(); s++) {
            var row = batch.get(s);
            for (int t = 1; t < row.ids().length; t++) {
                if (row.target()[t]) {
                    rows[k] = at + t - 1;
                    tokens[k] = row.ids()[t];
                    sequences[k++] = s;
                }
            }
            at += row.ids().length;
        }
        return new TargetRows(rows, tokens, sequences);
    }

    int count() {
        return rows.length;
    }
}
