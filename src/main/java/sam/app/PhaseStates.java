package sam.app;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import sam.library.Counts;
import sam.library.Library;
import sam.library.Project;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.ui.Texts;

/// Reads the state of every phase in one line each, for the strip across the top.
final class PhaseStates {
    private PhaseStates() {}

    /// What the strip says of one phase; `fraction` fills its bar.
    record State(int phase, String name, String text, double fraction, boolean trained) {}

    static List<State> read(Project project, Library library) {
        var states = new ArrayList<State>();
        for (var phase : project.content().phases()) {
            boolean pairs = phase.objective() == Objective.DPO;
            var counts = library.counts(phase.number(), pairs);
            boolean trained = Files.exists(
                    new RunFolder(project.run(phase.number())).adapter().resolve("adapter_config.json"));
            states.add(state(phase, counts, pairs, trained));
        }
        return states;
    }

    static State state(Project.Phase phase, Counts counts, boolean pairs, boolean trained) {
        long decided = counts.total() - counts.waiting();
        var text = switch (counts) {
            case Counts c when trained -> Texts.of("strip.trained", c.accepted());
            case Counts c when c.total() == 0 -> Texts.of("strip.empty");
            case Counts c when c.waiting() == 0 -> Texts.of("strip.ready", c.accepted());
            case Counts c when pairs -> Texts.of("strip.pairs", decided, c.total());
            case Counts c -> Texts.of("strip.reviewing", decided, c.total());
        };
        double fraction = trained ? 1 : counts.total() == 0 ? 0 : (double) decided / counts.total();
        return new State(phase.number(), phase.name(), text, fraction, trained);
    }
}
