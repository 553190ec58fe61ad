package sam.sources;

import java.util.List;
import java.util.Optional;

/// How many accepted rows a phase aims at, by the researcher's own table.
record Target(int phase, String textKey, long from, long to) {
    private static final List<Target> ALL = List.of(
            new Target(1, "sources.target-1", 10_000, 100_000),
            new Target(2, "sources.target-2", 30_000, 50_000),
            new Target(3, "sources.target-3", 1_000, 10_000),
            new Target(4, "sources.target-4", 5_000, 10_000));

    static Optional<Target> of(int phase) {
        return ALL.stream().filter(target -> target.phase == phase).findFirst();
    }
}
