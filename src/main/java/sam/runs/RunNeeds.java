package sam.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.LongSupplier;
import sam.memory.HostMemory;
import sam.planner.BaseCost;
import sam.planner.ModelShapes;
import sam.planner.PlannerException;
import sam.protocol.CalibrateOrder;
import sam.protocol.ChainOrder;
import sam.protocol.ExportOrder;
import sam.protocol.Orders;
import sam.protocol.QuantizeOrder;
import sam.protocol.RunFolder;
import sam.protocol.ScoreOrder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.workers.Workers;

/// How much memory a run takes, by the plan's formula for rows as long as its recipe allows; of a chain, its
/// largest phase; of an export, what its comparison holds.
public record RunNeeds(LongSupplier budget) implements Workers.Needs {
    @Override
    public long applyAsLong(RunFolder run) {
        try {
            return switch (Orders.read(run)) {
                case TrainOrder order -> of(order.model(), order.settings());
                case ChainOrder order ->
                    order.links().stream()
                            .mapToLong(link -> of(order.model(), link.settings()))
                            .max()
                            .orElse(0);
                case ExportOrder order -> exporting(order);
                // no window starts the others: they are done by the verb that was asked for them
                case CalibrateOrder _ -> HostMemory.PROCESS;
                case QuantizeOrder _, ScoreOrder _ -> 0;
            };
        } catch (IOException e) {
            return budget.getAsLong();
        }
    }

    /// What the worker will refuse takes no more than the worker itself.
    private static long exporting(ExportOrder order) {
        var run = new RunFolder(Path.of(order.run()));
        try {
            if (!(Orders.read(run) instanceof TrainOrder trained)) {
                return HostMemory.PROCESS;
            }
            var stack = new ArrayList<Path>();
            trained.adapters().forEach(adapter -> stack.add(Path.of(adapter)));
            stack.add(run.adapter());
            return order.form() == ExportOrder.Form.GGUF
                    ? HostMemory.comparing(
                            ModelShapes.read(Path.of(trained.model())).parameters(), stack)
                    : HostMemory.of(stack);
        } catch (IOException | PlannerException e) {
            return HostMemory.PROCESS;
        }
    }

    /// A base that cannot be read has no shape: its worker says why, and until then may have everything.
    private long of(String model, TrainingSettings settings) {
        try {
            return (long)
                    BaseCost.of(Path.of(model), settings, budget.getAsLong()).bytes();
        } catch (PlannerException e) {
            return budget.getAsLong();
        }
    }
}
