package sam.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.library.Example;
import sam.library.Library;
import sam.library.Origin;
import sam.library.SourceSummary;
import sam.library.Tier;
import sam.library.TrainingRows;
import sam.packing.Openings;
import sam.project.PhaseSelection;
import sam.project.Project;
import sam.protocol.Objective;
import sam.rows.Message;

/// What a phase would train on now, measured, and what is to be known of it. Of the `sample` the tokens may be counted,
/// which tells the lengths of them all.
record PhaseRows(
        DataShape shape,
        Set<String> sources,
        Set<String> restricted,
        Set<String> unknown,
        long retrieveOnly,
        List<Sampled> sample,
        int counted) {
    /// Enough for the average length to be a percent or two off, few enough to be counted within a second.
    static final int SAMPLE = 200;

    private static final int LONGEST_SAMPLED = 100_000;

    /// A row to count: by its hash, and how long it was estimated to be.
    record Sampled(String hash, List<Message> messages, int estimated) {}

    /// Reads what the phase's run would be given, drawn by the recipe's own seed.
    static PhaseRows read(Library library, Project.Phase phase, EstimatedLengths lengths) {
        var gather = new Gather(phase, lengths);
        PhaseSelection.of(library, phase).stream(
                phase.trainingSettings().batches().seed(), gather::add);
        long retrieveOnly = library.sources().stream()
                .filter(source -> source.tier() == Tier.RETRIEVE_ONLY && source.phase() == phase.number())
                .mapToLong(SourceSummary::rows)
                .sum();
        return new PhaseRows(
                DataShape.of(gather.rows, lengths.provenance()),
                gather.sources,
                gather.restricted,
                gather.unknown,
                retrieveOnly,
                gather.sample(),
                0);
    }

    /// The same with the lengths that follow from what was counted.
    PhaseRows counted(LengthFit fit) {
        return new PhaseRows(
                shape.counted(fit), sources, restricted, unknown, retrieveOnly, sample, Math.min(fit.rows(), size()));
    }

    private int size() {
        return shape.size();
    }

    private static final class Gather {
        private final Project.Phase phase;
        private final EstimatedLengths lengths;
        private final Openings openings = new Openings();
        private final List<List<RowLengths.Sequence>> rows = new ArrayList<>();
        private final Set<String> sources = new TreeSet<>();
        private final Set<String> restricted = new TreeSet<>();
        private final Set<String> unknown = new TreeSet<>();
        private final PriorityQueue<Drawn> drawn =
                new PriorityQueue<>(Comparator.comparingLong(Drawn::number).reversed());

        /// Rows are drawn by a number made of their ids: the same rows again, whatever else is decided meanwhile.
        private record Drawn(long number, Example example) {}

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
            draw(chosen.row().id(), chosen.row().example());
        }

        private void draw(long id, Example example) {
            // splitmix64's last step: ids that follow one another become numbers that do not
            long mixed = (id ^ (id >>> 30)) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
            drawn.add(new Drawn(mixed ^ (mixed >>> 31), example));
            if (drawn.size() > SAMPLE) {
                drawn.remove();
            }
        }

        List<Sampled> sample() {
            var sample = new LinkedHashMap<String, Sampled>();
            for (var each : drawn) {
                var messages = TrainingRows.conversation(each.example);
                var line = Json.line(messages);
                var lengths = this.lengths.measure(each.example, new Openings());
                if (!lengths.isEmpty() && line.length() <= LONGEST_SAMPLED) {
                    var hash = Hashes.sha256(line);
                    sample.put(
                            hash, new Sampled(hash, messages, lengths.getFirst().tokens()));
                }
            }
            return List.copyOf(sample.values());
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

    /// The conversations to count, by their hashes.
    Map<String, List<Message>> toCount() {
        var conversations = new LinkedHashMap<String, List<Message>>();
        sample.forEach(row -> conversations.put(row.hash(), row.messages()));
        return conversations;
    }
}
