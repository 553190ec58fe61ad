package sam.workers;

/// A run cannot be started, resumed or read; the message is for the person.
public final class RunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RunException(String message) {
        super(message);
    }
}
