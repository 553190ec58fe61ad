package sam.workers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.processes.ChildJvm;
import sam.protocol.EventLines;
import sam.protocol.JobOrder;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;

/// One order done by a worker of its own while somebody waits, in a run folder of its own that is gone afterwards; in
/// the
/// window when the lease has memory for it ([Workers#jobs]).
public final class OneJob {
    /// Who waits for the job; called on any thread.
    public interface Hearing {
        /// There is no memory for it yet; told each time that changes.
        void waits(MemoryLease.Shortage shortage);

        /// It begins.
        default void begins() {}
    }

    private final @Nullable MemoryLease memory;
    private final Workers.Needs needs;

    OneJob(@Nullable MemoryLease memory, Workers.Needs needs) {
        this.memory = memory;
        this.needs = needs;
    }

    /// For a verb, whose process shares memory with nobody it knows of.
    public static OneJob alone() {
        return new OneJob(null, _ -> 0);
    }

    /// Answers what the order made. A fault is the worker's own sentence; whoever is interrupted ends the worker, or
    /// waits no longer.
    public <T> T run(JobOrder order, String heap, Class<T> result, Hearing hearing)
            throws IOException, InterruptedException {
        var run = new RunFolder(Files.createTempDirectory("sam-job"));
        try {
            Orders.write(run, order);
            try (var _ = room(run, hearing)) {
                hearing.begins();
                return done(run, heap, result);
            }
        } finally {
            AtomicFiles.deleteTree(run.root());
        }
    }

    /// Memory that is held until it is closed.
    private interface Room extends AutoCloseable {
        @Override
        void close();
    }

    private Room room(RunFolder run, Hearing hearing) throws InterruptedException {
        if (memory == null) {
            return () -> {};
        }
        var granted = new CountDownLatch(1);
        var part = memory.take(new MemoryLease.Wish(
                MemoryLease.Holder.JOB,
                needs.applyAsLong(run),
                _ -> granted.countDown(),
                hearing::waits,
                () -> {},
                () -> true));
        try {
            granted.await();
        } catch (InterruptedException e) {
            part.release();
            throw e;
        }
        return part::release;
    }

    private static <T> T done(RunFolder run, String heap, Class<T> result) throws IOException, InterruptedException {
        var worker = ChildJvm.withHeap(heap)
                .process("worker", run.root().toString())
                .redirectInput(ProcessBuilder.Redirect.from(ChildJvm.nothing()))
                .redirectErrorStream(true)
                .redirectOutput(run.log().toFile())
                .start();
        try {
            worker.waitFor();
        } finally {
            worker.destroyForcibly().waitFor();
        }
        if (!Files.exists(run.result())) {
            throw new RunException(fault(run));
        }
        return Json.MAPPER.readValue(Files.readAllBytes(run.result()), result);
    }

    /// What the journal ends with, or the log where the worker could not begin one.
    private static String fault(RunFolder run) throws IOException {
        if (Files.exists(run.events())) {
            for (var line :
                    Files.readAllLines(run.events(), StandardCharsets.UTF_8).reversed()) {
                if (EventLines.read(line).event() instanceof WorkerEvent.Failed failed) {
                    return failed.what();
                }
            }
        }
        var said = Files.readAllLines(run.log(), StandardCharsets.UTF_8);
        return said.isEmpty()
                ? "The worker ended without a word. Try again; `sam check` tells whether this machine can do it."
                : Objects.requireNonNull(said.getLast());
    }
}
