package sam.library;

/// The codes under which a status lies in the library.
final class StatusCode {
    static final int WAITING = 0;
    static final int ACCEPTED = 1;
    static final int WITHDRAWN = 4;

    private StatusCode() {}

    static int code(Status status) {
        return switch (status) {
            case WAITING -> WAITING;
            case ACCEPTED -> ACCEPTED;
            case REJECTED -> 2;
            case SKIPPED -> 3;
        };
    }

    static Status status(int code) {
        return switch (code) {
            case WAITING -> Status.WAITING;
            case ACCEPTED -> Status.ACCEPTED;
            case 2 -> Status.REJECTED;
            case 3 -> Status.SKIPPED;
            default -> throw new IllegalStateException("no status has the code " + code);
        };
    }
}
