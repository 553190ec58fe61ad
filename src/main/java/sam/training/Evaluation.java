package sam.training;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Hashes;
import sam.protocol.TrainingSettings;

/// The rows of a run that are learnt and those that are only looked at.
///
/// A row is held out by its own SHA-256 alone, so it stays on its side whatever is added to the data, however it is
/// ordered, and whatever the seed; a larger `eval_share` holds out the same rows and more.
record Evaluation(List<Row> learnt, List<Row> held) {
    /// What the model says of the held-out rows: the loss as in training, without dropout, as a mean over all of them.
    record Said(double loss, @Nullable DpoObjective preference) {}

    static Evaluation split(List<Row> rows, TrainingSettings settings) {
        if (!settings.evaluates()) {
            return new Evaluation(rows, List.of());
        }
        var learnt = new ArrayList<Row>();
        var held = new ArrayList<Row>();
        for (var row : rows) {
            (place(row) < settings.evalShare() ? held : learnt).add(row);
        }
        if (held.isEmpty() || learnt.isEmpty()) {
            throw new TrainingException(
                    "eval_share %s holds out %s of the %d rows."
                            .formatted(settings.evalShare(), held.isEmpty() ? "none" : "all", rows.size()),
                    "Choose a %s share, or eval_strategy=no.".formatted(held.isEmpty() ? "larger" : "smaller"));
        }
        return new Evaluation(List.copyOf(learnt), List.copyOf(held));
    }

    /// A number from 0 to below 1 that is a row's own.
    private static double place(Row row) {
        var digest = Hashes.sha256();
        switch (row) {
            case Row.Tokens tokens -> take(digest, tokens);
            case Row.Pair(var chosen, var rejected) -> {
                take(digest, chosen);
                take(digest, rejected);
            }
        }
        return (ByteBuffer.wrap(digest.digest()).getLong() >>> 11) * 0x1p-53;
    }

    private static void take(MessageDigest digest, Row.Tokens row) {
        var bytes = ByteBuffer.allocate(4 + 5 * row.ids().length);
        bytes.putInt(row.ids().length);
        for (int t = 0; t < row.ids().length; t++) {
            bytes.putInt(row.ids()[t]).put((byte) (row.target()[t] ? 1 : 0));
        }
        digest.update(bytes.array());
    }
}
