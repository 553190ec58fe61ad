package sam.project;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import sam.durable.Plain;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.StoredExample;
import sam.library.Tallied;
import sam.protocol.Objective;

/// What a phase trains on: the one answer for whoever counts rows, estimates with them or freezes them.
///
/// These are the phase's own rows in the shape its objective learns from (accepted ones; for KTO the rejected answers
/// too), as far as the `limits` of their sources allow, and the rows of earlier phases that are replayed. Never among
/// them: documents, Tier 3, what is held out. Limits and replay draw by a seed, from nothing but the rows' ids.
public final class PhaseSelection {
    private final Library library;
    private final int phase;
    private final LineShape shape;
    private final Map<Integer, Integer> replay;
    private final Map<String, Limit> limits;

    private PhaseSelection(
            Library library,
            int phase,
            Optional<Objective> objective,
            Map<Integer, Integer> replay,
            Map<String, Limit> limits) {
        if (phase < 1 || phase > 4) {
            throw new LibraryException(Plain.text("There is no phase %d; phases are 1 to 4.", phase));
        }
        for (var earlier : replay.keySet()) {
            if (earlier < 1 || earlier >= phase) {
                throw new LibraryException(Plain.text(
                        "Phase %d cannot replay phase %d: only earlier phases are replayed.", phase, earlier));
            }
        }
        this.library = library;
        this.phase = phase;
        this.shape = objective.map(LineShape::of).orElseGet(() -> usualShape(library, phase));
        this.replay = new TreeMap<>(replay);
        this.limits = Map.copyOf(limits);
    }

    /// What a project's phase trains on.
    public static PhaseSelection of(Library library, Project.Phase phase) {
        return new PhaseSelection(
                library, phase.number(), Optional.of(phase.objective()), phase.replay(), phase.limits());
    }

    /// The same for a library without a project. Where no objective is named, phase 4 learns from pairs and the others
    /// from answers, unless a phase has only the other.
    public static PhaseSelection of(
            Library library,
            int phase,
            Optional<Objective> objective,
            Map<Integer, Integer> replay,
            Map<String, Limit> limits) {
        return new PhaseSelection(library, phase, objective, replay, limits);
    }

    private static LineShape usualShape(Library library, int phase) {
        long pairs = library.counts(phase, true).accepted();
        boolean pairsAreMeant = phase == 4
                ? pairs > 0
                : pairs > 0 && library.counts(phase, false).accepted() == 0;
        return pairsAreMeant ? LineShape.PAIRS : LineShape.ANSWERS;
    }

    /// One example that is trained on, with the lines it makes. `from` is the phase it is a row of.
    public record Chosen(StoredExample row, int from, List<String> lines) {}

