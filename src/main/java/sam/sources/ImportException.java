package sam.sources;

/// A file cannot be imported, or not to its end; the message is for the person.
public final class ImportException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ImportException(String message) {
        super(message);
    }

    public ImportException(String message, Throwable cause) {
        super(message, cause);
    }
}
