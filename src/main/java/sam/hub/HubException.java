package sam.hub;

/// What keeps a model from being fetched, as one sentence for the person; it never holds a token or a signed address.
public final class HubException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HubException(String sentence) {
        super(sentence);
    }

    public HubException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
