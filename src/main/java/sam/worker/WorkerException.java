package sam.worker;

/// A job cannot be done; the message is for the person.
public final class WorkerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WorkerException(String message) {
        super(message);
    }
}
