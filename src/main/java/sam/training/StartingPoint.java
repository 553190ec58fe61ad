package sam.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import sam.llm.AdapterFolder;
import sam.llm.LoadedModel;
import sam.llm.LoraShape;
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
                settings.targetModules(),
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
}
