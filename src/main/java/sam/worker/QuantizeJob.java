package sam.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import sam.convert.ModelWriter;
import sam.model.gguf.GgufType;
import sam.protocol.QuantizeOrder;

/// Writes a model as one GGUF file.
public final class QuantizeJob {
    private QuantizeJob() {}

    public static QuantizeOrder.Made run(QuantizeOrder order, ModelWriter.Progress progress) throws IOException {
        var to = Path.of(order.to());
        long bytes = ModelWriter.write(
                new ModelWriter.Order(
                        Path.of(order.model()),
                        List.of(),
                        to,
                        GgufType.valueOf(order.type().name()),
                        GgufType.valueOf(order.headType().name()),
                        order.force()),
                progress);
        return new QuantizeOrder.Made(order.to(), bytes);
    }
}
