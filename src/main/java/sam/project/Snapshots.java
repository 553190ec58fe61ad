package sam.project;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import sam.durable.AtomicFiles;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.library.Example;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.StoredExample;
import sam.library.Tier;
import sam.library.TrainingRows;
import sam.protocol.Objective;

/// Freezes what a phase trains on: `train.jsonl` (TRL shapes) and `manifest.json` with counts and SHA-256.
public final class Snapshots {
    private Snapshots() {}

    /// `rows` counts every line; `replayed` how many of them come from each earlier phase; `leftOut` the accepted
    /// examples of the phase that the file's one shape cannot hold (answers beside pairs, or the other way round).
    public record Manifest(
            int phase,
            int rows,
            Map<Integer, Integer> replayed,
            Map<String, Integer> sources,
            Map<String, Integer> licences,
            long seed,
            String sha256,
            int leftOut) {}

    /// Writes the accepted examples of `phase` and, of each earlier phase in `replay`, that many rows drawn by `seed`
    /// (all there are when there are fewer). Never writes Tier 3 and refuses an empty result with a sentence.
    ///
    /// A file holds one shape: pairs for phase 4, answers for the others, unless a phase has only the other shape.
    public static Manifest write(Library library, int phase, Map<Integer, Integer> replay, long seed, Path folder)
            throws IOException {
        return write(library, phase, Optional.empty(), replay, seed, folder);
    }

    /// The same in the shape an objective learns from. For KTO these are single answers with their judgement: what
    /// was accepted is good, what was rejected is not, and a pair is one of each; a rejected pair says nothing of
    /// either.
    public static Manifest write(
            Library library,
            int phase,
            Optional<Objective> objective,
            Map<Integer, Integer> replay,
            long seed,
            Path folder)
            throws IOException {
        if (phase < 1 || phase > 4) {
            throw new LibraryException("There is no phase %d; phases are 1 to 4.".formatted(phase));
        }
        for (var earlier : replay.keySet()) {
            if (earlier < 1 || earlier >= phase) {
                throw new LibraryException(
                        "Phase %d cannot replay phase %d: only earlier phases are replayed.".formatted(phase, earlier));
            }
        }
        long pairs = library.counts(phase, true).accepted();
        long answers = library.counts(phase, false).accepted();
        boolean unsaid = phase == 4 ? pairs > 0 : answers == 0 && pairs > 0;
        var shape = objective.map(Shape::of).orElse(unsaid ? Shape.PAIRS : Shape.ANSWERS);
        var file = folder.resolve("train.jsonl");
        var temporary = AtomicFiles.sibling(file);
        Files.createDirectories(folder);
        try {
            Draft draft;
            try (var writer = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
                draft = new Draft(writer, shape);
                library.accepted(phase, row -> draft.write(row, true, all -> true));
                if (shape == Shape.JUDGED) {
                    library.rejected(phase, row -> draft.write(row, false, all -> true));
                }
                if (draft.rows == 0) {
                    throw new LibraryException(
                            "Phase %d has no accepted examples to train on. Accept some in Review or Pairs first."
                                    .formatted(phase));
                }
                for (var entry : new TreeMap<>(replay).entrySet()) {
                    draft.replay(library, entry.getKey(), entry.getValue(), seed);
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            AtomicFiles.forceFile(temporary);
            var manifest = new Manifest(
                    phase,
                    draft.rows,
                    draft.replayed,
                    draft.sources,
                    draft.licences,
                    seed,
                    Hashes.sha256(temporary),
                    draft.leftOut);
            // without its manifest a file is no snapshot: between these steps a reader finds none, never a wrong one
            Files.deleteIfExists(folder.resolve("manifest.json"));
            AtomicFiles.publish(temporary, file);
            AtomicFiles.write(folder.resolve("manifest.json"), Json.pretty(manifest));
            return manifest;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// What a line of the file is.
    private enum Shape {
        ANSWERS,
        PAIRS,
        JUDGED;

        static Shape of(Objective objective) {
            return switch (objective) {
                case SFT -> ANSWERS;
                case DPO, ORPO, CPO -> PAIRS;
                case KTO -> JUDGED;
            };
        }

        /// The lines an example makes; none where it is of another shape.
        List<String> lines(Example example, boolean accepted) {
            return switch (this) {
                case ANSWERS, PAIRS ->
                    example instanceof Example.Preference == (this == PAIRS)
                            ? TrainingRows.line(example).stream().toList()
                            : List.of();
                case JUDGED -> TrainingRows.judged(example, accepted);
            };
        }
    }

    /// The file being written and what it holds so far.
    private static final class Draft {
        private final BufferedWriter writer;
        private final Map<Integer, Integer> replayed = new TreeMap<>();
        private final Map<String, Integer> sources = new TreeMap<>();
        private final Map<String, Integer> licences = new TreeMap<>();
        private int rows;
        private int leftOut;

        private final Shape shape;

        Draft(BufferedWriter writer, Shape shape) {
            this.writer = writer;
            this.shape = shape;
        }

        void write(StoredExample row, boolean accepted, Predicate<StoredExample> wanted) {
            if (row.origin().tier() == Tier.RETRIEVE_ONLY || !wanted.test(row)) {
                return;
            }
            var lines = shape.lines(row.example(), accepted);
            if (lines.isEmpty()) {
                leftOut++;
                return;
            }
            try {
                for (var line : lines) {
                    writer.write(line);
                    writer.write('\n');
                    rows++;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sources.merge(row.origin().source(), 1, Integer::sum);
            licences.merge(row.origin().licence(), 1, Integer::sum);
        }

        void replay(Library library, int phase, int count, long seed) {
            var candidates = new ArrayList<Long>();
            library.accepted(phase, row -> {
                if (!shape.lines(row.example(), true).isEmpty()) {
                    candidates.add(row.id());
                }
            });
            int before = rows;
            var drawn = draw(candidates, count, seed * 31 + phase);
            library.accepted(phase, row -> write(row, true, candidate -> drawn.contains(candidate.id())));
            replayed.put(phase, rows - before);
        }

        private static Set<Long> draw(List<Long> candidates, int count, long seed) {
            var random = new SplittableRandom(seed);
            int wanted = Math.min(Math.max(0, count), candidates.size());
            for (int i = 0; i < wanted; i++) {
                int j = random.nextInt(i, candidates.size());
                var swap = candidates.get(i);
                candidates.set(i, candidates.get(j));
                candidates.set(j, swap);
            }
            return new HashSet<>(candidates.subList(0, wanted));
        }
    }
}
