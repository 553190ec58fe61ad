package sam.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import sam.torch.Scope;

/// Log-probs and their gradient in one sweep over the vocabulary: every piece of the head is looked at once, and no
/// more logits exist than those of one piece.
///
/// Of every row it keeps the largest logit so far, the sum of exponentials below it and the target's logit, [R, 1]
/// float32 each, as attention does that never holds its whole matrix. The gradient of -log p by h is Σ p(v) W(v) −
/// W(target): what was summed is scaled down whenever a larger logit turns up, and the target's own share, p − 1, is
/// left out of the sum and added at the end, so that a confident row loses nothing to rounding.
final class HeadSweep {
    private final Kernels kernels;
    private final FrozenWeights weights;
    private final NDArray h;
    private final long[] ids;
    private final long columns;
    private final NDArray targets;
    private final NDArray largest;
    private final NDArray sum;
    private final NDArray target;

    /// `h`[R, hidden] in the products' precision, one of `targets` a row; a head in memory is taken in pieces of so
    /// many `columns` of logits.
    HeadSweep(Kernels kernels, FrozenWeights weights, Scope scope, NDArray h, long[] targets, long columns) {
        this.kernels = kernels;
        this.weights = weights;
        this.h = h;
        this.ids = targets;
        this.columns = columns;
        this.targets = scope.longs(targets, targets.length, 1);
        this.largest = scope.zeros(targets.length, 1);
        this.sum = scope.zeros(targets.length, 1);
        this.target = scope.zeros(targets.length, 1);
    }

    /// log p of every target; adds to dh[R, hidden], zeros before, the derivative of -log p by h where it is wanted.
    float[] logps(@Nullable NDArray dh, Scope step) throws IOException {
        weights.sweepHead(columns, (weight, from) -> {
            try (var work = step.inner()) {
                var at = work.longs(from);
                var logits = kernels.one(work, "swept", h, weight);
                var scale = kernels.one(work, "sweep", logits, targets, largest, sum, target, at);
                if (dh != null) {
                    kernels.run("times", dh, scale);
                    var p = kernels.one(work, "sweep_others", logits, targets, at);
                    kernels.run("unproject_piece", dh, p, weight, work.longs(0));
                }
            }
        });
        var logps = kernels.one(step, "sweep_end", largest, sum, target);
        if (dh != null) {
            kernels.run("sweep_target", dh, sum, logps, weights.headRows(ids, step));
        }
        return logps.toFloatArray();
    }
}
