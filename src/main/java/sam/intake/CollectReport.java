package sam.intake;

import java.util.List;
import java.util.Map;

/// What became of a source: rows taken, refused and there already; the first refusals, and all by reason (most frequent
/// first). `licence` names all that its rows carry, separated by commas; `stopped` tells that the person ended it
/// early.
public record CollectReport(
        String source,
        long taken,
        long refused,
        long duplicates,
        String licence,
        Map<String, Long> reasons,
        List<Refusal> refusals,
        boolean stopped) {
    public static final int KEPT_REFUSALS = 1_000;

    public CollectReport {
        refusals = List.copyOf(refusals);
    }

    /// One refusal: where, why, and how it begins.
    public record Refusal(String place, String reason, String row) {}
}
