package sam.memory;

import sam.protocol.TrainingSettings;

/// What is trained of a model: how many numbers, and in how many of its upper layers the backward pass runs.
public record Trained(long parameters, int layers) {
    /// A fresh LoRA of these settings.
    public static Trained of(ModelShape model, TrainingSettings settings) {
        var chosen = settings.layersToTransform();
        int carrying = chosen.isEmpty() ? model.layers() : chosen.size();
        int lowest = chosen.isEmpty() ? 0 : Math.min(chosen.getFirst(), model.layers() - 1);
        return new Trained(
                model.loraParameters(settings.targetModules(), settings.loraR(), carrying), model.layers() - lowest);
    }
}
