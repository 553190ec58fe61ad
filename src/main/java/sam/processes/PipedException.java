package sam.processes;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A process that did heavy work ended before it was done; the message is for the person.
public final class PipedException extends IOException {
    private static final long serialVersionUID = 1;

    public PipedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
