package sam.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import sam.library.Counts;
import sam.library.Library;
import sam.project.PhaseSelection;
import sam.project.PhaseStack;
import sam.project.Project;
import sam.ui.Spoken;
import sam.ui.Texts;

/// Reads the state of every phase in one line each, for the strip across the top.
final class PhaseStates {
    private PhaseStates() {}

    /// What the strip says of one phase; `fraction` fills its bar.
    record State(int phase, String name, String text, double fraction, boolean trained) {}

    static List<State> read(Project project, Library library) throws IOException {
        var states = new ArrayList<State>();
        var trained = new TreeMap<Integer, FileTime>();
        for (var phase : project.content().phases()) {
            boolean pairs = phase.objective().takesPairs();
            var counts = library.counts(phase.number(), pairs);
            LongSupplier rows = () -> PhaseSelection.of(library, phase)
                    .count(phase.trainingSettings().batches().seed())
                    .own();
            var adapter = PhaseStack.adapter(project, phase.number()).resolve("adapter_config.json");
            if (Files.exists(adapter)) {
                trained.put(phase.number(), Files.getLastModifiedTime(adapter));
            }
            states.add(changedBelow(trained, phase.number())
                    .map(below -> new State(phase.number(), phase.name(), Texts.of("strip.stale", below), 1, false))
                    .orElseGet(() -> state(phase, counts, rows, trained.containsKey(phase.number()))));
        }
        return states;
    }

    /// A phase was trained on the ones below as they were then; one of them trained anew makes it stale.
    private static Optional<Integer> changedBelow(SortedMap<Integer, FileTime> trained, int phase) {
        var own = trained.get(phase);
        if (own == null) {
            return Optional.empty();
        }
        return trained.headMap(phase).entrySet().stream()
                .filter(below -> below.getValue().compareTo(own) > 0)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// `rows` is what the phase would train on now. Counting them can mean reading them, so they are counted only where
    /// they are said: not while rows wait, after every decision.
    static State state(Project.Phase phase, Counts counts, LongSupplier rows, boolean trained) {
        long decided = counts.decided();
        var text = switch (counts) {
            case Counts c when trained -> Texts.of("strip.trained", Spoken.count(rows.getAsLong()));
            case Counts c when c.total() == 0 -> Texts.of("strip.empty");
            case Counts c when c.waiting() == 0 -> Texts.of("strip.ready", Spoken.count(rows.getAsLong()));
            case Counts c
            when phase.objective().takesPairs() ->
                Texts.of("strip.pairs", Spoken.count(decided), Spoken.count(c.total()));
            case Counts c -> Texts.of("strip.reviewing", Spoken.count(decided), Spoken.count(c.total()));
        };
        double fraction = trained ? 1 : counts.total() == 0 ? 0 : (double) decided / counts.total();
        return new State(phase.number(), phase.name(), text, fraction, trained);
    }
}
