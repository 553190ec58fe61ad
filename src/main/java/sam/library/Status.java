package sam.library;

/// What the person has said of an example; derived from the decisions, newest wins.
public enum Status {
    WAITING,
    ACCEPTED,
    REJECTED,
    SKIPPED
}
