package sam.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.FolderLock;
import sam.protocol.EventLines;
import sam.protocol.ExportOrder;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;

/// Runs share the lease; real processes that only sleep stand for workers.
class WorkersTest {
    @TempDir
    private Path folder;

    private final MemoryLease memory = new MemoryLease(() -> 100);
    private final List<Process> started = new ArrayList<>();
    private final Workers workers =
            new Workers(memory, HostProcess.IDLE, _ -> 60, this::sleeping, InstantSource.system());

    @AfterEach
    void leaveNobodyBehind() {
        started.forEach(Process::destroyForcibly);
        workers.close();
    }

    @Test
    void aRunThatDoesNotFitBesideAnotherWaitsSaysSoInItsJournalAndStartsByItself() throws Exception {
        workers.start(run("first"));
        var second = run("second");
        var waiting = Thread.ofVirtual().start(() -> {
            try {
                workers.start(second);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        await().until(() -> Files.exists(second.events()) && Files.size(second.events()) > 0);
        assertThat(started).hasSize(1);
        assertThat(EventLines.read(Files.readAllLines(second.events()).getFirst())
                        .event())
                .isInstanceOfSatisfying(
                        WorkerEvent.Note.class,
                        note -> assertThat(note.text())
                                .startsWith("Waiting for memory: ")
                                .endsWith("It starts by itself."));

        started.getFirst().destroyForcibly();
        await().until(() -> started.size() == 2);
        waiting.join();
        assertThat(memory.held()).containsExactly(new MemoryLease.Share(MemoryLease.Holder.TRAINING, 60));
    }

    @Test
    void aWorkerThatAnEarlierWindowLeftIsCountedOnceUntilItEnds() throws Exception {
        var run = run("old");
        var lock = FolderLock.tryLock(run.lock()).orElseThrow();
        workers.found(run);
        workers.found(run);
        assertThat(memory.held()).containsExactly(new MemoryLease.Share(MemoryLease.Holder.TRAINING, 60));
        assertThatThrownBy(() -> workers.start(run)).isInstanceOf(RunException.class);
        lock.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> memory.held().isEmpty());
    }

    @Test
    void aWorkerThatCannotBeStartedHoldsNothing() {
        var broken = new Workers(
                memory,
                HostProcess.IDLE,
                _ -> 60,
                _ -> {
                    throw new IOException("no JVM");
                },
                InstantSource.system());
        assertThatThrownBy(() -> broken.start(run("broken"))).hasMessage("no JVM");
        assertThat(memory.held()).isEmpty();
    }

    @Test
    void aJobThatDoesNotFitBesideTrainingSaysSoAndBeginsByItself() throws Exception {
        workers.start(run("training"));
        var heard = new Heard();
        var job = new FutureTask<>(() -> workers.jobs().run(order(), "64m", ExportOrder.Made.class, heard));
        Thread.ofVirtual().start(job);
        await().until(() -> !heard.shortages.isEmpty());
        assertThat(heard.shortages)
                .containsExactly(new MemoryLease.Shortage(
                        60, 100, List.of(new MemoryLease.Share(MemoryLease.Holder.TRAINING, 60))));
        assertThat(heard.begun).isFalse();

        started.getFirst().destroyForcibly();
        assertThatThrownBy(job::get).hasRootCauseInstanceOf(RunException.class).hasMessageContaining("no run folder");
        assertThat(heard.begun).isTrue();
        assertThat(memory.held()).isEmpty();
    }

    @Test
    void aJobThatIsStoppedWhileItWaitsTakesNothing() throws Exception {
        workers.start(run("training"));
        var heard = new Heard();
        var job = new FutureTask<>(() -> workers.jobs().run(order(), "64m", ExportOrder.Made.class, heard));
        var thread = Thread.ofVirtual().start(job);
        await().until(() -> !heard.shortages.isEmpty());
        thread.interrupt();
        assertThatThrownBy(job::get).hasCauseInstanceOf(InterruptedException.class);

        started.getFirst().destroyForcibly();
        await().until(() -> memory.held().isEmpty());
        assertThat(heard.begun).isFalse();
    }

    @Test
    void aRunThatWaitsForAnExportSaysWhatHoldsTheMemory() throws Exception {
        memory.take(new MemoryLease.Wish(MemoryLease.Holder.JOB, 90, _ -> {}, _ -> {}, () -> {}, () -> true));
        var run = run("second");
        Thread.ofVirtual().start(() -> {
            try {
                workers.start(run);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        await().until(() -> Files.exists(run.events()) && Files.size(run.events()) > 0);
        assertThat(Files.readString(run.events())).contains("an export or a measurement holds 0 of 0 MB");
    }

    private static final class Heard implements OneJob.Hearing {
        private final List<MemoryLease.Shortage> shortages = new CopyOnWriteArrayList<>();
        private volatile boolean begun;

        @Override
        public void waits(MemoryLease.Shortage shortage) {
            shortages.add(shortage);
        }

        @Override
        public void begins() {
            begun = true;
        }
    }

    /// Of a run that is not there, which the worker says.
    private ExportOrder order() {
        return new ExportOrder(
                folder.resolve("none").toString(),
                ExportOrder.Form.PEFT,
                ExportOrder.Stored.F16,
                folder.resolve("made").toString());
    }

    private RunFolder run(String name) throws IOException {
        return new RunFolder(Files.createDirectories(folder.resolve(name)));
    }

    private ProcessHandle sleeping(RunFolder run) throws IOException {
        var process = new ProcessBuilder("sleep", "1000").start();
        started.add(process);
        return process.toHandle();
    }
}
