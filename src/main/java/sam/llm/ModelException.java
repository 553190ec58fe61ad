package sam.llm;

/// A model, adapter or tokenizer folder cannot be used; the message is for the person: what is so and what to do.
///
/// What a stranger's file says can stand in it: control characters become blanks, and a long text loses its middle.
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST = 1_000;

    public ModelException(String message) {
        super(readable(message));
    }

    public ModelException(String message, Throwable cause) {
        super(readable(message), cause);
    }

    private static String readable(String message) {
        var text = message.replaceAll("\\p{Cntrl}+", " ");
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST / 2) + " … " + text.substring(text.length() - LONGEST / 2);
    }
}
