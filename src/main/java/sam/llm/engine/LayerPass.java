package sam.llm.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.llm.ModelConfig;
import sam.torch.Scope;
import sam.torch.TorchRuntime;

/// One layer forward and backward.
///
/// h = norm(x), a = attention(h Wqkvᵀ), y = x + a Woᵀ, z = y + gated(norm(y) Wguᵀ) Wdᵀ, each product with the trained
/// LoRA's beside it. In the last layer everything behind attention is computed for the wanted rows only.
final class LayerPass {
    private final ModelConfig config;
    private final Kernels kernels;
    private final FrozenWeights weights;
    private final @Nullable TrainedLora lora;
    private final NDArray nothing;
    private long seed;

    LayerPass(Scope scope, ModelConfig config, Kernels kernels, FrozenWeights weights, @Nullable TrainedLora lora) {
        this.config = config;
        this.kernels = kernels;
        this.weights = weights;
        this.lora = lora;
        this.nothing = scope.empty(0);
    }

    /// Names the batch: what dropout draws is a function of it, the layer and the group.
    void seed(long batchSeed) {
        seed = batchSeed;
    }

    /// What the backward pass needs of a layer: all of it, or only the input, from which the rest is computed again.
    static final class Kept implements AutoCloseable {
        private final NDArray x;
        private final @Nullable Inside inside;

        private Kept(NDArray x, @Nullable Inside inside) {
            this.x = x;
            this.inside = inside;
        }

        @Override
        public void close() {
            x.close();
            if (inside != null) {
                inside.close();
            }
        }
    }

    /// The grids and the packed output of attention, the sum behind it and the gate's and up's outputs.
    private record Inside(
            NDArray q, NDArray k, NDArray v, NDArray o, NDArray lse, NDArray a, NDArray x, NDArray y, NDArray gateUp)
            implements AutoCloseable {
        @Override
        public void close() {
            List.of(q, k, v, o, lse, a, x, y, gateUp).forEach(NDArray::close);
        }
    }

    /// z of a layer, and what to keep of it.
    record Result(NDArray z, @Nullable Kept kept) {}

    /// Computes a layer. `x` belongs to `pass`; so do the results. Without `keep` `x` is closed.
    Result forward(int layer, NDArray x, PackedRows rows, Scope pass, Keep keep) throws IOException {
        try (var work = pass.inner()) {
            var inside = inside(layer, x, rows, work);
            var m = kernels.one(work, "gated", inside.gateUp);
            if (keep != Keep.ALL) {
                inside.gateUp.close();
            }
            var z = pass.adopt(residual(layer, Group.DOWN, m, inside.y, work));
            return switch (keep) {
                case ALL -> {
                    for (var tensor : List.of(
                            inside.q,
                            inside.k,
                            inside.v,
                            inside.o,
                            inside.lse,
                            inside.a,
                            inside.x,
                            inside.y,
                            inside.gateUp)) {
                        pass.adopt(tensor);
                    }
                    pass.adopt(x);
                    yield new Result(z, new Kept(x, inside));
                }
                case INPUT -> new Result(z, new Kept(x, null));
                case NOTHING -> {
                    x.close();
                    yield new Result(z, null);
                }
            };
        }
    }

    /// Everything of a layer but its last product.
    private Inside inside(int layer, NDArray x, PackedRows rows, Scope work) throws IOException {
        var h = kernels.one(work, "norm", x, vector(layer, "input_layernorm"));
        var qkv = project(layer, Group.QKV, h, work);
        h.close();
        var batch = rows.batch();
        var parts = kernels.several(
                work, "attention", qkv, rows.cos(), rows.sin(), batch.pad(), batch.unpad(), rows.mask());
        qkv.close();
        var a = parts[5];
        var below = x;
        if (layer == config.layers() - 1) {
            a = kernels.one(work, "rows", a, rows.rows());
            below = kernels.one(work, "rows", x, rows.rows());
            parts[5].close();
        }
        var y = residual(layer, Group.O, a, below, work);
        var h2 = kernels.one(work, "norm", y, vector(layer, "post_attention_layernorm"));
        var gateUp = project(layer, Group.GATE_UP, h2, work);
        h2.close();
        return new Inside(parts[0], parts[1], parts[2], parts[3], parts[4], a, below, y, gateUp);
    }

