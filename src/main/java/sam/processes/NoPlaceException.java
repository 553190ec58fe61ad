package sam.processes;

/// There is no folder to run a native library from; the message names it and says what to do.
public final class NoPlaceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NoPlaceException(String message) {
        super(message);
    }
}
