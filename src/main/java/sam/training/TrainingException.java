package sam.training;

/// Training cannot start or go on: what happened and what to do, a sentence each. What was saved stays.
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String what;
    private final String advice;

    public TrainingException(String what, String advice) {
        super(what + " " + advice);
        this.what = what;
        this.advice = advice;
    }

    public TrainingException(String what, String advice, Throwable cause) {
        this(what, advice);
        initCause(cause);
    }

    public String what() {
        return what;
    }

    public String advice() {
        return advice;
    }
}