    /// dx of a layer from dz, adding the gradients of the LoRA; `kept` and `dz` are closed. `dx` is left out (an empty
    /// tensor) where nothing below is trained.
    NDArray backward(int layer, Kept kept, NDArray dz, PackedRows rows, Scope pass) throws IOException {
        boolean bottom = layer == trained().lowestLayer();
        boolean last = layer == config.layers() - 1;
        try (var work = pass.inner()) {
            var in = kept.inside != null ? kept.inside : inside(layer, kept.x, rows, work);
            var m = kernels.one(work, "gated", in.gateUp);
            var dm = unproject(layer, Group.DOWN, m, lower(dz, work), work, true);
            m.close();
            var dgu = kernels.one(work, "gated_back", dm, in.gateUp);
            dm.close();
            in.gateUp.close();
            var h2 = kernels.one(work, "norm", in.y, vector(layer, "post_attention_layernorm"));
            var dh2 = unproject(layer, Group.GATE_UP, h2, dgu, work, true);
            h2.close();
            dgu.close();
            var dy = kernels.one(work, "norm_back", dz, in.y, vector(layer, "post_attention_layernorm"), dh2);
            dz.close();
            dh2.close();
            var da = unproject(layer, Group.O, in.a, lower(dy, work), work, true);
            if (last) {
                da = kernels.one(work, "unrows", da, rows.rows(), kept.x);
            }
            var batch = rows.batch();
            var dqkv = kernels.one(
                    work,
                    "attention_back",
                    da,
                    in.q,
                    in.k,
                    in.v,
                    in.o,
                    in.lse,
                    rows.cos(),
                    rows.sin(),
                    batch.pad(),
                    batch.unpad(),
                    rows.mask());
            da.close();
            var h = kernels.one(work, "norm", kept.x, vector(layer, "input_layernorm"));
            var dh = unproject(layer, Group.QKV, h, dqkv, work, !bottom);
            h.close();
            if (bottom) {
                kept.close();
                return pass.empty(0);
            }
            if (last) {
                dy = kernels.one(work, "unrows", dy, rows.rows(), kept.x);
            }
            var dx = pass.adopt(kernels.one(work, "norm_back", dy, kept.x, vector(layer, "input_layernorm"), dh));
            kept.close();
            return dx;
        }
    }

    /// y[N, out] = x Wᵀ + the LoRA's part.
    private NDArray project(int layer, Group group, NDArray x, Scope work) throws IOException {
        var result = new NDArray[1];
        weights.matrix(layer, group, (weight, from) -> {
            if (from == 0 && weight.getShape().get(0) == group.out(config)) {
                result[0] = kernels.one(work, "project", x, weight);
                return;
            }
            if (from == 0) {
                result[0] = kernels.one(work, "blank", x, weight, work.longs(group.out(config)));
            }
            kernels.run("project_piece", result[0], x, weight, work.longs(from));
        });
        var part = lora == null ? null : lora.part(layer, group);
        if (part != null) {
            draw(layer, group);
            kernels.run(
                    LoraScript.forwardName(group),
                    Kernels.arguments(List.of(result[0], x, part.a()), List.of(part.b())));
        }
        return result[0];
    }

    private NDArray residual(int layer, Group group, NDArray x, NDArray below, Scope work) throws IOException {
        var product = project(layer, group, x, work);
        var sum = kernels.one(work, "plus", below, product);
        product.close();
        return sum;
    }

    /// dx[N, in] = dy W + the LoRA's part, adding the LoRA's gradients; only these where `wanted` is false.
    private NDArray unproject(int layer, Group group, NDArray x, NDArray dy, Scope work, boolean wanted)
            throws IOException {
        var result = new NDArray[] {nothing};
        if (wanted) {
            weights.matrix(layer, group, (weight, from) -> {
                if (from == 0 && weight.getShape().get(0) == group.out(config)) {
                    result[0] = kernels.one(work, "unproject", dy, weight);
                    return;
                }
                if (from == 0) {
                    result[0] = kernels.one(work, "blank", dy, weight, work.longs(group.in(config)));
                }
                kernels.run("unproject_piece", result[0], dy, weight, work.longs(from));
            });
        }
        var part = trained().part(layer, group);
        if (part != null) {
            draw(layer, group);
            kernels.run(
                    LoraScript.backwardName(group),
                    Kernels.arguments(
                            new NDList(result[0], x, dy, part.a(), part.gradA()), List.of(part.b(), part.gradB())));
        }
        return result[0];
    }

    /// In the products' precision.
    private NDArray lower(NDArray x, Scope work) {
        return kernels.precision() == Precision.FLOAT32 ? x : kernels.one(work, "cast", x);
    }

    private void draw(int layer, Group group) {
        if (lora != null && lora.shape().dropout() > 0) {
            TorchRuntime.seed(seed * 31 + layer * 4L + group.ordinal());
        }
    }

    private NDArray vector(int layer, String name) {
        return weights.vector("model.layers.%d.%s.weight".formatted(layer, name));
    }

    private TrainedLora trained() {
        return java.util.Objects.requireNonNull(lora, "no LoRA is trained");
    }
}
