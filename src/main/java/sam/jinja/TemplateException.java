package sam.jinja;

/// A chat template cannot be read, goes beyond what is computed here, or itself refuses the conversation.
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TemplateException(String message) {
        super(message);
    }
}
