package sam.runs;

import java.util.ArrayList;
import java.util.List;
import sam.protocol.EventLines.Stamped;
import sam.protocol.WorkerEvent;

/// What a run said, in its order, as much as a person reads: all that is no step, and the newest steps.
final class RunJournal {
    private static final int RECENT_STEPS = 5;
    private static final int LINES = 400;

    private final List<Stamped> lines = new ArrayList<>();

    void add(Stamped next) {
        lines.add(next);
        if (next.event() instanceof WorkerEvent.Step) {
            forgetOldStep();
        }
        if (lines.size() > LINES) {
            lines.removeFirst();
        }
    }

    void replaceLast(Stamped next) {
        lines.set(lines.size() - 1, next);
    }

    void clear() {
        lines.clear();
    }

    List<Stamped> lines() {
        return lines;
    }

    private void forgetOldStep() {
        int steps = 0;
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).event() instanceof WorkerEvent.Step && ++steps > RECENT_STEPS) {
                lines.remove(i);
                return;
            }
        }
    }
}
