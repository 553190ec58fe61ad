package sam.protocol;

import sam.durable.Plain;

/// A knob was given a value it cannot have.
public final class SettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public SettingException(String name, String value, String wanted) {
        super(Plain.text("%s is %s, but must be %s.", name, value, wanted));
    }
}