    /// How many lines come from the phase's own rows, and how many of each earlier phase.
    public record Count(long own, Map<Integer, Long> replayed) {
        public long all() {
            return own + replayed.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /// How many lines [#stream] gives with this seed, told without reading the rows where that can be.
    public Count count(long seed) {
        if (onlyTheDrawTells()) {
            return streamed(seed);
        }
        long own = 0;
        var bySource = new HashMap<String, Long>();
        for (var some : library.tallied(phase, shape == LineShape.JUDGED)) {
            bySource.merge(some.source(), lines(some), Long::sum);
        }
        for (var source : bySource.entrySet()) {
            var limit = limits.get(source.getKey());
            own += limit == null ? source.getValue() : limit.of(source.getValue());
        }
        var replayed = new TreeMap<Integer, Long>();
        replay.forEach((earlier, wanted) -> {
            long there = library.tallied(earlier, false).stream()
                    .mapToLong(this::lines)
                    .sum();
            replayed.put(earlier, Math.min(Math.max(0, wanted), there));
        });
        return new Count(own, replayed);
    }

    /// Of judged rows a drawn pair makes two lines and a drawn answer one: where both may be drawn, their number
    /// depends
    /// on the draw.
    private boolean onlyTheDrawTells() {
        if (shape != LineShape.JUDGED) {
            return false;
        }
        return !limits.isEmpty()
                        && library.tallied(phase, true).stream()
                                .anyMatch(some -> limits.containsKey(some.source()) && makesTwo(some))
                || replay.keySet().stream()
                        .anyMatch(earlier ->
                                library.tallied(earlier, false).stream().anyMatch(this::makesTwo));
    }

    private boolean makesTwo(Tallied some) {
        return some.rows() > 0 && shape.lines(some.pair(), some.accepted()) > 1;
    }

    private long lines(Tallied some) {
        return some.rows() * shape.lines(some.pair(), some.accepted());
    }

    private Count streamed(long seed) {
        var own = new long[1];
        var replayed = new TreeMap<Integer, Long>();
        replay.keySet().forEach(earlier -> replayed.put(earlier, 0L));
        stream(seed, chosen -> {
            if (chosen.from() == phase) {
                own[0] += chosen.lines().size();
            } else {
                replayed.merge(chosen.from(), (long) chosen.lines().size(), Long::sum);
            }
        });
        return new Count(own[0], replayed);
    }

    /// Hands out every example that is trained on: the phase's own in the order they came, then what is replayed of
    /// each earlier phase. Answers how many of the phase's judged rows the one shape of a file cannot hold.
    public int stream(long seed, Consumer<Chosen> each) {
        var left = new int[1];
        var wanted = drawnOfLimited(seed);
        own((row, accepted) -> {
            var lines = shape.lines(row.example(), accepted);
            if (lines.isEmpty()) {
                left[0]++;
            } else if (!limits.containsKey(row.origin().source()) || wanted.contains(row.id())) {
                each.accept(new Chosen(row, phase, lines));
            }
        });
        replay.forEach((earlier, count) -> replayed(earlier, count, seed, each));
        return left[0];
    }

    private interface Judged {
        void row(StoredExample row, boolean accepted);
    }

    private void own(Judged each) {
        library.accepted(phase, row -> each.row(row, true));
        if (shape.takesRejected()) {
            library.rejected(phase, row -> each.row(row, false));
        }
    }

    private Set<Long> drawnOfLimited(long seed) {
        if (limits.isEmpty()) {
            return Set.of();
        }
        var candidates = new TreeMap<String, List<Long>>();
        own((row, accepted) -> {
            var source = row.origin().source();
            if (limits.containsKey(source)
                    && !shape.lines(row.example(), accepted).isEmpty()) {
                candidates.computeIfAbsent(source, _ -> new ArrayList<>()).add(row.id());
            }
        });
        var drawn = new HashSet<Long>();
        candidates.forEach((source, ids) -> {
            var limit = limits.get(source);
            if (limit != null) {
                drawn.addAll(draw(ids, limit.of(ids.size()), seed * 31 + source.hashCode()));
            }
        });
        return drawn;
    }

    private void replayed(int earlier, int count, long seed, Consumer<Chosen> each) {
        var candidates = new ArrayList<Long>();
        library.accepted(earlier, row -> {
            if (!shape.lines(row.example(), true).isEmpty()) {
                candidates.add(row.id());
            }
        });
        var drawn = draw(candidates, count, seed * 31 + earlier);
        library.accepted(earlier, row -> {
            if (drawn.contains(row.id())) {
                each.accept(new Chosen(row, earlier, shape.lines(row.example(), true)));
            }
        });
    }

    private static Set<Long> draw(List<Long> candidates, long count, long seed) {
        var random = new SplittableRandom(seed);
        int wanted = Math.clamp(count, 0, candidates.size());
        for (int i = 0; i < wanted; i++) {
            int j = random.nextInt(i, candidates.size());
            var swap = candidates.get(i);
            candidates.set(i, candidates.get(j));
            candidates.set(j, swap);
        }
        return new HashSet<>(candidates.subList(0, wanted));
    }

    /// The limits of sources that this selection keeps to.
    public Map<String, Limit> limits() {
        return limits;
    }

    /// How many rows of which earlier phase are wanted again.
    Map<Integer, Integer> replay() {
        return replay;
    }

    public int phase() {
        return phase;
    }
}
