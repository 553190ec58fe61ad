package sam.llm.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import sam.torch.Scope;

/// Log-probs and their gradient in sweeps over the vocabulary, for a head that is read from disk.
///
/// Chunks of rows would read the whole head once a chunk. A sweep reads it once for all rows: of every row it keeps the
/// largest logit so far, the sum of exponentials below it and the target's logit, [R, 1] float32 each. The gradient
/// needs a second sweep that computes the logits again: half as much arithmetic more, but with a large vocabulary a
/// fraction of the reading, and of the logits no more than one piece's at a time.
final class HeadSweep {
    private final Kernels kernels;
    private final FrozenWeights weights;
    private final NDArray h;
    private final NDArray targets;
    private final NDArray largest;
    private final NDArray sum;
    private final NDArray target;

    /// `h`[R, hidden] in the products' precision, one of `targets` a row.
    HeadSweep(Kernels kernels, FrozenWeights weights, Scope scope, NDArray h, long[] targets) {
        this.kernels = kernels;
        this.weights = weights;
        this.h = h;
        this.targets = scope.longs(targets, targets.length, 1);
        this.largest = scope.zeros(targets.length, 1);
        this.sum = scope.zeros(targets.length, 1);
        this.target = scope.zeros(targets.length, 1);
    }

    /// log p of every target; afterwards `largest` holds the logarithm of the sum of all exponentials.
    float[] logps(Scope step) throws IOException {
        weights.head((weight, from) -> {
            try (var work = step.inner()) {
                var logits = kernels.one(work, "swept", h, weight);
                kernels.run("sweep", logits, targets, largest, sum, target, work.longs(from));
            }
        });
        return kernels.one(step, "sweep_end", largest, sum, target).toFloatArray();
    }

    /// Adds to dh[R, hidden], zeros before, the derivative of -log p by h; needs `logps` before it.
    void backward(NDArray dh, Scope step) throws IOException {
        weights.head((weight, from) -> {
            try (var work = step.inner()) {
                var logits = kernels.one(work, "swept", h, weight);
                var g = kernels.one(work, "sweep_back", logits, targets, largest, work.longs(from));
                kernels.run(kernels.addsProduct(), dh, g, weight, work.longs(0));
            }
        });
    }
}
