package sam.training;

import sam.durable.Sentences;

/// A line of training data that cannot be used; caught where lines are counted.
final class RefusedRow extends RuntimeException {
    private static final long serialVersionUID = 1;

    final String reason;

    RefusedRow(String reason) {
        super(reason, null, false, false);
        this.reason = Sentences.quoting(reason);
    }
}
