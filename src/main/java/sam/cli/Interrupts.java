package sam.cli;

import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;
import sam.worker.JobEnd;
import sam.worker.RunSession;

/// Turns SIGTERM and Ctrl-C into "checkpoint and stop": the run ends at its next step, then the process ends with 130.
public final class Interrupts {
    private static final long PATIENCE_SECONDS = 600;

    private Interrupts() {}

    public interface Job {
        JobEnd run(RunSession session) throws Exception;
    }

    /// Runs a job in its folder; `report` is told how it ended before an interrupted process goes.
    public static JobEnd guard(
            Job job, RunFolder run, InstantSource clock, Consumer<WorkerEvent> listener, Consumer<JobEnd> report)
            throws Exception {
        var ended = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        try (var session = RunSession.open(run, clock, listener)) {
            var hook = new Thread(
                    () -> {
                        interrupted.set(true);
                        session.requestStop();
                        awaitEnd(ended);
                        Runtime.getRuntime().halt(Sam.INTERRUPTED);
                    },
                    "stop-and-checkpoint");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                var end = job.run(session).interruptedBy(interrupted.get());
                report.accept(end);
                return end;
            } finally {
                forget(hook);
            }
        } finally {
            ended.countDown();
        }
    }

    /// Takes a hook back, unless the process is ending already.
    static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            Thread.yield();
        }
    }

    private static void awaitEnd(CountDownLatch ended) {
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The run did not reach a step in time; its last checkpoint is what remains.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
