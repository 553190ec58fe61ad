package sam.llm.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import sam.torch.Scope;

/// Log-probs of target tokens through the output head, and their gradient, in chunks of rows so that the logits held
/// at once stay bounded. Where one chunk holds all rows, its logits serve both; where there are several and the head
/// is read from disk, it is swept over instead.
final class HeadPass implements AutoCloseable {
    /// With no more chunks than these, reading the head again for each costs less than computing the logits again.
    private static final int CHUNKS = 2;

    private final Kernels kernels;
    private final FrozenWeights weights;
    private final Scope scope;
    private final NDArray h;
    private final long[] targets;
    private final int vocabulary;
    private final int chunk;
    private final @Nullable HeadSweep sweep;
    private @Nullable NDArray logps;

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
        this.sweep = weights.streamed() && targets.length > CHUNKS * chunk
                ? new HeadSweep(kernels, weights, scope, h, targets)
                : null;
    }

    int targets() {
        return targets.length;
    }

    /// log p of every target.
    float[] logps() throws IOException {
        if (sweep != null) {
            try (var step = scope.inner()) {
                return sweep.logps(step);
            }
        }
        var result = new float[targets.length];
        for (int from = 0; from < targets.length; from += chunk) {
            int to = Math.min(targets.length, from + chunk);
            try (var step = scope.inner()) {
                var chunkLogits = logits(slice(from, to, step), step);
                var scores = kernels.one(step, "logps", chunkLogits, targets(from, to, step));
                System.arraycopy(scores.toFloatArray(), 0, result, from, to - from);
                if (to - from == targets.length) {
                    logps = scope.adopt(chunkLogits);
                }
            }
        }
        return result;
    }

    /// dh[R, hidden] float32 of a loss whose derivative by the log p of row i is -`coefficients`[i]; needs `logps`
    /// before it.
    NDArray backward(float[] coefficients, Scope pass) throws IOException {
        var dh = pass.zeros(targets.length, h.getShape().get(1));
        if (sweep != null) {
            swept(sweep, coefficients, dh);
            return dh;
        }
        for (int from = 0; from < targets.length; from += chunk) {
            int to = Math.min(targets.length, from + chunk);
            try (var step = scope.inner()) {
                var own = targets(from, to, step);
                var chunkLogps = logps;
                if (chunkLogps == null) {
                    chunkLogps = logits(slice(from, to, step), step);
                    kernels.one(step, "logps", chunkLogps, own);
                }
                backward(chunkLogps, own, from, to, coefficients, dh, step);
            }
        }
        logps = null;
        return dh;
    }

    /// Both at once, for a loss whose coefficients are known before: every chunk's logits are computed a single time.
    /// Adds to `dh`[R, hidden], zeros before.
    float[] logps(float[] coefficients, NDArray dh) throws IOException {
        if (sweep != null) {
            var swept = logps();
            swept(sweep, coefficients, dh);
            return swept;
        }
        var result = new float[targets.length];
        for (int from = 0; from < targets.length; from += chunk) {
            int to = Math.min(targets.length, from + chunk);
            try (var step = scope.inner()) {
                var own = targets(from, to, step);
                var chunkLogits = logits(slice(from, to, step), step);
                var scores = kernels.one(step, "logps", chunkLogits, own);
                System.arraycopy(scores.toFloatArray(), 0, result, from, to - from);
                backward(chunkLogits, own, from, to, coefficients, dh, step);
            }
        }
        return result;
    }

    private void swept(HeadSweep sweep, float[] coefficients, NDArray dh) throws IOException {
        try (var step = scope.inner()) {
            sweep.backward(dh, step);
            kernels.run("times", dh, step.floats(coefficients, targets.length, 1));
        }
    }

    private void backward(
            NDArray chunkLogps, NDArray own, int from, int to, float[] coefficients, NDArray dh, Scope step)
            throws IOException {
        var g = kernels.one(step, "logps_back", chunkLogps, own);
        var target = kernels.one(step, "slice", dh, step.longs(from, to));
        weights.head((weight, first) -> kernels.run(kernels.addsProduct(), target, g, weight, step.longs(first)));
        var c = step.floats(java.util.Arrays.copyOfRange(coefficients, from, to), to - from, 1);
        kernels.run("times", target, c);
    }

    /// logits[R, V] float32 of rows of h.
    NDArray logits(NDArray rows, Scope step) throws IOException {
        var result = new NDArray[1];
        weights.head((weight, from) -> {
            if (from == 0 && weight.getShape().get(0) == vocabulary) {
                result[0] = kernels.one(step, "project", rows, weight);
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

    private NDArray targets(int from, int to, Scope step) {
        return step.longs(java.util.Arrays.copyOfRange(targets, from, to), to - from, 1);
    }

    @Override
    public void close() {
        scope.close();
    }
}
