package sam.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.FolderLock;
import sam.durable.Journal;
import sam.durable.JournalTail;
import sam.durable.Json;
import sam.durable.Plain;
import sam.protocol.EventLines;
import sam.protocol.JobOrder;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.WorkerCommand;
import sam.protocol.WorkerEvent;
import sam.training.TrainWatch;
import tools.jackson.core.JacksonException;

/// A worker's hold on one run folder while it lives: the lock, the journal it writes, the commands it obeys.
public final class RunSession implements TrainWatch, AutoCloseable {
    private final RunFolder run;
    private final InstantSource clock;
    private final FolderLock lock;
    private final Consumer<WorkerEvent> listener;
    private final JournalTail commands;
    private final Set<String> obeyed = new HashSet<>();
    private final Deque<WorkerCommand.Verb> asked = new ArrayDeque<>();
    private Journal journal;
    private volatile boolean stopAsked;
    private @Nullable RunSession above;
    private boolean unattended;
    private @Nullable Long stoodStillAt;

    private RunSession(
            RunFolder run, InstantSource clock, FolderLock lock, Journal journal, Consumer<WorkerEvent> listener) {
        this.run = run;
        this.clock = clock;
        this.lock = lock;
        this.journal = journal;
        this.listener = listener;
        this.commands = new JournalTail(run.commands());
    }

    /// Takes the run folder, or says who has it. `listener` hears every event after it is written.
    public static RunSession open(RunFolder run, InstantSource clock, Consumer<WorkerEvent> listener)
            throws IOException {
        var lock = FolderLock.tryLock(run.lock())
                .orElseThrow(() -> new WorkerException(
                        Plain.text("A worker is already at %s. Watch it, or stop it first.", run.root())));
        try {
            var session = new RunSession(run, clock, lock, Journal.open(run.events()), listener);
            var past = session.past();
            for (var event : past) {
                if (event instanceof WorkerEvent.Obeyed taken) {
                    session.obeyed.add(taken.id());
                }
            }
            if (!past.isEmpty()) {
                session.passOverOldCommands();
            }
            return session;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public static JobOrder order(RunFolder run) throws IOException {
        try {
            return Orders.read(run);
        } catch (JacksonException e) {
            throw new WorkerException(
                    Plain.text("%s is damaged and cannot be read. Start the run anew in another folder.", run.job()));
        }
    }

    public RunFolder run() {
        return run;
    }

    public InstantSource clock() {
        return clock;
    }

    /// Obeys the commands of a chain's folder too: pausing the chain pauses the phase it is at.
    void alsoObey(RunSession chain) {
        above = chain;
    }

    /// From now on the run ends where it would wait for somebody: a chain at night holds no memory for hours of
    /// waiting, and the morning finds a sentence instead of a pause.
    void endRatherThanWait() {
        unattended = true;
    }

    /// The step it went back to, where it ended for that reason.
    Optional<Long> stoodStillAt() {
        return Optional.ofNullable(stoodStillAt);
    }

    /// Passes an event of a phase to whoever listens to the chain, without writing it twice.
    void tell(WorkerEvent event) {
        listener.accept(event);
    }

    /// What counts of the journal so far; lines that cannot be read are passed over.
    public List<WorkerEvent> past() throws IOException {
        var events = new ArrayList<WorkerEvent>();
        for (var line : Files.readAllLines(run.events(), StandardCharsets.UTF_8)) {
            try {
                EventLines.add(events, EventLines.read(line).event());
            } catch (JacksonException e) {
                events.add(new WorkerEvent.Note("unreadable line: " + line));
            }
        }
        return events;
    }

    /// Ends the run at the next step with a checkpoint, as a stop command does.
    public void requestStop() {
        stopAsked = true;
    }

    @Override
    public void event(WorkerEvent event) {
        try {
            if (unattended && event instanceof WorkerEvent.RolledBack(long step)) {
                stoodStillAt = step;
                stopAsked = true;
            }
            journal.append(EventLines.write(clock.instant(), event));
            if (!(event instanceof WorkerEvent.Step)) {
                journal.force();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener.accept(event);
    }

    @Override
    public Optional<WorkerCommand.Verb> nextCommand() {
        if (stopAsked) {
            stopAsked = false;
            return Optional.of(WorkerCommand.Verb.STOP);
        }
        try {
            for (var line : commands.poll()) {
                take(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var own = Optional.ofNullable(asked.poll());
        return own.isPresent() || above == null ? own : above.nextCommand();
    }

    /// What was asked of a worker that is gone is not meant for this one: a second stop must not stop a resumed run.
    private void passOverOldCommands() throws IOException {
        for (var line : commands.poll()) {
            try {
                obeyed.add(Json.MAPPER.readValue(line, WorkerCommand.class).id());
            } catch (JacksonException e) {
                listener.accept(new WorkerEvent.Note("A line of commands.jsonl is no command: " + line));
            }
        }
    }

    private void take(String line) {
        try {
            var command = Json.MAPPER.readValue(line, WorkerCommand.class);
            if (obeyed.add(command.id())) {
                asked.add(command.command());
                event(new WorkerEvent.Obeyed(command.id(), command.command()));
            }
        } catch (JacksonException e) {
            event(new WorkerEvent.Note("A line of commands.jsonl is no command and was passed over: " + line));
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
        lock.close();
    }

    /// Keeps a project to one worker: held when the run lies in a project's `runs` folder, else nothing to close.
    static AutoCloseableLock lockProject(RunFolder run) throws IOException {
        var runs = AtomicFiles.parent(run.root());
        if (!Files.exists(AtomicFiles.parent(runs).resolve("project.json"))) {
            return () -> {};
        }
        var lock = FolderLock.tryLock(runs.resolve("worker.lock"))
                .orElseThrow(() -> new WorkerException(
                        "Another worker is training in this project. Wait for it, or stop it first."));
        return lock::close;
    }

    /// A lock, or the absence of one.
    interface AutoCloseableLock extends AutoCloseable {
        @Override
        void close() throws IOException;
    }
}
