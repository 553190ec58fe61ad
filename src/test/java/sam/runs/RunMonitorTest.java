package sam.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.FolderLock;
import sam.durable.Journal;
import sam.project.ProjectSession;
import sam.protocol.EventLines;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.ui.StatusModel;

/// What the status bar says while a run lives, and when it ended before its time with nobody at the Train page.
class RunMonitorTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path folder;

    private final StatusModel status = new StatusModel();
    private final Rounds rounds = new Rounds();
    private ProjectSession session;
    private RunFolder run;

    /// Repeats only when the test asks for the next round.
    private static final class Rounds implements Background {
        private Runnable next = () -> {};

        @Override
        public <T> void run(Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
            Background.immediate().run(work, done, failed);
        }

        @Override
        public <T> Repeat repeat(
                Duration pause, Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
            next = () -> run(work, done, failed);
            return () -> {};
        }

        @Override
        public <T> Consumer<T> newest(Consumer<? super T> sink) {
            return sink::accept;
        }
    }

    @BeforeEach
    void open() throws IOException {
        session = TrainViewModelTest.project(folder);
        run = Chain.phase(session.project(), session.library(), 1, 0);
        var monitor = new RunMonitor(session, status, () -> 5_000_000_000L, rounds, new SilentDialogs());
        assertThat(monitor).isNotNull();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void aRunThatEndsBeforeItsTimeIsSaidUntilTheNextOneBegins() throws IOException {
        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow()) {
            tell(new WorkerEvent.Started(1, 0, 10, 3, 0, 1000, 2, 4000), RunWatchTest.step(4, 2));
            rounds.next.run();
            assertThat(worker().running()).isTrue();
            assertThat(worker().text()).startsWith("Worker: phase 1, step 4 of 10");

            tell(new WorkerEvent.RolledBack(4), new WorkerEvent.Paused(4));
            rounds.next.run();
            assertThat(worker())
                    .isEqualTo(new StatusModel.Worker("Worker: phase 1 waits for you at step 4, see Train", false));
            tell(new WorkerEvent.Stopped(4), new WorkerEvent.Failed("It stopped.", "Mend it."));
        }
        rounds.next.run();
        assertThat(worker()).isEqualTo(new StatusModel.Worker("Worker: phase 1 ended early, see Train", false));
        assertThat(status.trainingProperty().get()).isNull();

        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow()) {
            tell(new WorkerEvent.Started(1, 4, 10, 3, 0, 1000, 2, 4000), RunWatchTest.step(5, 2));
            rounds.next.run();
            assertThat(worker().running()).isTrue();
            tell(new WorkerEvent.Finished(10, 3, null));
        }
        rounds.next.run();
        assertThat(status.workerProperty().get()).isNull();
    }

    private StatusModel.Worker worker() {
        return Objects.requireNonNull(status.workerProperty().get());
    }

    private void tell(WorkerEvent... events) throws IOException {
        try (var journal = Journal.open(run.events())) {
            for (var event : events) {
                journal.append(EventLines.write(NOON, event));
            }
        }
    }
}
