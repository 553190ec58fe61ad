package sam.model.gguf;

/// A GGUF file cannot be used; the message is for the person: which file, where, and what to do.
public final class GgufException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GgufException(String message) {
        super(message);
    }
}
