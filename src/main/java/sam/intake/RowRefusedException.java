package sam.intake;

/// A row cannot become an example; the message says why, in the same words for every row with that fault, so that
/// reasons can be counted. Without a stack trace: a bad file throws it a million times.
final class RowRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RowRefusedException(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
