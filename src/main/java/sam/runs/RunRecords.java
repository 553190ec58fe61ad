package sam.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import sam.planner.MeasuredRuns;
import sam.project.Project;
import sam.protocol.RunFolder;

/// What the runs of a project took, read from their folders for the planner. A journal that has not grown is not read
/// again.
public final class RunRecords implements MeasuredRuns {
    private final Map<Path, Read> known = new ConcurrentHashMap<>();

    private record Read(long size, Optional<Measured> measured) {}

    @Override
    public Optional<Measured> of(Project project, int phase) throws IOException {
        var run = PhaseRuns.of(project, phase);
        if (!Files.exists(run.events())) {
            return Optional.empty();
        }
        long size = Files.size(run.events());
        var before = known.get(run.root());
        if (before != null && before.size() == size) {
            return before.measured();
        }
        var measured = read(run);
        known.put(run.root(), new Read(size, measured));
        return measured;
    }

    private static Optional<Measured> read(RunFolder run) throws IOException {
        var state = new RunWatch(run).poll();
        if (state.finished() != null) {
            return Optional.of(new Measured(false, state.seconds(), state.peakMemory()));
        }
        if (!state.life().isAlive() || state.lastHeard() == null) {
            return Optional.empty();
        }
        return Optional.of(new Measured(true, state.seconds(), state.peakMemory()));
    }
}
