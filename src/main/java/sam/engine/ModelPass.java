package sam.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.NativeHeap;
import sam.model.LayerKind;
import sam.model.ModelConfig;
import sam.torch.Scope;

/// A whole model forward, and backward to the gradients of a LoRA: embedding, layers, final norm, head.
public final class ModelPass {
    private final ModelConfig config;
    private final Kernels kernels;
    private final FrozenWeights weights;
    private final @Nullable TrainedLora lora;
    private final LayerPass layers;
    private final NDArray causal;
    private final RotaryTables turns;

    /// Tensors of the pass itself live in `scope`; `lora` is what is trained on top, or nothing.
    public ModelPass(
            Scope scope, ModelConfig config, Kernels kernels, FrozenWeights weights, @Nullable TrainedLora lora) {
        this.config = config;
        this.kernels = kernels;
        this.weights = weights;
        this.lora = lora;
        this.layers = new LayerPass(scope, config, kernels, weights, lora);
        this.causal = scope.empty(0);
        this.turns = new RotaryTables(scope, config);
    }

    /// The final hidden states [R, hidden] at `rows`, in the products' precision.
    public NDArray hidden(TokenBatch batch, NDArray rows, Scope step) throws IOException {
        var packed = pack(batch, rows, step);
        var x = embed(batch, step);
        for (int layer = 0; layer < config.layers(); layer++) {
            x = layers.forward(layer, x, packed, step, KeptActivations.NOTHING).z();
        }
        return kernels.one(step, "norm", x, weights.finalNorm());
    }

    /// The logits [R, vocabulary], float32, at `rows`.
    public NDArray logits(TokenBatch batch, long[] rows, Scope step) throws IOException {
        var h = hidden(batch, step.longs(rows), step);
        try (var head = new HeadPass(kernels, weights, step, h, new long[rows.length], config.vocabulary(), 0)) {
            return head.logits(h, step);
        }
    }

    /// log p of the target after each of `rows`.
    public float[] logps(TokenBatch batch, long[] rows, long[] targets, long logitBytes, Scope step)
            throws IOException {
        var h = hidden(batch, step.longs(rows), step);
        try (var head = new HeadPass(kernels, weights, step, h, targets, config.vocabulary(), logitBytes)) {
            return head.logps();
        }
    }

    /// A forward pass that is kept for its backward pass.
    public final class Training implements AutoCloseable {
        private final Scope step;
        private final PackedRows packed;
        private final List<LayerPass.@Nullable Kept> kept = new ArrayList<>();
        private final NDArray top;
        private final HeadPass head;
        private final NDArray dh;

        private Training(
                TokenBatch batch, long[] rows, long[] targets, ActivationBudget holding, long seed, Scope outer)
                throws IOException {
            step = outer.inner();
            packed = pack(batch, step.longs(rows), step);
            layers.seed(seed);
            var x = embed(batch, step);
            int lowest = trained().lowestLayer();
            for (int layer = 0; layer < config.layers(); layer++) {
                var keep = layer < lowest
                        ? KeptActivations.NOTHING
                        : layer >= config.layers() - holding.keptLayers() ? KeptActivations.ALL : KeptActivations.INPUT;
                var result = layers.forward(layer, x, packed, step, keep);
                kept.add(result.kept());
                x = result.z();
            }
            top = x;
            var h = kernels.one(step, "norm", top, weights.finalNorm());
            head = new HeadPass(kernels, weights, step, h, targets, config.vocabulary(), holding.logitBytes());
            dh = step.zeros(targets.length, config.hidden());
        }

        /// How many targets it has.
        public int targets() {
            return head.targets();
        }

        /// log p of every target.
        public float[] logps() throws IOException {
            return head.logps(dh);
        }

        /// Adds the gradients of a loss whose derivative by the log p of target i is -`coefficients`[i]; needs `logps`
        /// before it.
        public void backward(float[] coefficients) throws IOException {
            kernels.run("times", dh, step.floats(coefficients, coefficients.length, 1));
            head.close();
            var dz = kernels.one(step, "norm_alone_back", top, weights.finalNorm(), dh);
            dh.close();
            top.close();
            for (int layer = config.layers() - 1; layer >= trained().lowestLayer(); layer--) {
                NativeHeap.trimBetweenLayers();
                dz = layers.backward(layer, java.util.Objects.requireNonNull(kept.get(layer)), dz, packed, step);
            }
        }

        @Override
        public void close() {
            step.close();
        }
    }

    /// Computes forward and keeps what `holding` says; close it when its backward pass is done or not wanted.
    public Training train(
            TokenBatch batch, long[] rows, long[] targets, ActivationBudget holding, long seed, Scope step)
            throws IOException {
        return new Training(batch, rows, targets, holding, seed, step);
    }

    private PackedRows pack(TokenBatch batch, NDArray rows, Scope step) {
        turns.reach(batch.longest());
        var sights = new HashMap<LayerKind, PackedRows.Sight>();
        var masks = new HashMap<Integer, NDArray>();
        for (var kind : config.layerKinds()) {
            var mask = masks.computeIfAbsent(kind.window(), window -> sight(batch, window, step));
            sights.computeIfAbsent(
                    kind,
                    _ -> new PackedRows.Sight(
                            kernels.one(step, "turns_twice", batch.positions(), turns.cos(kind.rope())),
                            kernels.one(step, "turns", batch.positions(), turns.sin(kind.rope())),
                            mask));
        }
        return new PackedRows(
                batch,
                config.layerKinds().stream()
                        .map(kind -> java.util.Objects.requireNonNull(sights.get(kind)))
                        .toList(),
                rows);
    }

    /// Who sees whom, as attention wants it of rows on a grid or of rows that go alone.
    private NDArray sight(TokenBatch batch, int window, Scope step) {
        if (!batch.onGrid()) {
            int block = RowAttentionScript.block(config, batch.longest());
            return kernels.one(step, "band", step.longs(batch.longest(), window, block));
        }
        return window == 0 ? causal : kernels.one(step, "sight", step.longs(batch.longest(), window));
    }

    /// float32 [N, hidden], times what the family multiplies it by.
    private NDArray embed(TokenBatch batch, Scope step) throws IOException {
        var x = weights.embed(batch.ids(), step);
        if (config.multipliers().embedding() != 1) {
            kernels.run("scaled", x);
        }
        return x;
    }

    private TrainedLora trained() {
        return java.util.Objects.requireNonNull(lora, "no LoRA is trained");
    }
}
