package sam.project;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import sam.durable.AtomicFiles;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.durable.Plain;
import sam.library.LibraryException;

/// Freezes what a phase trains on: `train.jsonl` (TRL shapes) and `manifest.json` with counts and SHA-256.
public final class Snapshots {
    private Snapshots() {}

    /// `rows` counts every line; `replayed` how many of them come from each earlier phase; `leftOut` the judged
    /// examples of the phase that the file's one shape cannot hold (answers beside pairs, or the other way round);
    /// `limits` how much of a source was to be taken, where that was not all of it.
    public record Manifest(
            int phase,
            int rows,
            Map<Integer, Integer> replayed,
            Map<String, Integer> sources,
            Map<String, Integer> licences,
            long seed,
            String sha256,
            int leftOut,
            Map<String, Limit> limits) {
        public Manifest {
            limits = limits == null ? Map.of() : Map.copyOf(limits);
        }
    }

    /// Writes what is selected, drawn by `seed`, and refuses an empty result with a sentence.
    public static Manifest write(PhaseSelection selection, long seed, Path folder) throws IOException {
        var file = folder.resolve("train.jsonl");
        var temporary = AtomicFiles.sibling(file);
        Files.createDirectories(folder);
        try {
            var draft = new Draft(selection);
            int leftOut;
            try (var writer = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
                leftOut = selection.stream(seed, chosen -> draft.write(writer, chosen));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            if (draft.own == 0) {
                throw new LibraryException(Plain.text(
                        "Phase %d has no accepted examples to train on. Accept some in Review or Pairs first.",
                        selection.phase()));
            }
            AtomicFiles.forceFile(temporary);
            var manifest = new Manifest(
                    selection.phase(),
                    draft.rows,
                    draft.replayed,
                    draft.sources,
                    draft.licences,
                    seed,
                    Hashes.sha256(temporary),
                    leftOut,
                    selection.limits());
            // without its manifest a file is no snapshot: between these steps a reader finds none, never a wrong one
            Files.deleteIfExists(folder.resolve("manifest.json"));
            AtomicFiles.publish(temporary, file);
            AtomicFiles.write(folder.resolve("manifest.json"), Json.pretty(manifest));
            return manifest;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// The file being written and what it holds so far.
    private static final class Draft {
        private final int phase;
        private final Map<Integer, Integer> replayed = new TreeMap<>();
        private final Map<String, Integer> sources = new TreeMap<>();
        private final Map<String, Integer> licences = new TreeMap<>();
        private int rows;
        private int own;

        Draft(PhaseSelection selection) {
            this.phase = selection.phase();
            selection.replay().keySet().forEach(earlier -> replayed.put(earlier, 0));
        }

        void write(BufferedWriter writer, PhaseSelection.Chosen chosen) {
            try {
                for (var line : chosen.lines()) {
                    writer.write(line);
                    writer.write('\n');
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            int lines = chosen.lines().size();
            rows += lines;
            if (chosen.from() == phase) {
                own += lines;
            } else {
                replayed.merge(chosen.from(), lines, Integer::sum);
            }
            sources.merge(chosen.row().origin().source(), 1, Integer::sum);
            licences.merge(chosen.row().origin().licence(), 1, Integer::sum);
        }
    }
}
