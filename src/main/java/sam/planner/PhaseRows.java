package sam.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import sam.library.Library;
import sam.library.StoredExample;
import sam.library.Tier;
import sam.packing.Openings;
import sam.project.Project;

/// What a phase would train on now: its accepted rows and the replayed ones, and what is to be known of them.
record PhaseRows(DataShape shape, Set<String> sources, Set<String> restricted, Set<String> unknown, long retrieveOnly) {
    /// Reads the library; rows of earlier phases are taken as far as the recipe replays them.
    static PhaseRows read(Library library, Project.Phase phase, EstimatedLengths lengths) {
        var gather = new Gather(lengths);
        library.accepted(phase.number(), gather::own);
        phase.replay().forEach((earlier, count) -> {
            gather.left = count;
            library.accepted(earlier, gather::replayed);
        });
        return new PhaseRows(
                DataShape.of(gather.rows, lengths.provenance()),
                gather.sources,
                gather.restricted,
                gather.unknown,
                gather.retrieveOnly);
    }

    private static final class Gather {
        private final EstimatedLengths lengths;
        private final Openings openings = new Openings();
        private final List<List<RowLengths.Sequence>> rows = new ArrayList<>();
        private final Set<String> sources = new TreeSet<>();
        private final Set<String> restricted = new TreeSet<>();
        private final Set<String> unknown = new TreeSet<>();
        private long retrieveOnly;
        private int left;

        Gather(EstimatedLengths lengths) {
            this.lengths = lengths;
        }

        void own(StoredExample stored) {
            var origin = stored.origin();
            if (origin.tier() == Tier.RETRIEVE_ONLY) {
                retrieveOnly++;
                return;
            }
            sources.add(origin.source());
            var licence = origin.licence().toUpperCase(java.util.Locale.ROOT);
            if (licence.contains("NC")) {
                restricted.add(origin.source());
            } else if (licence.isBlank() || licence.equals("UNKNOWN") || licence.equals("NOASSERTION")) {
                unknown.add(origin.source());
            }
            add(stored);
        }

        void replayed(StoredExample stored) {
            if (left-- > 0) {
                add(stored);
            }
        }

        private void add(StoredExample stored) {
            var row = lengths.measure(stored.example(), openings);
            if (!row.isEmpty()) {
                rows.add(row);
            }
        }
    }
}
