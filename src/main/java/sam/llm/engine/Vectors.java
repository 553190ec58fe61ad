package sam.llm.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import sam.llm.ModelConfig;
import sam.llm.WeightReader;
import sam.torch.Scope;

/// The small tensors of a model: norms. They are always resident and float32.
final class Vectors {
    private Vectors() {}

    static List<String> names(ModelConfig config) {
        var names = new ArrayList<String>();
        names.add("model.norm.weight");
        for (int layer = 0; layer < config.layers(); layer++) {
            names.add("model.layers.%d.input_layernorm.weight".formatted(layer));
            names.add("model.layers.%d.post_attention_layernorm.weight".formatted(layer));
        }
        return names;
    }

    static NDArray read(Scope scope, WeightReader reader, String name) throws IOException {
        var stored = reader.tensor(name);
        var vector = scope.empty(stored.columns());
        reader.read(name, 0, 1, MemorySegment.ofBuffer(Scope.bytes(vector)));
        return vector;
    }
}
