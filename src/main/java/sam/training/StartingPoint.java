package sam.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sam.adapters.AdapterFolder;
import sam.adapters.LoraShape;
import sam.durable.Plain;
import sam.engine.LoadedModel;
import sam.model.ModelConfig;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;

/// Where training begins: the shape of the LoRA, its first numbers, and a sentence where these are not the order's.
///
/// An adapter to start from keeps its own rank, scale and targets, as in PEFT.
record StartingPoint(LoraShape shape, LoraNumbers.Start numbers, Optional<String> note) {
    static StartingPoint of(TrainOrder order, LoadedModel model) throws IOException {
        var settings = order.settings();
        var wanted = wanted(settings, model.config());
        if (order.init() == null) {
            return new StartingPoint(
                    wanted,
                    LoraTrainer.fresh(wanted, model.config(), settings.batches().seed()),
                    Optional.empty());
        }
        var folder = Path.of(order.init());
        var init = AdapterFolder.read(folder, model.config());
        var shape = LoraShape.of(init, model.config(), settings.lora().useRslora())
                .dropping(settings.lora().dropout());
        var note = shape.isAsLarge(wanted, model.config())
                ? Optional.<String>empty()
                : Optional.of(Plain.text(
                        "Training goes on with the shape of the adapter it starts from: rank %d, scale %s, on %s.",
                        shape.rank(), shape.scale(), String.join(", ", shape.targets())));
        return new StartingPoint(shape, target -> AdapterFolder.readInto(target, folder, model.config(), shape), note);
    }

    private static LoraShape wanted(TrainingSettings settings, ModelConfig config) {
        var wanted = new LoraShape(
                settings.lora().r(),
                settings.lora().alpha()
                        / (settings.lora().useRslora()
                                ? Math.sqrt(settings.lora().r())
                                : settings.lora().r()),
                targets(settings.lora().targetModules(), config),
                settings.lora().dropout(),
                layers(settings.lora().layersToTransform(), config),
                settings.lora().useRslora(),
                settings.lora().rankPattern(),
                settings.lora().alphaPattern());
        var idle = wanted.idlePatterns(config);
        if (!idle.isEmpty()) {
            throw new TrainingException(
                    Plain.text(
                            "rank_pattern or alpha_pattern names %s, which is no linear in training.", idle.getFirst()),
                    Plain.text(
                            "Use names such as %s or layers.0.mlp.down_proj.",
                            wanted.targets().getFirst()));
        }
        return wanted;
    }

    /// Empty where they are all layers of the model.
    private static List<Integer> layers(List<Integer> wanted, ModelConfig config) {
        var layers = wanted.stream().distinct().sorted().toList();
        if (!layers.isEmpty() && layers.getLast() >= config.layers()) {
            throw new TrainingException(
                    Plain.text(
                            "layers_to_transform names layer %d, but the model's %d layers are 0 to %d.",
                            layers.getLast(), config.layers(), config.layers() - 1),
                    "Choose some of these.");
        }
        return layers.size() == config.layers() ? List.of() : layers;
    }

    private static List<String> targets(List<String> wanted, ModelConfig config) {
        var targets = config.targets(wanted);
        if (targets.isEmpty()) {
            throw new TrainingException(
                    Plain.text(
                            "None of target_modules (%s) is a linear of this %s model.",
                            String.join(", ", wanted), config.family().label()),
                    Plain.text("Choose some of %s.", String.join(", ", config.linears())));
        }
        return targets;
    }
}
