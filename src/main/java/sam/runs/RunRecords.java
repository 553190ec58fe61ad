package sam.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import sam.library.Project;
import sam.planner.MeasuredRuns;

/// What the runs of a project took, read from their folders for the planner.
public final class RunRecords implements MeasuredRuns {
    @Override
    public Optional<Measured> of(Project project, int phase) throws IOException {
        var run = PhaseRuns.of(project, phase);
        if (!Files.exists(run.events())) {
            return Optional.empty();
        }
        var state = new RunWatch(run).poll();
        var finished = state.finished();
        if (finished != null) {
            return Optional.of(new Measured(false, finished.seconds(), state.peakMemory()));
        }
        var first = state.firstHeard();
        var last = state.lastHeard();
        if (!state.life().isAlive() || first == null || last == null) {
            return Optional.empty();
        }
        double seconds = Duration.between(first, last).toMillis() / 1000.0;
        return Optional.of(new Measured(true, seconds, state.peakMemory()));
    }
}
