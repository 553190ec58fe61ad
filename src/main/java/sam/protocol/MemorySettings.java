package sam.protocol;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a run may hold. `bf16` null means no. `gradientCheckpointing` null and `weights` "auto" let the trainer choose
/// within `memoryBudgetBytes`, of which 0 is two thirds of the machine's memory.
public record MemorySettings(
        @Nullable Boolean bf16, @Nullable Boolean gradientCheckpointing, String weights, long memoryBudgetBytes) {
    public MemorySettings {
        weights = Objects.requireNonNullElse(weights, TrainingSettings.AUTO);
        Knobs.require(
                List.of(TrainingSettings.AUTO, "resident", "streamed").contains(weights),
                "weights",
                weights,
                "auto, resident or streamed");
        Knobs.require(memoryBudgetBytes >= 0, "memory_budget_bytes", memoryBudgetBytes, "0 (of this machine) or more");
    }
}
