package sam.protocol;

import sam.durable.Plain;

/// A knob that does not exist, with the nearest one that does.
public final class UnknownSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public UnknownSettingException(String name, String nearest) {
        super(Plain.text("There is no setting %s; did you mean %s?", name, nearest));
    }
}
