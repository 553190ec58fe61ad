package sam.llm;

import java.util.List;
import sam.llm.engine.Group;

/// Where a LoRA sits and how large it is: ΔW = scale · B · A on each target of its layers.
///
/// `scale` is alpha / rank, or alpha / √rank where `rslora` says so (Kalajdzievski 2023). `layers` counts from 0;
/// empty means every layer.
public record LoraShape(
        int rank, double scale, List<String> targets, double dropout, List<Integer> layers, boolean rslora) {
    public LoraShape {
        layers = layers.stream().distinct().sorted().toList();
        targets = ModelConfig.ALL_LINEARS.stream().filter(targets::contains).toList();
    }

    /// On every layer, scaled by alpha / rank.
    public LoraShape(int rank, double scale, List<String> targets, double dropout) {
        this(rank, scale, targets, dropout, List.of(), false);
    }

    /// Where an adapter of a model sits.
    public static LoraShape of(Adapter adapter, ModelConfig config) {
        var present = adapter.layers().keySet().stream()
                .map(Adapter.Place::layer)
                .distinct()
                .toList();
        var layers = present.size() == config.layers() ? List.<Integer>of() : present;
        return new LoraShape(adapter.rank(), adapter.scale(), adapter.targets(), 0, layers, false);
    }

    /// PEFT's `lora_alpha` of this scale.
    public double alpha() {
        return scale * (rslora ? Math.sqrt(rank) : rank);
    }

    /// A matrix of the flat parameter vector: A is [rank, in], B is [out, rank].
    public record Slot(int layer, String linear, boolean isA, int rows, int columns, long offset) {
        /// The name PEFT gives the matrix in `adapter_model.safetensors`.
        public String peftName() {
            return "base_model.model.%s.lora_%s.weight".formatted(ModelFolder.linear(layer, linear), isA ? "A" : "B");
        }

        public int size() {
            return rows * columns;
        }
    }

    /// The same as it answers when nothing is dropped.
    public LoraShape withoutDropout() {
        return new LoraShape(rank, scale, targets, 0, layers, rslora);
    }

    /// Every matrix, layer by layer; within a layer by the groups of linears that read the same input, the A's of a
    /// group before its B's: the order in the flat vector, in which a group's A's are one matrix.
    public List<Slot> slots(ModelConfig config) {
        var slots = new java.util.ArrayList<Slot>();
        for (int layer = 0; layer < config.layers(); layer++) {
            if (!layers.isEmpty() && !layers.contains(layer)) {
                continue;
            }
            for (var group : Group.values()) {
                var linears =
                        group.linears(config).stream().filter(targets::contains).toList();
                for (var linear : linears) {
                    slots.add(new Slot(layer, linear, true, rank, config.in(linear), end(slots)));
                }
                for (var linear : linears) {
                    slots.add(new Slot(layer, linear, false, config.out(linear), rank, end(slots)));
                }
            }
        }
        return List.copyOf(slots);
    }

    private static long end(List<Slot> slots) {
        return slots.isEmpty() ? 0 : slots.getLast().offset() + slots.getLast().size();
    }

    /// How many numbers are trained.
    public long parameters(ModelConfig config) {
        return slots(config).stream().mapToLong(Slot::size).sum();
    }
}
