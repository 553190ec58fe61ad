package sam.adapters;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import sam.durable.Plain;
import sam.model.ModelConfig;
import sam.model.ModelFolder;
import sam.model.files.ModelException;
import sam.model.files.SafetensorsWriter.FloatTensor;

/// A LoRA in the heap: ΔW = scale · B · A at each place, A being [rank, in] and B [out, rank]. `rank` and `scale` are
/// those of most places; each place knows its own.
public record Adapter(int rank, double scale, SortedMap<Place, Matrices> layers) {
    public Adapter {
        layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
    }

    /// A linear of a layer.
    public record Place(int layer, String linear) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return Comparator.comparingInt(Place::layer)
                    .thenComparingInt(place -> ModelConfig.ALL_LINEARS.indexOf(place.linear))
                    .compare(this, other);
        }
    }

    /// A and B of one place, and their scale.
    public record Matrices(FloatTensor a, FloatTensor b, double scale) {
        public int rank() {
            return (int) a.shape()[0];
        }
    }

    /// The largest rank of a place.
    public int widest() {
        return layers.values().stream().mapToInt(Matrices::rank).max().orElse(rank);
    }

    /// The linears it sits on, in the usual order.
    public List<String> targets() {
        return ModelConfig.ALL_LINEARS.stream()
                .filter(linear -> layers.keySet().stream().anyMatch(place -> place.linear.equals(linear)))
                .toList();
    }

    /// The matrices as one flat vector in a shape's order; the shape must have the same rank and places.
    public float[] flat(LoraShape shape, ModelConfig config) {
        var flat = new float[Math.toIntExact(shape.parameters(config))];
        for (var slot : shape.slots(config)) {
            var matrices = layers.get(new Place(slot.layer(), slot.linear()));
            if (matrices == null) {
                throw new ModelException(Plain.text(
                        "The adapter has nothing for %s of layer %d. Start from one that fits target_modules.",
                        slot.linear(), slot.layer()));
            }
            var tensor = slot.isA() ? matrices.a() : matrices.b();
            System.arraycopy(tensor.values(), 0, flat, Math.toIntExact(slot.offset()), slot.size());
        }
        return flat;
    }

    Map<String, FloatTensor> tensors() {
        var tensors = new java.util.LinkedHashMap<String, FloatTensor>();
        layers.forEach((place, matrices) -> {
            var name = "base_model.model." + ModelFolder.linear(place.layer, place.linear);
            tensors.put(name + ".lora_A.weight", matrices.a());
            tensors.put(name + ".lora_B.weight", matrices.b());
        });
        return tensors;
    }
}
