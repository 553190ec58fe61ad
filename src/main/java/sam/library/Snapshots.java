package sam.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Freezes what a phase trains on: `train.jsonl` (TRL shapes) and `manifest.json` with counts and SHA-256.
public final class Snapshots {
    private Snapshots() {}

    public record Manifest(
            int phase,
            int rows,
            Map<Integer, Integer> replayed,
            Map<String, Integer> sources,
            Map<String, Integer> licences,
            long seed,
            String sha256) {}

    /// Writes the accepted examples of `phase` and, of each earlier phase in `replay`, that many rows drawn by `seed`.
    /// Refuses Tier 3 and an empty result with a sentence.
    public static Manifest write(Library library, int phase, Map<Integer, Integer> replay, long seed, Path folder)
            throws IOException {
        throw new UnsupportedOperationException();
    }
}
