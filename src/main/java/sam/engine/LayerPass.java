package sam.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sam.model.Attention;
import sam.model.Group;
import sam.model.ModelConfig;
import sam.torch.Scope;

/// One layer forward and backward.
///
/// h = before(x), a = attention(h Wqkvᵀ + b), y = after(x, a Woᵀ + b), z = after(y, gated(before(y) Wguᵀ) Wdᵀ), each
/// product with the trained LoRA's beside it; `LayerScript` says what `before` and `after` are. In the last layer
/// everything behind attention is computed for the wanted rows only.
final class LayerPass {
    private final ModelConfig config;
    private final Kernels kernels;
    private final FrozenWeights weights;
    private final LinearPass linears;
    private final @Nullable TrainedLora lora;
    private final NDArray nothing;

    LayerPass(Scope scope, ModelConfig config, Kernels kernels, FrozenWeights weights, @Nullable TrainedLora lora) {
        this.config = config;
        this.kernels = kernels;
        this.weights = weights;
        this.lora = lora;
        this.nothing = scope.empty(0);
        this.linears = new LinearPass(config, kernels, weights, lora, nothing);
    }

    /// Names the batch: what dropout draws is a function of it, the layer and the group.
    void seed(long batchSeed) {
        linears.seed(batchSeed);
    }

    /// What the backward pass needs of a layer: all of it, or only the input, from which the rest is computed again.
    static final class Kept implements AutoCloseable {
        private final NDArray x;
        private final DownProjections thin;
        private final @Nullable Inside inside;

        private Kept(NDArray x, DownProjections thin, @Nullable Inside inside) {
            this.x = x;
            this.thin = thin;
            this.inside = inside;
        }

        @Override
        public void close() {
            x.close();
            thin.close();
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
    Result forward(int layer, NDArray x, PackedRows rows, Scope pass, KeptActivations keep) throws IOException {
        try (var work = pass.inner()) {
            var thin = new DownProjections();
            var inside = inside(layer, x, rows, thin, work);
            var m = kernels.one(work, "gated", inside.gateUp);
            if (keep != KeptActivations.ALL) {
                inside.gateUp.close();
            }
            var fed = linears.project(layer, Group.DOWN, m, thin, work);
            m.close();
            var z = pass.adopt(kernels.one(work, "after", inside.y, fed, vector(layer, LayerVector.AFTER_MLP)));
            return switch (keep) {
                case ALL -> {
                    var all = config.norms().after() ? inside.with(fed) : inside;
                    all = layer == config.layers() - 1 ? all : all.withoutPacked();
                    all.tensors().forEach(pass::adopt);
                    pass.adopt(x);
                    thin.all().forEach(pass::adopt);
                    yield new Result(z, new Kept(x, thin, all));
                }
                case INPUT -> {
                    // the rest is computed again, but not `down`, which is the last product
                    thin.drop(EnumSet.complementOf(EnumSet.of(Group.DOWN)));
                    thin.all().forEach(pass::adopt);
                    yield new Result(z, new Kept(x, thin, null));
                }
                case NOTHING -> {
                    x.close();
                    yield new Result(z, null);
                }
            };
        }
    }

    /// Everything of a layer but its last product.
    private Inside inside(int layer, NDArray x, PackedRows rows, DownProjections thin, Scope work) throws IOException {
        var h = kernels.one(work, "before", x, vector(layer, LayerVector.BEFORE_ATTENTION));
        var qkv = linears.project(layer, Group.QKV, h, thin, work);
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
                batch.pieces(),
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
        var attended = linears.project(layer, Group.O, a, thin, work);
        var y = kernels.one(work, "after", below, attended, vector(layer, LayerVector.AFTER_ATTENTION));
        if (!config.norms().after()) {
            attended.close();
        }
        var h2 = kernels.one(work, "before", y, vector(layer, LayerVector.BEFORE_MLP));
        var gateUp = linears.project(layer, Group.GATE_UP, h2, thin, work);
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
            var in = kept.inside != null ? kept.inside : inside(layer, kept.x, rows, kept.thin, work);
            var m = kernels.one(work, "gated", in.gateUp);
            var fed = in.fed == null && config.norms().after()
                    ? linears.project(layer, Group.DOWN, m, kept.thin, work)
                    : in.fed;
            var dm = linears.unproject(
                    layer, Group.DOWN, m, branch(dz, fed, layer, LayerVector.AFTER_MLP, work), kept.thin, work, true);
            m.close();
            var dgu = kernels.one(work, "gated_back", dm, in.gateUp);
            dm.close();
            in.gateUp.close();
            var h2 = kernels.one(work, "before", in.y, vector(layer, LayerVector.BEFORE_MLP));
            var dh2 = linears.unproject(layer, Group.GATE_UP, h2, dgu, kept.thin, work, true);
            h2.close();
            dgu.close();
            var dy = kernels.one(work, "before_back", dz, in.y, vector(layer, LayerVector.BEFORE_MLP), dh2);
            dz.close();
            dh2.close();
            var ds = branch(dy, in.attended, layer, LayerVector.AFTER_ATTENTION, work);
            var batch = rows.batch();
            var a = in.a == null ? packed(in.o, batch, work) : in.a;
            var da = linears.unproject(layer, Group.O, a, ds, kept.thin, work, true);
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
                    batch.pieces(),
                    sight.mask(),
                    in.qkv == null ? nothing : in.qkv,
                    vector(layer, LayerVector.QUERY_NORM),
                    vector(layer, LayerVector.KEY_NORM));
            da.close();
            var h = kernels.one(work, "before", kept.x, vector(layer, LayerVector.BEFORE_ATTENTION));
            var dh = linears.unproject(layer, Group.QKV, h, dqkv, kept.thin, work, !bottom);
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

    private NDArray vector(int layer, LayerVector vector) {
        return weights.vector(layer, vector);
    }

    private TrainedLora trained() {
        return java.util.Objects.requireNonNull(lora, "no LoRA is trained");
    }
}
