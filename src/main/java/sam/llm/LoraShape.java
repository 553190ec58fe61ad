package sam.llm;

import java.util.List;

/// Where a LoRA sits and how large it is: ΔW = (alpha / rank) · B · A on each target of every layer.
public record LoraShape(int rank, double scale, List<String> targets, double dropout) {
    public LoraShape {
        targets = ModelConfig.ALL_LINEARS.stream().filter(targets::contains).toList();
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

    /// Every matrix, layer by layer, target by target, A before B: the order in the flat vector.
    public List<Slot> slots(ModelConfig config) {
        var slots = new java.util.ArrayList<Slot>();
        long offset = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            for (var linear : targets) {
                slots.add(new Slot(layer, linear, true, rank, config.in(linear), offset));
                offset += slots.getLast().size();
                slots.add(new Slot(layer, linear, false, config.out(linear), rank, offset));
                offset += slots.getLast().size();
            }
        }
        return List.copyOf(slots);
    }

    /// How many numbers are trained.
    public long parameters(ModelConfig config) {
        return slots(config).stream().mapToLong(Slot::size).sum();
    }
}
