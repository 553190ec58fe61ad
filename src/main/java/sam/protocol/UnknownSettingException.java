package sam.protocol;

/// A knob that does not exist, with the nearest one that does.
public final class UnknownSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public UnknownSettingException(String name, String nearest) {
        super("There is no setting %s; did you mean %s?".formatted(name, nearest));
    }
}
