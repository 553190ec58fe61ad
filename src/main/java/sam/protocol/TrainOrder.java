package sam.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One phase to train: `job.json` of its run folder. Paths are absolute.
///
/// `adapters` is the frozen stack below, bottom first; `init` a PEFT folder whose weights start the trainable
/// adapter; `phase` is 0 when the run belongs to no project.
public record TrainOrder(
        String model,
        List<String> adapters,
        @Nullable String init,
        String data,
        Objective objective,
        TrainingSettings settings,
        int phase)
        implements JobOrder {
    public TrainOrder {
        adapters = List.copyOf(adapters);
    }
}
