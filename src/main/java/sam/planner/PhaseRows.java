package sam.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import sam.durable.Json;
import sam.library.Library;
import sam.library.Origin;
import sam.library.SourceSummary;
import sam.library.Tier;
import sam.packing.Openings;
import sam.project.PhaseSelection;
import sam.project.Project;
import sam.protocol.Objective;

/// What a phase would train on now, measured, and what is to be known of it.
record PhaseRows(DataShape shape, Set<String> sources, Set<String> restricted, Set<String> unknown, long retrieveOnly) {
    /// Reads what the phase's run would be given, drawn by the recipe's own seed.
    static PhaseRows read(Library library, Project.Phase phase, EstimatedLengths lengths) {
        var gather = new Gather(phase, lengths);
        PhaseSelection.of(library, phase).stream(phase.trainingSettings().seed(), gather::add);
        long retrieveOnly = library.sources().stream()
                .filter(source -> source.tier() == Tier.RETRIEVE_ONLY && source.phase() == phase.number())
                .mapToLong(SourceSummary::rows)
                .sum();
        return new PhaseRows(
                DataShape.of(gather.rows, lengths.provenance()),
                gather.sources,
                gather.restricted,
                gather.unknown,
                retrieveOnly);
    }

    private static final class Gather {
        private final Project.Phase phase;
        private final EstimatedLengths lengths;
        private final Openings openings = new Openings();
        private final List<List<RowLengths.Sequence>> rows = new ArrayList<>();
        private final Set<String> sources = new TreeSet<>();
        private final Set<String> restricted = new TreeSet<>();
        private final Set<String> unknown = new TreeSet<>();

        Gather(Project.Phase phase, EstimatedLengths lengths) {
            this.phase = phase;
            this.lengths = lengths;
        }

        void add(PhaseSelection.Chosen chosen) {
            if (chosen.from() == phase.number()) {
                note(chosen.row().origin());
            }
            if (phase.objective() == Objective.KTO) {
                // a judged line is one answer, also where the example it came from has two or more
                chosen.lines().forEach(line -> measured(lengths.measure(Json.MAPPER.readTree(line), openings)));
            } else {
                measured(lengths.measure(chosen.row().example(), openings));
            }
        }

        private void note(Origin origin) {
            sources.add(origin.source());
            var licence = origin.licence().toUpperCase(Locale.ROOT);
            if (licence.contains("NC")) {
                restricted.add(origin.source());
            } else if (licence.isBlank() || licence.equals("UNKNOWN") || licence.equals("NOASSERTION")) {
                unknown.add(origin.source());
            }
        }

        private void measured(List<RowLengths.Sequence> row) {
            if (!row.isEmpty()) {
                rows.add(row);
            }
        }
    }
}
