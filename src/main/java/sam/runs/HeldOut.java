package sam.runs;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import sam.protocol.WorkerEvent;

/// What the rows a run never learns from said of it, evaluation by evaluation, and which of these was the best.
record HeldOut(double[] steps, double[] losses, WorkerEvent.@Nullable Evaluated best) {
    /// Below this share a rise says nothing.
    private static final double NOISE = 0.005;

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

    /// How much higher the loss is now than at its best, as a share; 0 until two evaluations in a row say so.
    double risen() {
        int n = losses.length;
        if (best == null || n < 3 || best.step() > steps[n - 3]) {
            return 0;
        }
        double least = Math.min(losses[n - 1], losses[n - 2]) / best.loss() - 1;
        return least > NOISE ? losses[n - 1] / best.loss() - 1 : 0;
    }

    double last() {
        return losses[losses.length - 1];
    }
}
