package sam.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.model.Group;
import sam.model.ModelConfig;
import sam.model.WeightMap;
import sam.model.WeightMap.NormPlace;
import sam.model.WeightMap.Part;
import sam.model.WeightReader;
import sam.model.files.ModelException;
import sam.torch.Scope;

/// The small tensors of a model: norms and biases. They are always resident and float32.
///
/// A norm's weight is held as what x is multiplied by: with the family's offset added, and the final one times the
/// model's multiplier of the logits, which are linear in it.
final class Vectors {
    private final Scope scope;
    private final WeightReader reader;
    private final NDArray none;
    private final NDArray finalNorm;
    private final List<Map<LayerVector, NDArray>> layers = new ArrayList<>();

    Vectors(Scope scope, ModelConfig config, WeightReader reader) throws IOException {
        this.scope = scope;
        this.reader = reader;
        this.none = scope.empty(0);
        var map = new WeightMap(config);
        double offset = config.norms().weightOffset();
        this.finalNorm =
                read(List.of(map.finalNorm()), offset, config.multipliers().logits());
        for (int layer = 0; layer < config.layers(); layer++) {
            var own = new EnumMap<LayerVector, NDArray>(LayerVector.class);
            own.put(LayerVector.BEFORE_ATTENTION, norm(map.norm(layer, NormPlace.BEFORE_ATTENTION), offset));
            own.put(LayerVector.AFTER_ATTENTION, norm(map.norm(layer, NormPlace.AFTER_ATTENTION), offset));
            own.put(LayerVector.BEFORE_MLP, norm(map.norm(layer, NormPlace.BEFORE_MLP), offset));
            own.put(LayerVector.AFTER_MLP, norm(map.norm(layer, NormPlace.AFTER_MLP), offset));
            own.put(LayerVector.QUERY_NORM, norm(map.queryNorm(layer), offset));
            own.put(LayerVector.KEY_NORM, norm(map.keyNorm(layer), offset));
            own.put(LayerVector.QKV_BIAS, bias(config, map, layer, Group.QKV));
            own.put(LayerVector.OUTPUT_BIAS, bias(config, map, layer, Group.O));
            layers.add(own);
        }
    }

    NDArray finalNorm() {
        return finalNorm;
    }

    NDArray of(int layer, LayerVector vector) {
        return Objects.requireNonNull(layers.get(layer).get(vector));
    }

    private NDArray norm(@Nullable Part part, double offset) throws IOException {
        return part == null ? none : read(List.of(part), offset, 1);
    }

    private NDArray bias(ModelConfig config, WeightMap map, int layer, Group group) throws IOException {
        var parts = group.linears(config).stream()
                .map(linear -> map.bias(layer, linear))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        return parts.isEmpty() ? none : read(parts, 0, 1);
    }

    /// (`offset` + w) · `factor` of vectors one after the other.
    private NDArray read(List<Part> parts, double offset, double factor) throws IOException {
        int size = Math.toIntExact(parts.stream().mapToLong(Part::columns).sum());
        var vector = scope.empty(size);
        var all = MemorySegment.ofBuffer(Scope.bytes(vector));
        long at = 0;
        for (var part : parts) {
            long bytes = part.columns() * Float.BYTES;
            reader.read(part.tensor(), part.firstRow(), 1, all.asSlice(at, bytes));
            at += bytes;
        }
        var values = vector.toFloatArray();
        for (int i = 0; i < size; i++) {
            values[i] = (float) ((values[i] + offset) * factor);
            if (!Float.isFinite(values[i])) {
                throw new ModelException(Plain.text(
                        "The weights hold something that is no number (in %s). Download the model again.",
                        parts.getFirst().tensor()));
            }
        }
        Scope.write(vector).put(values);
        return vector;
    }
}
