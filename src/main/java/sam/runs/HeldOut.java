package sam.runs;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import sam.protocol.WorkerEvent;

/// What the rows a run never learns from said of it, evaluation by evaluation, and which of these was the best.
record HeldOut(double[] steps, double[] losses, WorkerEvent.@Nullable Evaluated best) {
    static HeldOut of(RunState state) {
        var told = new ArrayList<WorkerEvent.Evaluated>();
        WorkerEvent.Evaluated best = null;
        for (var stamped : state.events()) {
            if (stamped.event() instanceof WorkerEvent.Evaluated evaluated) {
                told.add(evaluated);
                best = evaluated.best() ? evaluated : best;
            }
        }
        return new HeldOut(
                told.stream().mapToDouble(WorkerEvent.Evaluated::step).toArray(),
                told.stream().mapToDouble(WorkerEvent.Evaluated::loss).toArray(),
                best);
    }

    boolean isEmpty() {
        return steps.length == 0;
    }

    double last() {
        return losses[losses.length - 1];
    }
}
