package sam.sources;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.catalogue.Allows;
import sam.catalogue.Catalogue;
import sam.catalogue.Entry;
import sam.library.SourceSummary;
import sam.library.Tier;

/// One line of the page: a source of the catalogue, or one that the library holds, or both.
record SourceRow(@Nullable Entry entry, @Nullable SourceSummary there) {
    /// Joins what can be collected with what was: by tier; what is there before what is not.
    static List<SourceRow> of(Catalogue catalogue, List<SourceSummary> library) {
        var rows = new ArrayList<SourceRow>();
        for (var tier : Tier.values()) {
            var seen = new HashSet<String>();
            library.stream().filter(source -> source.tier() == tier).forEach(source -> {
                seen.add(source.source());
                rows.add(new SourceRow(named(catalogue, source.source()).orElse(null), source));
            });
            catalogue.sources().stream()
                    .filter(entry -> entry.tier() == tier && !seen.contains(entry.title()))
                    .forEach(entry -> rows.add(new SourceRow(entry, null)));
        }
        return rows;
    }

    private static Optional<Entry> named(Catalogue catalogue, String title) {
        return catalogue.sources().stream()
                .filter(entry -> entry.title().equals(title))
                .findFirst();
    }

    /// What tells it from every other row while counts change.
    String key() {
        return there == null
                ? "entry " + java.util.Objects.requireNonNull(entry).id()
                : "source " + there.source() + " " + there.phase() + " " + there.tier() + " " + there.licence();
    }

    String source() {
        return there == null ? java.util.Objects.requireNonNull(entry).title() : there.source();
    }

    Tier tier() {
        return there == null ? java.util.Objects.requireNonNull(entry).tier() : there.tier();
    }

    int phase() {
        return there == null ? java.util.Objects.requireNonNull(entry).phase() : there.phase();
    }

    String licence() {
        return there == null ? java.util.Objects.requireNonNull(entry).licence() : there.licence();
    }

    Allows allows() {
        return Allows.of(licence());
    }

    boolean isThere() {
        return there != null;
    }

    /// Rows in the library, or as many as the source is said to hold.
    long rows() {
        return there == null ? java.util.Objects.requireNonNull(entry).size().rows() : there.rows();
    }

    long accepted() {
        return there == null ? 0 : there.accepted();
    }

    long diffs() {
        return there == null ? 0 : there.diffs();
    }

    long waiting() {
        return there == null ? 0 : there.waiting();
    }
}
