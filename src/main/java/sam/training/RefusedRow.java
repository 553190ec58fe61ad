package sam.training;

/// A line of training data that cannot be used; caught where lines are counted.
final class RefusedRow extends RuntimeException {
    private static final long serialVersionUID = 1;

    final String reason;

    RefusedRow(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }
}
