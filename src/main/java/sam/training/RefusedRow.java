package sam.training;

import sam.durable.Sentences;

/// A line of training data that cannot be used; caught where lines are counted.
final class RefusedRow extends RuntimeException {
    private static final long serialVersionUID = 1;

    final String reason;

    /// Whether it could have been used in its whole length.
    final boolean wasCut;

    /// Whether nothing of its answer was left then.
    final boolean lostItsAnswer;

    RefusedRow(String reason) {
        this(reason, false, false);
    }

    private RefusedRow(String reason, boolean wasCut, boolean lostItsAnswer) {
        super(reason, null, false, false);
        this.reason = Sentences.quoting(reason);
        this.wasCut = wasCut;
        this.lostItsAnswer = lostItsAnswer;
    }

    /// A row that is of no use any more where it was cut.
    static RefusedRow cut(String reason, boolean lostItsAnswer) {
        return new RefusedRow(reason, true, lostItsAnswer);
    }
}
