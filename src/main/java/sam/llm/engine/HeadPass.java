package sam.llm.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import sam.torch.Scope;

/// Log-probs of target tokens through the output head, and their gradient: in chunks of rows, so that the logits held
/// at once stay bounded, or, where the head is read from disk, in a sweep over the vocabulary.
final class HeadPass implements AutoCloseable {
    private final Kernels kernels;
    private final FrozenWeights weights;
    private final Scope scope;
    private final NDArray h;
    private final long[] targets;
    private final int vocabulary;
    private final int chunk;
    private final @Nullable HeadSweep sweep;

    /// `h`[R, hidden] in the products' precision, one target token a row.
    HeadPass(
            Kernels kernels,
            FrozenWeights weights,
            Scope pass,
            NDArray h,
            long[] targets,
            int vocabulary,
            long logitBytes) {
        this.kernels = kernels;
        this.weights = weights;
        this.scope = pass.inner();
        this.h = h;
        this.targets = targets;
        this.vocabulary = vocabulary;
        this.chunk = Math.clamp(logitBytes / (4L * vocabulary), 1, Math.max(1, targets.length));
        this.sweep = weights.streamed() ? new HeadSweep(kernels, weights, scope, h, targets) : null;
    }

    int targets() {
        return targets.length;
    }

    /// log p of every target.
    float[] logps() throws IOException {
        return logps(null);
    }

    /// log p of every target; adds to dh[R, hidden], zeros before, the derivative of each -log p by its row of h where
    /// it is wanted. A loss's coefficients multiply that, whenever they are known: no logit is computed twice.
    float[] logps(@Nullable NDArray dh) throws IOException {
        if (sweep != null) {
            try (var step = scope.inner()) {
                return sweep.logps(dh, step);
            }
        }
        var result = new float[targets.length];
        for (int from = 0; from < targets.length; from += chunk) {
            int to = Math.min(targets.length, from + chunk);
            try (var step = scope.inner()) {
                var own = step.longs(java.util.Arrays.copyOfRange(targets, from, to), to - from, 1);
                var logits = logits(slice(from, to, step), step);
                var scores = kernels.one(step, "logps", logits, own);
                System.arraycopy(scores.toFloatArray(), 0, result, from, to - from);
                if (dh != null) {
                    var g = kernels.one(step, "logps_back", logits, own);
                    var rows = kernels.one(step, "slice", dh, step.longs(from, to));
                    weights.head((weight, first) -> kernels.run("unproject_piece", rows, g, weight, step.longs(first)));
                }
            }
        }
        return result;
    }

    /// logits[R, V] float32 of rows of h.
    NDArray logits(NDArray rows, Scope step) throws IOException {
        var result = new NDArray[1];
        weights.head((weight, from) -> {
            if (from == 0 && weight.getShape().get(0) == vocabulary) {
                result[0] = kernels.one(step, "turned", rows, weight);
                return;
            }
            if (from == 0) {
                result[0] = kernels.one(step, "blank", rows, weight, step.longs(vocabulary));
            }
            kernels.run("project_piece", result[0], rows, weight, step.longs(from));
        });
        if (kernels.precision() == Precision.FLOAT32) {
            return result[0];
        }
        var single = kernels.one(step, "single", result[0]);
        result[0].close();
        return single;
    }

    private NDArray slice(int from, int to, Scope step) {
        return to - from == targets.length ? h : kernels.one(step, "slice", h, step.longs(from, to));
    }

    @Override
    public void close() {
        scope.close();
    }
}
