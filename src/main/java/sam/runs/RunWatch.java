package sam.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sam.durable.JournalTail;
import sam.protocol.EventLines;
import sam.protocol.EventLines.Stamped;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;
import sam.workers.WorkerProcess;
import tools.jackson.core.JacksonException;

/// Follows a run by reading its folder; needs nothing of the process that started it, so a new window sees what the
/// old one saw. Used by one thread at a time.
public final class RunWatch {
    private final RunFolder run;
    private JournalTail tail;
    private @Nullable Object journalKey;
    private StepSeries.Recorder steps = new StepSeries.Recorder();
    private final List<Stamped> events = new ArrayList<>();
    private WorkerEvent.@Nullable Started started;
    private WorkerEvent.@Nullable Failed failure;
    private WorkerEvent.@Nullable Finished finished;
    private WorkerEvent.@Nullable Progress progress;
    private final RunClock clock = new RunClock();
    private final RunJournal journal = new RunJournal();
    private @Nullable Instant lastHeard;
    private RunState.Life told = RunState.Life.WAITING;

    public RunWatch(RunFolder run) {
        this.run = run;
        this.tail = new JournalTail(run.events());
    }

    public RunFolder run() {
        return run;
    }

    /// Reads what came since the last time and answers how the run stands now.
    public RunState poll() throws IOException {
        // Asked before reading: a worker that ends in between has then written its last words already.
        boolean alive = WorkerProcess.isAlive(run);
        startAgainIfReplaced();
        for (var line : tail.poll()) {
            hear(line);
        }
        return new RunState(
                run,
                life(alive),
                steps.snapshot(),
                events,
                started,
                failure,
                finished,
                progress,
                clock.ran(),
                clock.resumed(),
                journal.lines(),
                lastHeard);
    }

    private RunState.Life life(boolean alive) {
        if (alive) {
            // A resumed worker holds the lock before it says that it has started.
            return told.canResume() ? RunState.Life.WAITING : told;
        }
        return switch (told) {
            case RUNNING, PAUSED -> RunState.Life.VANISHED;
            // The lock file is the first thing a worker makes.
            case WAITING -> Files.exists(run.lock()) ? RunState.Life.VANISHED : RunState.Life.WAITING;
            case STOPPED, FINISHED, FAILED, VANISHED -> told;
        };
    }

    /// A run that was ordered anew in this place has another journal, and so has one that an older worker resumed.
    private void startAgainIfReplaced() throws IOException {
        if (!Files.exists(run.events())) {
            return;
        }
        var key = Files.readAttributes(run.events(), BasicFileAttributes.class).fileKey();
        if (journalKey != null && !Objects.equals(key, journalKey)) {
            tail = new JournalTail(run.events());
            steps = new StepSeries.Recorder();
            events.clear();
            clock.reset();
            journal.clear();
            lastHeard = null;
            started = null;
            failure = null;
            finished = null;
            progress = null;
            told = RunState.Life.WAITING;
        }
        journalKey = key;
    }

    private void hear(String line) {
        Stamped stamped;
        try {
            stamped = EventLines.read(line);
        } catch (JacksonException e) {
            var note = new Stamped(
                    lastHeard == null ? Instant.EPOCH : lastHeard,
                    new WorkerEvent.Note(sam.ui.Texts.of("runs.unreadable-line")));
            events.add(note);
            journal.add(note);
            return;
        }
        clock.hear(stamped);
        lastHeard = stamped.time();
        stamped.event().goesBackTo().ifPresent(step -> {
            steps.goBackTo(step);
            events.removeIf(told -> told.event().isOfStepAfter(step));
        });
        if (goesOn(stamped.event())) {
            events.set(events.size() - 1, stamped);
            journal.replaceLast(stamped);
        } else {
            journal.add(stamped);
            if (!(stamped.event() instanceof WorkerEvent.Step)) {
                events.add(stamped);
            }
        }
        take(stamped.event());
    }

    /// How far one task is takes one line that grows, not a line each time it is told.
    private boolean goesOn(WorkerEvent event) {
        return event instanceof WorkerEvent.Progress(String task, long done, long total)
                && progress != null
                && progress.task().equals(task)
                && progress.total() == total
                && progress.done() <= done
                && !events.isEmpty()
                && events.getLast().event() instanceof WorkerEvent.Progress;
    }

    private void take(WorkerEvent event) {
        switch (event) {
            case WorkerEvent.Started now -> {
                started = now;
                failure = null;
                told = RunState.Life.RUNNING;
            }
            case WorkerEvent.Step step -> {
                steps.add(step);
                progress = null;
                told = RunState.Life.RUNNING;
            }
            case WorkerEvent.Paused _ -> told = RunState.Life.PAUSED;
            case WorkerEvent.Resumed _, WorkerEvent.PhaseStarted _, WorkerEvent.PhaseFinished _ ->
                told = RunState.Life.RUNNING;
            case WorkerEvent.Measured _ -> told = RunState.Life.RUNNING;
            case WorkerEvent.Progress now -> {
                progress = now;
                told = RunState.Life.RUNNING;
            }
            case WorkerEvent.Stopped _ -> told = RunState.Life.STOPPED;
            case WorkerEvent.Finished now -> {
                finished = now;
                told = RunState.Life.FINISHED;
            }
            case WorkerEvent.Failed now -> {
                failure = now;
                told = RunState.Life.FAILED;
            }
            case WorkerEvent.Skipped _, WorkerEvent.RolledBack _, WorkerEvent.Evaluated _ ->
                told = RunState.Life.RUNNING;
            case WorkerEvent.Checkpointed _, WorkerEvent.Obeyed _, WorkerEvent.Note _ -> {}
        }
    }
}
