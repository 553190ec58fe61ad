package sam.catalogue;

/// A list of sources that cannot be read; the message is for the person.
public final class CatalogueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CatalogueException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
