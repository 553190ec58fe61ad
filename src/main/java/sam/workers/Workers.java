package sam.workers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sam.durable.Journal;
import sam.durable.Plain;
import sam.protocol.EventLines;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;

/// The worker processes of the window: runs, jobs that somebody waits for and the model host, which share one lease of
/// memory.
public final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /// The host needs a moment to give its memory back; a run that waits for longer starts by itself later.
    private static final Duration MOMENT = Duration.ofSeconds(10);

    private final MemoryLease memory;
    private final ModelHost host;
    private final Needs needs;
    private final Starter starter;
    private final InstantSource clock;

    /// The runs whose memory is counted, so that one is not counted twice when its project is opened again.
    private final Set<Path> counted = ConcurrentHashMap.newKeySet();

    /// Says how many bytes a run will take, by its order.
    public interface Needs extends ToLongFunction<RunFolder> {}

    /// Starts the process of a run.
    public interface Starter {
        ProcessHandle start(RunFolder run) throws IOException;
    }

    /// `budget` is asked at every turn, so that a changed setting counts at once.
    public Workers(LongSupplier budget, Needs needs, InstantSource clock) {
        this(new MemoryLease(budget), HostProcess.IDLE, needs, WorkerProcess::start, clock);
    }

    Workers(MemoryLease memory, Duration idle, Needs needs, Starter starter, InstantSource clock) {
        this.memory = memory;
        this.host = new HostProcess(memory, idle);
        this.needs = needs;
        this.starter = starter;
        this.clock = clock;
    }

    public ModelHost host() {
        return host;
    }

    /// Does single orders, each when there is memory for it.
    public OneJob jobs() {
        return new OneJob(memory, needs);
    }

    public MemoryLease memory() {
        return memory;
    }

    /// Starts the worker of a prepared run when there is memory for it, which the model host gives back. Where
    /// other training holds it, the run's journal says so, and the worker starts when that ends.
    public void start(RunFolder run) throws IOException {
        if (WorkerProcess.isAlive(run)) {
            throw new RunException("A worker is already at this run. Watch it, or stop it first.");
        }
        var started = new CompletableFuture<ProcessHandle>();
        memory.take(new MemoryLease.Wish(
                MemoryLease.Holder.TRAINING,
                needs.applyAsLong(run),
                part -> begin(run, part, started),
                shortage -> tell(run, shortage),
                () -> {},
                () -> !started.isDone() || isAlive(started)));
        try {
            started.get(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException later) {
            LOG.info("The run {} waits for memory.", run.root());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Counts a worker that was found alive, started by an earlier window.
    public void found(RunFolder run) {
        if (counted.add(run.root())) {
            memory.found(MemoryLease.Holder.TRAINING, needs.applyAsLong(run), () -> stillCounted(run));
        }
    }

    private boolean stillCounted(RunFolder run) {
        boolean lives = WorkerProcess.isAlive(run);
        if (!lives) {
            counted.remove(run.root());
        }
        return lives;
    }

    private void begin(RunFolder run, MemoryLease.Part part, CompletableFuture<ProcessHandle> started) {
        try {
            var worker = starter.start(run);
            counted.add(run.root());
            started.complete(worker);
            worker.onExit().thenRun(() -> {
                counted.remove(run.root());
                part.release();
            });
        } catch (IOException | RuntimeException e) {
            part.release();
            started.completeExceptionally(e instanceof IOException ? e : new IOException(e.getMessage(), e));
        }
    }

    private static boolean isAlive(CompletableFuture<ProcessHandle> started) {
        return !started.isCompletedExceptionally() && started.join().isAlive();
    }

    /// While no worker lives, nobody else writes the journal.
    private void tell(RunFolder run, MemoryLease.Shortage shortage) {
        long training = held(shortage, MemoryLease.Holder.TRAINING);
        long jobs = held(shortage, MemoryLease.Holder.JOB);
        if (training + jobs == 0) {
            return;
        }
        var note = new WorkerEvent.Note(Plain.text(
                "Waiting for memory: this run needs about %,d MB, and %s %,d of %,d MB. It starts by itself.",
                megabytes(shortage.needed()),
                jobs == 0
                        ? "other training holds"
                        : training == 0 ? "an export or a measurement holds" : "other training and an export hold",
                megabytes(training + jobs),
                megabytes(shortage.budget())));
        try (var journal = Journal.open(run.events())) {
            journal.append(EventLines.write(clock.instant(), note));
        } catch (IOException e) {
            LOG.warn("That {} waits for memory cannot be written down.", run.root(), e);
        }
    }

    private static long held(MemoryLease.Shortage shortage, MemoryLease.Holder holder) {
        return shortage.held().stream()
                .filter(share -> share.holder() == holder)
                .mapToLong(MemoryLease.Share::bytes)
                .sum();
    }

    private static long megabytes(long bytes) {
        return bytes / 1_000_000;
    }

    @Override
    public void close() {
        host.close();
        memory.close();
    }
}
