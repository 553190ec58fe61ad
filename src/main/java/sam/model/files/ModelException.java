package sam.model.files;

import sam.durable.Sentences;

/// A model, adapter or tokenizer folder cannot be used; the message is for the person: what is so and what to do.
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ModelException(String message) {
        super(Sentences.quoting(message));
    }

    public ModelException(String message, Throwable cause) {
        super(Sentences.quoting(message), cause);
    }
}
