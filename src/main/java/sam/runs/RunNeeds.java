package sam.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import sam.planner.BaseCost;
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
/// largest phase.
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
                case ExportOrder _, QuantizeOrder _, ScoreOrder _, CalibrateOrder _ -> 0;
            };
        } catch (IOException e) {
            return budget.getAsLong();
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
