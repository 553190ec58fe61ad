package sam.intake;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sam.catalogue.Catalogue;
import sam.catalogue.Entry;
import sam.durable.Plain;
import sam.library.Origin;
import sam.library.Status;
import sam.library.Tier;

/// What the person said about a file; what is null is found out from its rows and its name.
public record ImportSettings(
        @Nullable Format format,
        @Nullable Tier tier,
        @Nullable String licence,
        @Nullable Integer phase,
        @Nullable String source,
        Status status,
        @Nullable List<Integer> rowGroups,
        @Nullable Mapping mapping) {
    static final String UNKNOWN_LICENCE = "unknown";
    private static final List<String> PERSONAL =
            List.of("roleplay", "role-play", "role_play", "creative", "story", "stories", "personality", "persona");

    /// Everything found out, rows waiting for review.
    public static ImportSettings guess() {
        return new ImportSettings(null, null, null, null, null, Status.WAITING, null, null);
    }

    public ImportSettings withFormat(Format format) {
        return new ImportSettings(format, tier, licence, phase, source, status, rowGroups, mapping);
    }

    public ImportSettings withTier(Tier tier) {
        return new ImportSettings(format, tier, licence, phase, source, status, rowGroups, mapping);
    }

    public ImportSettings withLicence(String licence) {
        return new ImportSettings(format, tier, licence, phase, source, status, rowGroups, mapping);
    }

    public ImportSettings withPhase(int phase) {
        return new ImportSettings(format, tier, licence, phase, source, status, rowGroups, mapping);
    }

    public ImportSettings withSource(String source) {
        return new ImportSettings(format, tier, licence, phase, source, status, rowGroups, mapping);
    }

    public ImportSettings withStatus(Status status) {
        return new ImportSettings(format, tier, licence, phase, source, status, rowGroups, mapping);
    }

    /// Only these row groups of a Parquet file, by their place from 0; the bytes of the others need not be there.
    public ImportSettings withRowGroups(List<Integer> groups) {
        return new ImportSettings(format, tier, licence, phase, source, status, List.copyOf(groups), mapping);
    }

    /// Rows by columns that the person named, whatever they look like.
    public ImportSettings withMapping(Mapping columns) {
        return new ImportSettings(format, tier, licence, phase, source, status, rowGroups, columns);
    }

    /// What holds for the rows of one file.
    record Resolved(String source, Tier tier, String licence, int phase, Origin.@Nullable Maker maker) {
        /// Where a row comes from, which may say so itself.
        Origin origin(Parsed.Taken row) {
            var own = row.own();
            return new Origin(
                    own == null || own.source() == null ? source : own.source(),
                    row.line(),
                    own == null || own.licence() == null ? licence : own.licence(),
                    own == null || own.tier() == null ? tier : own.tier(),
                    Origin.Item.NONE,
                    maker,
                    List.of());
        }
    }

    Resolved resolve(Format found, String fileName) {
        var known = Catalogue.ours().match(found.key(), fileName);
        return new Resolved(
                source != null ? source : known.map(Entry::title).orElse(fileName),
                tier != null
                        ? tier
                        : mapping != null
                                ? tier(mapping)
                                : known.map(Entry::tier).orElse(found.pairs() ? Tier.HIGH_VALUE : Tier.TRAIN_FIRST),
                licence != null ? licence : known.map(Entry::licence).orElse(UNKNOWN_LICENCE),
                phase != null ? phase : known.map(Entry::phase).orElseGet(() -> usualPhase(found, fileName)),
                known.map(Entry::maker).map(Makers::of).orElse(null));
    }

    private static final Pattern TEST = Pattern.compile("(^|[^a-z])test([^a-z]|$)");

    /// Refuses the test split of a set that models are measured by, unless the person says what it is for.
    void requireNoTest(Format found, String fileName) {
        if (tier == null
                && phase == null
                && found.measures()
                && TEST.matcher(fileName.toLowerCase(Locale.ROOT)).find()) {
            throw new ImportException(Plain.text(
                    "%s is called a test split, and tests of %s measure models: one that learnt them cannot be"
                            + " measured any more. Take the train split, or say the phase if it is none.",
                    fileName, found.title()));
        }
    }

    private static Tier tier(Mapping columns) {
        return switch (columns.kind()) {
            case DOCUMENT -> Tier.RETRIEVE_ONLY;
            case PREFERENCE -> Tier.HIGH_VALUE;
            default -> Tier.TRAIN_FIRST;
        };
    }

    private int usualPhase(Format format, String fileName) {
        if (mapping != null && mapping.usualPhase() > 0) {
            return mapping.usualPhase();
        }
        if (format.pairs()) {
            return 4;
        }
        if (format.reasoned()) {
            return 3;
        }
        var name = fileName.toLowerCase(Locale.ROOT);
        return PERSONAL.stream().anyMatch(name::contains) ? 2 : 1;
    }
}
