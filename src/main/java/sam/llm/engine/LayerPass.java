package sam.llm.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sam.llm.Attention;
import sam.llm.ModelConfig;
import sam.llm.TokenBatch;
import sam.torch.Scope;
import sam.torch.TorchRuntime;

/// One layer forward and backward.
///
/// h = before(x), a = attention(h Wqkvᵀ + b), y = after(x, a Woᵀ + b), z = after(y, gated(before(y) Wguᵀ) Wdᵀ), each
/// product with the trained LoRA's beside it; `LayerScript` says what `before` and `after` are. In the last layer
/// everything behind attention is computed for the wanted rows only.
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

    /// The grids of attention, its packed output (made again from `o` where it is null), the sum behind it and the
    /// gate's and up's outputs; where their
    /// norms need them, also queries, keys and values before these (`qkv`) and what attention and the MLP gave
    /// (`attended`, `fed`).
    private record Inside(
            NDArray q,
            NDArray k,
            NDArray v,
            NDArray o,
            NDArray lse,
            @Nullable NDArray a,
            NDArray x,
            NDArray y,
            NDArray gateUp,
            @Nullable NDArray qkv,
            @Nullable NDArray attended,
            @Nullable NDArray fed)
            implements AutoCloseable {
        Inside with(NDArray product) {
            return new Inside(q, k, v, o, lse, a, x, y, gateUp, qkv, attended, product);
        }

        Inside withoutPacked() {
            java.util.Objects.requireNonNull(a).close();
            return new Inside(q, k, v, o, lse, null, x, y, gateUp, qkv, attended, fed);
        }

        List<NDArray> tensors() {
            return Stream.of(q, k, v, o, lse, a, x, y, gateUp, qkv, attended, fed)
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .toList();
        }

        @Override
        public void close() {
            tensors().forEach(NDArray::close);
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
            var fed = project(layer, Group.DOWN, m, work);
            m.close();
            var z = pass.adopt(kernels.one(work, "after", inside.y, fed, vector(layer, LayerVector.AFTER_MLP)));
            return switch (keep) {
                case ALL -> {
                    var all = config.norms().after() ? inside.with(fed) : inside;
                    all = layer == config.layers() - 1 ? all : all.withoutPacked();
                    all.tensors().forEach(pass::adopt);
                    pass.adopt(x);
                    yield new Result(z, new Kept(x, all));
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
        var h = kernels.one(work, "before", x, vector(layer, LayerVector.BEFORE_ATTENTION));
        var qkv = project(layer, Group.QKV, h, work);
        h.close();
        var batch = rows.batch();
        var sight = rows.sight(layer);
        var parts = kernels.several(
                work,
                "attention",
                qkv,
                sight.cos(),
                sight.sin(),
                batch.pad(),
                batch.unpad(),
                batch.ends(),
                sight.mask(),
                vector(layer, LayerVector.QUERY_NORM),
                vector(layer, LayerVector.KEY_NORM));
        boolean normed = config.attention().norm() != Attention.QkNorm.NONE;
        if (!normed) {
            qkv.close();
        }
        var a = packed(parts[3], batch, work);
        var below = x;
        if (layer == config.layers() - 1) {
            var every = a;
            a = kernels.one(work, "rows", every, rows.rows());
            below = kernels.one(work, "rows", x, rows.rows());
            every.close();
        }
        var attended = project(layer, Group.O, a, work);
        var y = kernels.one(work, "after", below, attended, vector(layer, LayerVector.AFTER_ATTENTION));
        if (!config.norms().after()) {
            attended.close();
        }
        var h2 = kernels.one(work, "before", y, vector(layer, LayerVector.BEFORE_MLP));
        var gateUp = project(layer, Group.GATE_UP, h2, work);
        h2.close();
        return new Inside(
                parts[0],
                parts[1],
                parts[2],
                parts[3],
                parts[4],
                a,
                below,
                y,
                gateUp,
                normed ? qkv : null,
                config.norms().after() ? attended : null,
                null);
    }

    /// dx of a layer from dz, adding the gradients of the LoRA; `kept` and `dz` are closed. `dx` is left out (an
    /// empty tensor) where nothing below is trained.
    NDArray backward(int layer, Kept kept, NDArray dz, PackedRows rows, Scope pass) throws IOException {
        boolean bottom = layer == trained().lowestLayer();
        boolean last = layer == config.layers() - 1;
        try (var work = pass.inner()) {
            var in = kept.inside != null ? kept.inside : inside(layer, kept.x, rows, work);
            var m = kernels.one(work, "gated", in.gateUp);
            var fed = in.fed == null && config.norms().after() ? project(layer, Group.DOWN, m, work) : in.fed;
            var dm = unproject(layer, Group.DOWN, m, branch(dz, fed, layer, LayerVector.AFTER_MLP, work), work, true);
            m.close();
            var dgu = kernels.one(work, "gated_back", dm, in.gateUp);
            dm.close();
            in.gateUp.close();
            var h2 = kernels.one(work, "before", in.y, vector(layer, LayerVector.BEFORE_MLP));
            var dh2 = unproject(layer, Group.GATE_UP, h2, dgu, work, true);
            h2.close();
            dgu.close();
            var dy = kernels.one(work, "before_back", dz, in.y, vector(layer, LayerVector.BEFORE_MLP), dh2);
            dz.close();
            dh2.close();
            var ds = branch(dy, in.attended, layer, LayerVector.AFTER_ATTENTION, work);
            var batch = rows.batch();
            var a = in.a == null ? packed(in.o, batch, work) : in.a;
            var da = unproject(layer, Group.O, a, ds, work, true);
            a.close();
            if (last) {
                da = kernels.one(work, "unrows", da, rows.rows(), kept.x);
            }
            var sight = rows.sight(layer);
            var dqkv = kernels.one(
                    work,
                    "attention_back",
                    da,
                    in.q,
                    in.k,
                    in.v,
                    in.o,
                    in.lse,
                    sight.cos(),
                    sight.sin(),
                    batch.pad(),
                    batch.unpad(),
                    batch.ends(),
                    sight.mask(),
                    in.qkv == null ? nothing : in.qkv,
                    vector(layer, LayerVector.QUERY_NORM),
                    vector(layer, LayerVector.KEY_NORM));
            da.close();
            var h = kernels.one(work, "before", kept.x, vector(layer, LayerVector.BEFORE_ATTENTION));
            var dh = unproject(layer, Group.QKV, h, dqkv, work, !bottom);
            h.close();
            if (bottom) {
                kept.close();
                return pass.empty(0);
            }
            if (last) {
                dy = kernels.one(work, "unrows", dy, rows.rows(), kept.x);
            }
            var dx = pass.adopt(
                    kernels.one(work, "before_back", dy, kept.x, vector(layer, LayerVector.BEFORE_ATTENTION), dh));
            kept.close();
            return dx;
        }
    }

    /// Attention's output without padding, [N, heads · dim].
    private NDArray packed(NDArray o, TokenBatch batch, Scope work) {
        return kernels.one(work, "attended", o, batch.pad(), batch.unpad());
    }

    /// y[N, out] = x Wᵀ + the LoRA's part.
    private NDArray project(int layer, Group group, NDArray x, Scope work) throws IOException {
        var result = new NDArray[1];
        weights.matrix(layer, group, (weight, from) -> {
            if (from == 0 && weight.getShape().get(0) == group.out(config)) {
                result[0] = kernels.one(work, "turned", x, weight);
                return;
            }
            if (from == 0) {
                result[0] = kernels.one(work, "blank", x, weight, work.longs(group.out(config)));
            }
            kernels.run("project_piece", result[0], x, weight, work.longs(from));
        });
        if (group == Group.QKV && config.attention().qkvBias()) {
            kernels.run("biased", result[0], vector(layer, LayerVector.QKV_BIAS));
        } else if (group == Group.O && config.attention().outputBias()) {
            kernels.run("biased", result[0], vector(layer, LayerVector.OUTPUT_BIAS));
        }
        var part = lora == null ? null : lora.part(layer, group);
        if (part != null) {
            draw(layer, group);
            kernels.run(part.forward(), new NDList(result[0], x, part.a()), part.b());
        }
        return result[0];
    }

    /// dx[N, in] = dy W + the LoRA's part, adding the LoRA's gradients; only these where `wanted` is false.
    private NDArray unproject(int layer, Group group, NDArray x, NDArray dy, Scope work, boolean wanted)
            throws IOException {
        var result = new NDArray[] {nothing};
        if (wanted) {
            weights.matrix(layer, group, (weight, from) -> {
                if (from == 0 && weight.getShape().get(0) == group.out(config)) {
                    result[0] = kernels.one(work, "straight", dy, weight);
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
            kernels.run(part.backward(), new NDList(result[0], x, dy, part.a(), part.gradA()), part.b(), part.gradB());
        }
        return result[0];
    }

    /// The derivative by what a sublayer gave, in the products' precision; `given` is wanted where that is normed.
    private NDArray branch(NDArray dz, @Nullable NDArray given, int layer, LayerVector norm, Scope work) {
        if (config.multipliers().residual() == 1 && !config.norms().after()) {
            return lower(dz, work);
        }
        return kernels.one(work, "after_back", dz, given == null ? nothing : given, vector(layer, norm));
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

    private NDArray vector(int layer, LayerVector vector) {
        return weights.vector(layer, vector);
    }

    private TrainedLora trained() {
        return java.util.Objects.requireNonNull(lora, "no LoRA is trained");
    }
}
