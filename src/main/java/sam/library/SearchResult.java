package sam.library;

import java.util.List;

/// What a search found. While an import or an update is still being indexed, `unindexed` tells how many rows could not
/// be looked at.
public record SearchResult(List<StoredExample> rows, long unindexed) {
    public SearchResult {
        rows = List.copyOf(rows);
    }

    public boolean complete() {
        return unindexed == 0;
    }
}
