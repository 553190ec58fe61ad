package sam.runs;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sam.project.ProjectSession;
import sam.protocol.RunFolder;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Spoken;
import sam.ui.StatusModel;
import sam.ui.Texts;

/// Keeps the status bar and the phase strip true, whichever page is in front: finds the run a worker is at, also one
/// that an earlier window started, and tells when it begins and ends.
public final class RunMonitor implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ProjectSession session;
    private final StatusModel status;
    private final LongSupplier budget;
    private final Background.Repeat repeat;
    private @Nullable RunWatch watch;
    private @Nullable RunFolder living;

    /// What one look at the project's runs showed: the run a worker is at, else the one it ended at before its time.
    record Look(@Nullable RunState state, int phase) {}

    public RunMonitor(
            ProjectSession session, StatusModel status, LongSupplier budget, Background background, Dialogs dialogs) {
        this.session = session;
        this.status = status;
        this.budget = budget;
        this.repeat = background.repeat(PAUSE, this::look, this::show, dialogs::problem);
    }

    /// On a thread of the background, one look at a time.
    private Look look() throws java.io.IOException {
        var run = PhaseRuns.living(session.project());
        var current = watch;
        if (run.isPresent() && (current == null || !current.run().equals(run.get()))) {
            current = new RunWatch(run.get());
            watch = current;
        }
        if (current == null) {
            return new Look(null, 0);
        }
        var state = current.poll();
        int phase = PhaseRuns.order(current.run()).map(order -> order.phase()).orElse(0);
        return new Look(state.life().isAlive() || isTrouble(state) ? state : null, phase);
    }

    private static boolean isTrouble(RunState state) {
        return state.life() == RunState.Life.FAILED || state.life() == RunState.Life.VANISHED;
    }

    private void show(Look look) {
        var state = look.state();
        var now = state == null || isTrouble(state) ? null : state.run();
        if (!Objects.equals(now, living)) {
            living = now;
            session.runsChanged();
        }
        if (state == null || isTrouble(state)) {
            status.showWorker(state == null ? null : new StatusModel.Worker(endedText(look.phase()), false));
            status.showMemory(null);
            status.showTraining(null);
            return;
        }
        status.showWorker(new StatusModel.Worker(workerText(state, look.phase()), !state.standsStill()));
        if (!state.steps().isEmpty()) {
            long used = (long) state.steps().last(StepSeries.Quantity.MEMORY_BYTES);
            status.showMemory(new StatusModel.Memory(used, budget.getAsLong()));
        }
        status.showTraining(
                look.phase() == 0 ? null : new StatusModel.Training(look.phase(), state.fraction(), stripText(state)));
    }

    private static String endedText(int phase) {
        return phase == 0 ? Texts.of("runs.worker-ended-all") : Texts.of("runs.worker-ended", phase);
    }

    static String workerText(RunState state, int phase) {
        var progress = state.progress();
        if (progress != null) {
            return Texts.of("runs.worker-task", progress.task(), progress.done(), progress.total());
        }
        if (phase == 0) {
            return Texts.of("runs.worker-measuring");
        }
        if (state.standsStill()) {
            return Texts.of("runs.worker-still", phase, state.steps().lastStep());
        }
        if (state.life() == RunState.Life.PAUSED) {
            return Texts.of("runs.worker-paused", phase, state.steps().lastStep());
        }
        if (state.steps().isEmpty()) {
            return Texts.of("runs.worker-starting", phase);
        }
        return Texts.of(
                "runs.worker-step",
                phase,
                state.steps().lastStep(),
                state.totalSteps(),
                state.steps().last(StepSeries.Quantity.TOKENS_PER_SECOND));
    }

    static String stripText(RunState state) {
        long percent = Math.round(100 * state.fraction());
        if (state.life() == RunState.Life.PAUSED) {
            return Texts.of("runs.strip-paused", percent);
        }
        Optional<Eta> eta = Eta.of(state.steps(), state.totalSteps());
        return eta.map(known -> Texts.of("runs.strip-training", percent, Spoken.time(known.left())))
                .orElseGet(() -> Texts.of("runs.strip-training-soon", percent));
    }

    @Override
    public void close() {
        repeat.close();
    }
}
