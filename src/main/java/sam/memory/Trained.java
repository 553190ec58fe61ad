package sam.memory;

import java.util.stream.IntStream;
import sam.protocol.PlacePattern;
import sam.protocol.TrainingSettings;

/// What is trained of a model: how many numbers, and in how many of its upper layers the backward pass runs.
public record Trained(long parameters, int layers) {
    /// A fresh LoRA of these settings.
    public static Trained of(ModelShape model, TrainingSettings settings) {
        var all = IntStream.range(0, model.layers()).boxed().toList();
        var chosen = settings.lora().layersToTransform().isEmpty()
                ? all
                : settings.lora().layersToTransform();
        int lowest = Math.min(chosen.getFirst(), model.layers() - 1);
        long parameters = model.loraParameters(
                settings.lora().targetModules(), chosen, (layer, linear) -> rank(settings, layer, linear));
        return new Trained(parameters, model.layers() - lowest);
    }

    /// The rank of a place; a pattern that cannot be read, which training refuses, changes none.
    private static int rank(TrainingSettings settings, int layer, String linear) {
        try {
            return PlacePattern.find(settings.lora().rankPattern(), layer, linear)
                    .orElse(settings.lora().r());
        } catch (PlacePattern.BadPattern e) {
            return settings.lora().r();
        }
    }
}
