package sam.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sam.project.Project;
import sam.protocol.WorkerCommand.Verb;
import sam.runs.TrainViewModel.Notice;
import sam.ui.Spoken;
import sam.ui.Texts;

/// What stands above the charts of a run: what is wrong, what waits for the person, and what was asked and is not
/// done yet.
final class RunNotices {
    /// A worker that has not taken its lock by then did not start.
    private static final Duration STARTING = Duration.ofSeconds(60);

    private RunNotices() {}

    static @Nullable Notice of(RunState state, Duration silence, @Nullable Verb asked, Instant now) {
        long step = state.steps().lastStep();
        var failure = state.failure();
        if (state.life() == RunState.Life.FAILED && failure != null) {
            var words = failure.what() + " " + failure.advice();
            return new Notice(Texts.of("train.failed-title"), words.strip(), true, true);
        }
        if (state.standsStill()) {
            return new Notice(Texts.of("train.still-title"), Texts.of("train.still-words", step), true, true);
        }
        if (state.life() == RunState.Life.VANISHED) {
            var words = state.steps().isEmpty()
                    ? Texts.of("train.crash-early-words", state.run().log())
                    : Texts.of("train.crash-words", step, state.run().log());
            return new Notice(Texts.of("train.crash-title"), words, true, true);
        }
        if (state.life() == RunState.Life.STOPPED) {
            return new Notice(Texts.of("train.stopped-title", step), Texts.of("train.stopped-words"), false, true);
        }
        if (isOverdue(state, now)) {
            return new Notice(
                    Texts.of("train.unstarted-title"),
                    Texts.of("train.unstarted-words", state.run().log()),
                    true,
                    false);
        }
        if (asked != null) {
            return new Notice(Texts.of("train.asked-" + name(asked)), Texts.of("train.asked-words"), false, false);
        }
        if (state.life() == RunState.Life.PAUSED) {
            return new Notice(
                    Texts.of("train.paused-title", step),
                    Texts.of("train.paused-words", TrainCommand.PAUSE.keyText()),
                    false,
                    true);
        }
        if (!silence.isZero()) {
            var usual = Spoken.time(state.steps().last(StepSeries.Quantity.SECONDS));
            return new Notice(
                    Texts.of("train.stalled-title"),
                    Texts.of("train.stalled-words", Spoken.time(silence), usual),
                    true,
                    false);
        }
        return null;
    }

    /// What was asked of the worker, until it has done it.
    static @Nullable Verb stillAsked(@Nullable Verb asked, RunState.Life life) {
        boolean done = asked == null
                || !life.isAlive()
                || asked == Verb.PAUSE && life == RunState.Life.PAUSED
                || asked == Verb.RESUME && life == RunState.Life.RUNNING;
        return done ? null : asked;
    }

    /// What is said on a phase without a run of its own while all phases are trained; null while they are not.
    static @Nullable String ofAll(Project project, int phase, Instant now) throws IOException {
        var chain = PhaseRuns.chain(project);
        if (!Files.exists(chain.job())) {
            return null;
        }
        var state = new RunWatch(chain).poll();
        if (!state.life().isAlive() || isOverdue(state, now)) {
            return null;
        }
        var living = PhaseRuns.living(project);
        var at = living.isEmpty() ? null : PhaseRuns.order(living.get()).orElse(null);
        if (at != null && at.phase() != phase) {
            return at.phase() < phase
                    ? Texts.of("train.all-at", at.phase(), phase)
                    : Texts.of("train.all-past", at.phase());
        }
        var progress = state.progress();
        if (at == null && progress != null) {
            return Texts.of("train.all-task", progress.task(), progress.done(), progress.total());
        }
        return Texts.of(at == null && !state.events().isEmpty() ? "train.all-measuring" : "train.all-starting");
    }

    private static boolean isOverdue(RunState state, Instant now) {
        return state.life() == RunState.Life.WAITING
                && !Files.exists(state.run().lock())
                && Duration.between(PhaseRuns.made(state.run().root()), now).compareTo(STARTING) > 0;
    }

    private static String name(Verb verb) {
        return verb.name().toLowerCase(java.util.Locale.ROOT);
    }
}
