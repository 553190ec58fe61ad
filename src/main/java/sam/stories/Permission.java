package sam.stories;

import java.util.Arrays;
import java.util.stream.Collectors;
import sam.durable.Plain;
import sam.intake.ImportException;

/// What the person may do with a work, asked once per work: it is their own, its author allows training on it, or
/// neither. An adapter trained without the author's permission stays private; the licence of its rows says so.
public enum Permission {
    OWN("own", "own"),
    GRANTED("granted", "permission"),
    NONE("none", "all rights reserved");

    private final String option;
    private final String licence;

    Permission(String option, String licence) {
        this.option = option;
        this.licence = licence;
    }

    /// Its name among the options of an order.
    public String option() {
        return option;
    }

    /// The licence its rows carry; [sam.library.LicenceKind] knows it.
    public String licence() {
        return licence;
    }

    static Permission of(String option) {
        for (var permission : values()) {
            if (permission.option.equals(option)) {
                return permission;
            }
        }
        throw new ImportException(Plain.text(
                "There is no permission \"%s\". Say one of: %s.",
                option, Arrays.stream(values()).map(Permission::option).collect(Collectors.joining(", "))));
    }
}
