package sam.training;

import java.util.ArrayList;
import java.util.List;
import sam.durable.Plain;
import sam.protocol.Rewards;
import sam.protocol.TrainingSettings;

/// The rows of a run that are learnt and those that are only looked at.
///
/// A row is held out by its own SHA-256 alone, so it stays on its side whatever is added to the data, however it is
/// ordered, and whatever the seed; a larger `eval_share` holds out the same rows and more.
public record Evaluation(List<Row> learnt, List<Row> held) {
    /// What the model says of the held-out rows: the loss as in training, without dropout, as a mean over all of them.
    public record Said(double loss, Rewards rewards) {}

    static Evaluation split(List<Row> rows, TrainingSettings settings) {
        if (!settings.evaluation().evaluates()) {
            return new Evaluation(rows, List.of());
        }
        var learnt = new ArrayList<Row>();
        var held = new ArrayList<Row>();
        for (var row : rows) {
            (RowHash.of(row).place() < settings.evaluation().evalShare() ? held : learnt).add(row);
        }
        if (held.isEmpty() || learnt.isEmpty()) {
            throw new TrainingException(
                    Plain.text(
                            "eval_share %s holds out %s of the %d rows.",
                            settings.evaluation().evalShare(), held.isEmpty() ? "none" : "all", rows.size()),
                    Plain.text("Choose a %s share, or eval_strategy=no.", held.isEmpty() ? "larger" : "smaller"));
        }
        return new Evaluation(List.copyOf(learnt), List.copyOf(held));
    }
}
