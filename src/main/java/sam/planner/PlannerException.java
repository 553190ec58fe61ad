package sam.planner;

/// A plan cannot be made; the message is for the person: what is so and what to do.
public final class PlannerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PlannerException(String message) {
        super(message);
    }

    public PlannerException(String message, Throwable cause) {
        super(message, cause);
    }
}
