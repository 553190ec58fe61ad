package sam.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.protocol.RunFolder;
import sam.protocol.WorkerCommand.Verb;
import sam.protocol.WorkerEvent;

class RunSessionTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T00:00:00Z"));

    @TempDir
    private Path folder;

    private final List<WorkerEvent> heard = new ArrayList<>();
    private RunFolder run = new RunFolder(Path.of(""));

    @BeforeEach
    void makeTheFolder() {
        run = new RunFolder(folder.resolve("run"));
    }

    @Test
    void aCommandThatCameBeforeTheFirstWorkerIsObeyedOnce() throws IOException {
        ask("{\"id\":1,\"command\":\"checkpoint\"}");
        try (var session = open()) {
            assertThat(session.nextCommand()).contains(Verb.CHECKPOINT);
            ask("{\"id\":1,\"command\":\"checkpoint\"}");
            assertThat(session.nextCommand()).isEmpty();
        }
    }

    @Test
    void whatWasAskedOfAWorkerThatIsGoneDoesNotStopTheNextOne() throws IOException {
        try (var session = open()) {
            session.event(started(0));
            ask("{\"id\":\"a\",\"command\":\"stop\"}");
            assertThat(session.nextCommand()).contains(Verb.STOP);
            ask("{\"id\":\"b\",\"command\":\"stop\"}");
        }
        try (var session = open()) {
            session.event(started(0));
            assertThat(session.nextCommand()).isEmpty();
            ask("{\"id\":\"c\",\"command\":\"pause\"}");
            assertThat(session.nextCommand()).contains(Verb.PAUSE);
        }
    }

    @Test
    void aLineThatIsNoCommandIsToldAndPassedOver() throws IOException {
        try (var session = open()) {
            ask("pause please");
            ask("{\"id\":\"x\",\"command\":\"pause\"}");
            assertThat(session.nextCommand()).contains(Verb.PAUSE);
        }
        assertThat(heard)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                WorkerEvent.Note.class,
                                note -> assertThat(note.text()).contains("pause please")));
    }

    @Test
    void aSecondWorkerIsTurnedAwayWhileTheFirstLives() throws IOException {
        try (var first = open()) {
            assertThatThrownBy(this::open).isInstanceOf(WorkerException.class).hasMessageContaining("already");
            assertThat(first.past()).isEmpty();
        }
    }

    private static WorkerEvent started(long step) {
        return new WorkerEvent.Started(1, step, 10, 4, 0, 100, 1, 1000);
    }

    private RunSession open() throws IOException {
        return RunSession.open(run, CLOCK, heard::add);
    }

    private void ask(String line) throws IOException {
        Files.createDirectories(run.root());
        Files.writeString(run.commands(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
