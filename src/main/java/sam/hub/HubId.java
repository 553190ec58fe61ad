package sam.hub;

import java.util.regex.Pattern;
import sam.durable.Plain;

/// A model's name on the hub, `ORG/NAME`, and the branch, tag or commit that is meant.
public record HubId(String org, String name, String revision) {
    private static final String PART = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
    private static final Pattern SHAPE =
            Pattern.compile("(" + PART + ")/(" + PART + ")(?:@([A-Za-z0-9][A-Za-z0-9._/-]{0,255}))?");
    private static final String NEWEST = "main";

    /// Reads `ORG/NAME` or `ORG/NAME@revision`.
    public static HubId parse(String text) {
        var found = SHAPE.matcher(text);
        if (!found.matches()
                || text.contains("..")
                || text.replaceFirst("@.*", "").contains("--")) {
            throw new HubException(Plain.text(
                    "\"%s\" is no name on the hub. Write ORG/NAME, or ORG/NAME@revision, as its page shows it.",
                    sam.durable.Sentences.quoting(text)));
        }
        var revision = found.group(3);
        return new HubId(found.group(1), found.group(2), revision == null ? NEWEST : revision);
    }

    /// `ORG/NAME`, without the revision.
    public String path() {
        return org + "/" + name;
    }

    /// The folder it is kept in; the hub allows no "--" in a name, so two models never share one.
    public String folderName() {
        return org + "--" + name;
    }

    @Override
    public String toString() {
        return revision.equals(NEWEST) ? path() : path() + "@" + revision;
    }
}
