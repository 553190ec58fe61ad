package sam.datasets;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.hub.HubException;
import sam.hub.HubId;
import sam.intake.Format;
import sam.intake.ImportException;

/// What a person asks for: `ORG/NAME[@REV][#CONFIG/SPLIT]`. Config and split are null where they are not named; the
/// config `*` means a sample of all. `?as=FORMAT` at the end says what its rows are read as.
record SetName(
        HubId id,
        @Nullable String config,
        @Nullable String split,
        @Nullable Format format) {
    static final String ALL = "*";
    private static final Pattern PART = Pattern.compile("[^/#\\p{Cntrl}]{1,200}");

    static SetName parse(String whole) {
        int as = whole.indexOf("?as=");
        var format = as < 0 ? null : format(whole.substring(as + 4));
        var text = as < 0 ? whole : whole.substring(0, as);
        int hash = text.indexOf('#');
        var id = hash < 0 ? text : text.substring(0, hash);
        var part = hash < 0 ? "" : text.substring(hash + 1);
        int slash = part.indexOf('/');
        var config = slash < 0 ? part : part.substring(0, slash);
        var split = slash < 0 ? "" : part.substring(slash + 1);
        if (hash >= 0 && !PART.matcher(config).matches()
                || slash >= 0 && !PART.matcher(split).matches()) {
            throw new ImportException(Plain.text(
                    "“%s” names no part of a data set. Write hf:ORG/NAME#CONFIG/SPLIT.", Sentences.quoting(text)));
        }
        try {
            return new SetName(
                    HubId.parse(id), config.isEmpty() ? null : config, split.isEmpty() ? null : split, format);
        } catch (HubException e) {
            throw new ImportException(
                    Plain.text(
                            "“%s” is no data set of the hub. Write hf:ORG/NAME, as its page shows it.",
                            Sentences.quoting(id)),
                    e);
        }
    }

    private static Format format(String key) {
        try {
            return Format.of(key);
        } catch (IllegalArgumentException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The same set, with a part of it.
    String with(String otherConfig, String otherSplit) {
        return "hf:" + id + "#" + otherConfig + "/" + otherSplit;
    }
}
