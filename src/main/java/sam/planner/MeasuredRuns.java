package sam.planner;

import java.io.IOException;
import java.util.Optional;
import sam.project.Project;

/// What a phase really took, for the column beside the estimate.
public interface MeasuredRuns {
    /// `seconds` so far or in all, `peakBytes` the worker's highest resident memory.
    record Measured(boolean running, double seconds, long peakBytes) {}

    Optional<Measured> of(Project project, int phase) throws IOException;
}
