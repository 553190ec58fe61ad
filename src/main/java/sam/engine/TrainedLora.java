package sam.engine;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import sam.adapters.LoraShape;
import sam.model.Group;
import sam.model.ModelConfig;
import sam.torch.KernelModule.Listed;
import sam.torch.Scope;

/// The LoRA being trained: parameters and gradients in two flat float32 vectors in the order of `LoraShape.slots`,
/// and windows on them for each layer's groups.
public final class TrainedLora {
    /// What a group's kernels take: the A's of its targets as one matrix and the B's, and the same of the
    /// gradients; and the kernels' names.
    record Part(NDArray a, NDArray gradA, Listed b, Listed gradB, String forward, String backward) {}

    private record Key(int layer, Group group) {}

    private final Map<Key, Part> parts = new HashMap<>();
    private final LoraShape shape;
    private final NDArray flat;
    private final NDArray grads;
    private int lowest = Integer.MAX_VALUE;

    public TrainedLora(Scope scope, Kernels kernels, ModelConfig config, LoraShape shape, NDArray flat, NDArray grads) {
        this.shape = shape;
        this.flat = flat;
        this.grads = grads;
        try (var step = scope.inner()) {
            var slots = shape.slots(config);
            for (int i = 0; i < slots.size(); ) {
                var first = slots.get(i);
                var group = Group.of(first.linear());
                int count = 0;
                while (i + count < slots.size()
                        && slots.get(i + count).isA()
                        && slots.get(i + count).layer() == first.layer()
                        && Group.of(slots.get(i + count).linear()) == group) {
                    count++;
                }
                long rows = slots.subList(i, i + count).stream()
                        .mapToLong(LoraShape.Slot::rows)
                        .sum();
                var whole = step.longs(first.offset(), rows, first.columns());
                var b = new ArrayList<NDArray>();
                var gradB = new ArrayList<NDArray>();
                for (var slot : slots.subList(i + count, i + 2 * count)) {
                    var place = step.longs(slot.offset(), slot.rows(), slot.columns());
                    b.add(kernels.one(scope, "part", flat, place));
                    gradB.add(kernels.one(scope, "part", grads, place));
                }
                var part = new Part(
                        kernels.one(scope, "part", flat, whole),
                        kernels.one(scope, "part", grads, whole),
                        new Listed("b", b),
                        new Listed("gb", gradB),
                        LoraScript.forwardName(config, shape, first.layer(), group),
                        LoraScript.backwardName(config, shape, first.layer(), group));
                parts.put(new Key(first.layer(), group), part);
                lowest = Math.min(lowest, first.layer());
                i += 2 * count;
            }
        }
    }

    public LoraShape shape() {
        return shape;
    }

    public NDArray flat() {
        return flat;
    }

    public NDArray grads() {
        return grads;
    }

    /// The lowest layer it sits on; nothing below needs a gradient.
    int lowestLayer() {
        return lowest;
    }

    @org.jspecify.annotations.Nullable
    Part part(int layer, Group group) {
        return parts.get(new Key(layer, group));
    }
}
