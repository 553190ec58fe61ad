package sam.catalogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sam.library.Tier;

/// One source a person can choose.
///
/// - `address`: where it is collected from, or a pattern with a part in capitals that the person fills in, or null
///   where it is no service (files of one's own).
/// - `tierNumber`, `phase`: how it may be used, and for what.
/// - `target`: the id of the [Target] it serves, or null for what is only retrieved.
/// - `licence`: SPDX where there is one; "various" where each row says its own.
/// - `maker`: the model that wrote it, or null for what people wrote.
/// - `rows`, `bytes`: its size as it was at `asOf`, or 0 where that depends on what is chosen.
/// - `take`: how many rows of it are recommended, or 0 for all.
/// - `note`: what is recommended of it, in a sentence or two.
/// - `matches`: formats and parts of file names by which a file of it is known.
/// - `options`: what its collector is told besides.
public record Entry(
        String id,
        String title,
        @Nullable String address,
        @JsonProperty("tier") int tierNumber,
        int phase,
        @Nullable String target,
        String licence,
        @Nullable Made maker,
        Size size,
        String note,
        Match matches,
        Map<String, String> options) {
    /// Who wrote the rows: whose model, and which.
    public record Made(String teacher, String model) {}

    /// How much there is and how much of it is recommended.
    public record Size(long rows, long bytes, long take, String asOf) {
        public static final Size UNKNOWN = new Size(0, 0, 0, "");
    }

    /// How a file of this source is known.
    public record Match(List<String> formats, List<String> files) {
        public static final Match NONE = new Match(List.of(), List.of());

        @JsonCreator
        public Match {
            formats = List.copyOf(formats);
            files = List.copyOf(files);
        }
    }

    @JsonCreator
    public Entry {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
        Tier.of(tierNumber);
        Objects.requireNonNull(licence, "licence");
        note = note == null ? "" : note;
        size = size == null ? Size.UNKNOWN : size;
        matches = matches == null ? Match.NONE : matches;
        options = options == null ? Map.of() : Map.copyOf(options);
    }

    public Tier tier() {
        return Tier.of(tierNumber);
    }

    public Allows allows() {
        return Allows.of(licence);
    }

    /// Whether its address has a part that the person fills in.
    public boolean asks() {
        return address == null || address.matches(".*\\b[A-Z]{3,}.*") && !address.startsWith("hf:");
    }
}
