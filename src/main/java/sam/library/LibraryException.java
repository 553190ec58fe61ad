package sam.library;

import org.jspecify.annotations.Nullable;

/// The library cannot do what was asked; the message is for the person: what happened and what to do.
public final class LibraryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LibraryException(String message) {
        super(message);
    }

    public LibraryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
