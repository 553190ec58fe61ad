package sam.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sam.llm.AdapterFolder;
import sam.llm.LoadedModel;
import sam.llm.LoraShape;
import sam.llm.ModelConfig;
import sam.protocol.TrainOrder;

/// Where training begins: the shape of the LoRA, its first numbers, and a sentence where these are not the order's.
///
/// An adapter to start from keeps its own rank, scale and targets, as in PEFT.
record StartingPoint(LoraShape shape, float[] flat, Optional<String> note) {
    static StartingPoint of(TrainOrder order, LoadedModel model) throws IOException {
        var settings = order.settings();
        var wanted = new LoraShape(
                settings.loraR(),
                (double) settings.loraAlpha() / settings.loraR(),
                targets(settings.targetModules(), model.config()),
                settings.loraDropout());
        if (order.init() == null) {
            return new StartingPoint(wanted, LoraTrainer.fresh(wanted, model, settings.seed()), Optional.empty());
        }
        var init = AdapterFolder.read(Path.of(order.init()), model.config());
        var shape = new LoraShape(init.rank(), init.scale(), init.targets(), settings.loraDropout());
        var note = shape.equals(wanted)
                ? Optional.<String>empty()
                : Optional.of("Training goes on with the shape of the adapter it starts from: rank %d, scale %s, on %s."
                        .formatted(shape.rank(), shape.scale(), String.join(", ", shape.targets())));
        return new StartingPoint(shape, init.flat(shape, model.config()), note);
    }

    private static List<String> targets(List<String> wanted, ModelConfig config) {
        var targets = config.targets(wanted);
        if (targets.isEmpty()) {
            throw new TrainingException(
                    "None of target_modules (%s) is a linear of this %s model."
                            .formatted(
                                    String.join(", ", wanted), config.family().label()),
                    "Choose some of %s.".formatted(String.join(", ", config.linears())));
        }
        return targets;
    }
}
