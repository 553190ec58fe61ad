package sam.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import sam.torch.Scope;

/// Log-probs of target tokens through the output head, and their gradient, in a sweep over the vocabulary.
final class HeadPass implements AutoCloseable {
    private final Kernels kernels;
    private final FrozenWeights weights;
    private final Scope scope;
    private final long[] targets;
    private final int vocabulary;
    private final HeadSweep sweep;

    /// `h`[R, hidden] in the products' precision, one target token a row; about `logitBytes` of logits exist at once.
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
        this.targets = targets;
        this.vocabulary = vocabulary;
        long columns = Math.max(1, logitBytes / (4L * Math.max(1, targets.length)));
        this.sweep = new HeadSweep(kernels, weights, scope, h, targets, columns);
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
        if (targets.length == 0) {
            return new float[0];
        }
        try (var step = scope.inner()) {
            return sweep.logps(dh, step);
        }
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

    @Override
    public void close() {
        scope.close();
    }
}
