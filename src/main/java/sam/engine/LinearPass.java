package sam.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import sam.model.Group;
import sam.model.ModelConfig;
import sam.torch.Scope;
import sam.torch.TorchRuntime;

/// The linears of the layers, forward and backward: a group's frozen product, in pieces where it is streamed, and the
/// trained LoRA's beside it.
final class LinearPass {
    private final ModelConfig config;
    private final Kernels kernels;
    private final FrozenWeights weights;
    private final @Nullable TrainedLora lora;
    private final NDArray nothing;
    private long seed;

    LinearPass(
            ModelConfig config, Kernels kernels, FrozenWeights weights, @Nullable TrainedLora lora, NDArray nothing) {
        this.config = config;
        this.kernels = kernels;
        this.weights = weights;
        this.lora = lora;
        this.nothing = nothing;
    }

    /// Names the batch: what dropout draws is a function of it, the layer and the group.
    void seed(long batchSeed) {
        seed = batchSeed;
    }

    /// y[N, out] = x Wᵀ + the LoRA's part; what of that backward wants goes into `thin`.
    NDArray project(int layer, Group group, NDArray x, DownProjections thin, Scope work) throws IOException {
        var y = product(layer, group, x, group.out(config), "turned", "project_piece", work);
        if (group == Group.QKV && config.attention().qkvBias()) {
            kernels.run("biased", y, weights.vector(layer, LayerVector.QKV_BIAS));
        } else if (group == Group.O && config.attention().outputBias()) {
            kernels.run("biased", y, weights.vector(layer, LayerVector.OUTPUT_BIAS));
        }
        var part = lora == null ? null : lora.part(layer, group);
        if (part != null) {
            draw(layer, group);
            thin.put(group, kernels.one(work, part.forward(), new NDList(y, x, part.a()), part.b()));
        }
        return y;
    }

    /// dx[N, in] = dy W + the LoRA's part, adding the LoRA's gradients; only these where `wanted` is false.
    NDArray unproject(int layer, Group group, NDArray x, NDArray dy, DownProjections thin, Scope work, boolean wanted)
            throws IOException {
        var dx = wanted ? product(layer, group, dy, group.in(config), "straight", "unproject_piece", work) : nothing;
        var part = lora == null ? null : lora.part(layer, group);
        if (part != null) {
            draw(layer, group);
            var tensors = new NDList(dx, x, dy, thin.of(group), part.a(), part.gradA());
            kernels.run(part.backward(), tensors, part.b(), part.gradB());
        }
        return dx;
    }

    /// x times the group's matrix, by `whole` where that comes in one, else into a blank of so many columns by `piece`.
    private NDArray product(int layer, Group group, NDArray x, int columns, String whole, String piece, Scope work)
            throws IOException {
        var result = new NDArray[1];
        weights.matrix(layer, group, (weight, from) -> {
            if (from == 0 && weight.getShape().get(0) == group.out(config)) {
                result[0] = kernels.one(work, whole, x, weight);
                return;
            }
            if (from == 0) {
                result[0] = kernels.one(work, "blank", x, weight, work.longs(columns));
            }
            kernels.run(piece, result[0], x, weight, work.longs(from));
        });
        return result[0];
    }

    private void draw(int layer, Group group) {
        if (lora != null && lora.shape().dropout() > 0) {
            TorchRuntime.seed(seed * 31 + layer * 4L + group.ordinal());
        }
    }
}
