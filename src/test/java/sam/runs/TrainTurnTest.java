package sam.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.FolderLock;
import sam.project.ProjectSession;
import sam.protocol.ChainOrder;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.WorkerCommand;
import sam.ui.Background;
import sam.ui.SilentDialogs;

class TrainTurnTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path folder;

    private ProjectSession session;
    private TrainViewModel model;
    private final List<RunFolder> begun = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        session = TrainViewModelTest.project(folder);
        model = new TrainViewModel(
                session,
                new PhaseRuns(begun::add, () -> 5_000_000_000L),
                Background.immediate(),
                Background.immediate(),
                new SilentDialogs(),
                InstantSource.fixed(NOON),
                () -> 5_000_000_000L);
        model.follow();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void nothingIsClaimedOfAPhaseBeforeItWasLookedAt() {
        var fresh = new TrainViewModel(
                session,
                new PhaseRuns(begun::add, () -> 5_000_000_000L),
                new sam.ui.DelayedBackground(new java.util.ArrayDeque<>()),
                Background.immediate(),
                new SilentDialogs(),
                InstantSource.fixed(NOON),
                () -> 5_000_000_000L);
        fresh.follow();

        assertThat(fresh.screenProperty().get().isRead()).isFalse();
        assertThat(model.screenProperty().get().isRead()).isTrue();
    }

    @Test
    void aPhaseThatHadItsTurnIsNotSaidToComeYet() throws IOException {
        model.trainAll();
        var chain = begun.getLast();
        try (var _ = FolderLock.tryLock(chain.lock()).orElseThrow()) {
            var links = ((ChainOrder) Orders.read(chain)).links();
            for (int phase = 1; phase <= 2; phase++) {
                var link = links.get(phase - 1);
                var run = new RunFolder(Path.of(link.run()));
                Files.createDirectories(run.root());
                Orders.write(
                        run,
                        new sam.protocol.TrainOrder(
                                "base", List.of(), null, link.data(), link.objective(), link.settings(), phase));
            }
            try (var _ = FolderLock.tryLock(new RunFolder(Path.of(links.get(1).run())).lock())
                    .orElseThrow()) {
                assertThat(RunNotices.ofAll(session.project(), 1, java.time.Instant.EPOCH))
                        .contains("phase 2 is running")
                        .doesNotContain("turn");
            }
        }
    }

    @Test
    void whatTrainsAllPhasesCanBeStoppedBeforeThereIsARun() throws IOException {
        model.trainAll();
        var chain = begun.getLast();
        assertThat(model.screenProperty().get().acts().stop())
                .as("nobody is at work yet")
                .isFalse();
        try (var _ = FolderLock.tryLock(chain.lock()).orElseThrow()) {
            session.showPhase(2);
            assertThat(model.screenProperty().get().acts().stop()).isTrue();

            model.stop();
            assertThat(TrainViewModelTest.commands(chain)).containsExactly(WorkerCommand.Verb.STOP);
            session.showPhase(1);
            assertThat(model.screenProperty().get().preparing()).isEqualTo("Stopping…");
            assertThat(model.screenProperty().get().acts().stop()).as("once").isFalse();
        }
        session.showPhase(3);
        assertThat(model.screenProperty().get().preparing()).isNotEqualTo("Stopping…");
    }
}
