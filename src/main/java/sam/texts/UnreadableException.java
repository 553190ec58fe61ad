package sam.texts;

/// A file is not what it should be, or nothing to be trusted. The message says so after the file's name, as in "x.epub
/// …", and names no single case, so that many files can be counted by it.
public final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnreadableException(String message) {
        super(message);
    }

    public UnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
