package sam.llm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import sam.torch.KernelModule;
import sam.torch.Scope;

/// A Llama's weights resident in float32, with the adapters below folded in: W + Σ sBA.
final class LlamaWeights {
    private static final int PER_LAYER = 9;
    private static final int BEFORE_LAYERS = 3;

    private final Scope scope;
    private final ModelConfig config;
    private final List<NDArray> tensors = new ArrayList<>();
    private NDArray cos;
    private NDArray sin;
    private int positions;

    private LlamaWeights(Scope scope, ModelConfig config) {
        this.scope = scope;
        this.config = config;
        this.cos = scope.empty(0);
        this.sin = scope.empty(0);
    }

    /// Reads every tensor into memory that libtorch owns; a weight that is no number is refused by name.
    static LlamaWeights load(Scope scope, ModelFolder folder, KernelModule kernels) throws IOException {
        var config = folder.config();
        requirePlain(folder);
        var weights = new LlamaWeights(scope, config);
        try (var files = folder.weights()) {
            int hidden = config.hidden();
            weights.read(files, kernels, "model.embed_tokens.weight", config.vocabulary(), hidden);
            weights.read(files, kernels, "model.norm.weight", hidden);
            if (config.tiedHead()) {
                weights.tensors.add(weights.tensors.getFirst());
            } else {
                weights.read(files, kernels, "lm_head.weight", config.vocabulary(), hidden);
            }
            for (int layer = 0; layer < config.layers(); layer++) {
                var prefix = "model.layers.%d.".formatted(layer);
                weights.read(files, kernels, prefix + "input_layernorm.weight", hidden);
                for (var linear : ModelConfig.LINEARS) {
                    if (linear.equals("gate_proj")) {
                        weights.read(files, kernels, prefix + "post_attention_layernorm.weight", hidden);
                    }
                    var name = ModelFolder.linear(layer, linear) + ".weight";
                    weights.read(files, kernels, name, config.out(linear), config.in(linear));
                }
            }
        }
        return weights;
    }

    /// These kernels compute the plain Llama formula only.
    private static void requirePlain(ModelFolder folder) {
        var config = folder.config();
        var attention = config.attention();
        boolean plain = attention.norm() == Attention.QkNorm.NONE
                && !attention.qkvBias()
                && attention.scale() == 1 / Math.sqrt(attention.headDim())
                && config.mlp().activation() == Mlp.Activation.SILU
                && config.norms().equals(new Norms(config.rmsEps(), 0, true, false))
                && config.multipliers().equals(Multipliers.NONE)
                && config.layerKinds().stream().distinct().count() == 1
                && config.layerKinds().getFirst().window() == 0
                && !config.fused();
        if (!plain) {
            throw new ModelException("The engine does not yet compute what the %s model in %s needs. Choose a Llama."
                    .formatted(config.family().label(), folder.root()));
        }
    }

    private void read(WeightReader files, KernelModule kernels, String name, long... shape) throws IOException {
        var tensor = scope.empty(shape);
        files.read(name, 0, files.tensor(name).rows(), MemorySegment.ofBuffer(Scope.bytes(tensor)));
        try (var check = scope.inner()) {
            var sum = check.adopt(kernels.call("finite", tensor).singletonOrThrow());
            if (!Float.isFinite(sum.getFloat())) {
                throw new ModelException(
                        "The weights hold something that is no number (in %s). Download the model again."
                                .formatted(name));
            }
        }
        tensors.add(tensor);
    }

    /// Folds an adapter into the weights it sits on; before the first `list`, which names them.
    void fold(Adapter adapter, KernelModule kernels) {
        try (var step = scope.inner()) {
            for (var entry : adapter.layers().entrySet()) {
                var place = entry.getKey();
                var weight = linear(place.layer(), place.linear());
                var a = entry.getValue().a();
                var b = entry.getValue().b();
                step.adopt(kernels.call(
                                "fold",
                                weight,
                                step.floats(b.values(), b.shape()),
                                step.floats(a.values(), a.shape()),
                                step.doubles(adapter.scale()))
                        .singletonOrThrow());
            }
        }
    }

    private NDArray linear(int layer, String linear) {
        int k = ModelConfig.LINEARS.indexOf(linear);
        int norms = k < ModelConfig.LINEARS.indexOf("gate_proj") ? 1 : 2;
        return tensors.get(BEFORE_LAYERS + PER_LAYER * layer + norms + k);
    }

    /// The tensors as the kernels' `w`.
    NDList list() {
        KernelModule.asList("w", tensors);
        return new NDList(tensors);
    }

    /// Cosines and sines for at least so many positions.
    NDList rope(int wanted) {
        if (wanted > positions) {
            int enough = Math.max(Math.min(config.maxPositions(), 1024), Integer.highestOneBit(wanted - 1) << 1);
            var rope = java.util.Objects.requireNonNull(
                    config.layerKinds().getFirst().rope());
            var table = RopeTable.of(rope, config.headDim(), enough);
            cos.close();
            sin.close();
            cos = scope.floats(table.cos(), enough, config.headDim() / 2);
            sin = scope.floats(table.sin(), enough, config.headDim() / 2);
            positions = enough;
        }
        return new NDList(cos, sin);
    }

    /// Bytes of the resident tensors.
    long bytes() {
        return tensors.stream().distinct().mapToLong(t -> t.size() * 4).sum();
    }
}
