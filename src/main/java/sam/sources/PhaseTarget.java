package sam.sources;

import java.util.List;
import java.util.Optional;

/// How many accepted rows a phase aims at, by the researcher's own table.
record PhaseTarget(int phase, String textKey, long from, long to) {
    private static final List<PhaseTarget> ALL = List.of(
            new PhaseTarget(1, "sources.target-1", 10_000, 100_000),
            new PhaseTarget(2, "sources.target-2", 30_000, 50_000),
            new PhaseTarget(3, "sources.target-3", 1_000, 10_000),
            new PhaseTarget(4, "sources.target-4", 5_000, 10_000));

    static Optional<PhaseTarget> of(int phase) {
        return ALL.stream().filter(target -> target.phase == phase).findFirst();
    }
}
