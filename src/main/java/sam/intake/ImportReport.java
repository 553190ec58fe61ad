package sam.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import sam.library.Tier;

/// What became of a file: rows taken, refused and already there, the first 1,000 refusals, and all counted by reason
/// (most frequent first). `ignored` are the fields that were left out because they do not change what a row means, and
/// `notes` what was cleaned, each with its count of rows. `cancelled` tells that the person stopped it; what was taken
/// by then stays.
public record ImportReport(
        Path file,
        Format format,
        String source,
        Tier tier,
        String licence,
        int phase,
        long taken,
        long refused,
        long duplicates,
        List<Refusal> refusals,
        Map<String, Long> reasons,
        Map<String, Long> ignored,
        Map<String, Long> notes,
        boolean cancelled) {
    public static final int KEPT_REFUSALS = 1_000;

    static final int KEPT_FIELDS = 200;

    /// One refused row: its line in the file (its place in the list of a JSON array), why, and how it begins, on one
    /// line.
    public record Refusal(long line, String reason, String row) {
        static final int ROW_CHARS = 200;
        private static final Pattern GAPS = Pattern.compile("[\\s\\p{Cntrl}]+");

        /// How a row begins, on one line.
        static String beginning(String row) {
            var flat = GAPS.matcher(row).replaceAll(" ").strip();
            return flat.codePointCount(0, flat.length()) <= ROW_CHARS
                    ? flat
                    : flat.substring(0, flat.offsetByCodePoints(0, ROW_CHARS)) + "…";
        }
    }

    public ImportReport {
        refusals = List.copyOf(refusals);
    }
}
