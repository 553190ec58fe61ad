package sam.engine;

import ai.djl.ndarray.NDArray;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sam.model.Group;

/// The trained LoRA's x Aᵀ[N, Σr] of a layer's groups: the backward pass reads it again, and it is too small to be
/// worth
/// computing twice.
final class DownProjections implements AutoCloseable {
    private final Map<Group, NDArray> products = new EnumMap<>(Group.class);

    void put(Group group, NDArray product) {
        var before = products.put(group, product);
        if (before != null) {
            before.close();
        }
    }

    NDArray of(Group group) {
        return java.util.Objects.requireNonNull(products.get(group), "not computed");
    }

    void drop(Set<Group> groups) {
        for (var group : groups) {
            var product = products.remove(group);
            if (product != null) {
                product.close();
            }
        }
    }

    List<NDArray> all() {
        return List.copyOf(products.values());
    }

    @Override
    public void close() {
        all().forEach(NDArray::close);
    }
}
