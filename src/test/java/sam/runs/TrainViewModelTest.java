package sam.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.AtomicFiles;
import sam.durable.FolderLock;
import sam.durable.Journal;
import sam.durable.Json;
import sam.library.Example;
import sam.library.Library;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.library.Tier;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.protocol.ChainOrder;
import sam.protocol.EventLines;
import sam.protocol.Objective;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.WorkerCommand;
import sam.protocol.WorkerEvent;
import sam.rows.Message;
import sam.ui.Background;
import sam.ui.SilentDialogs;

class TrainViewModelTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path folder;

    private ProjectSession session;
    private TrainViewModel model;
    private long budget = 5_000_000_000L;
    private final List<RunFolder> begun = new ArrayList<>();
    private final SilentDialogs dialogs = new SilentDialogs();

    @BeforeEach
    void open() throws IOException {
        session = project(folder);
        model = new TrainViewModel(
                session,
                new PhaseRuns(begun::add, () -> budget),
                Background.immediate(),
                Background.immediate(),
                dialogs,
                InstantSource.fixed(NOON),
                () -> budget);
        model.follow();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void aPhaseWithoutARunOffersToTrainItsRows() {
        var screen = model.screenProperty().get();

        assertThat(screen.state()).isNull();
        assertThat(screen.accepted()).isEqualTo(3);
        assertThat(screen.acts().train()).isTrue();
    }

    @Test
    void withoutItsBaseNothingCanBeTrained() throws IOException {
        model.follow();
        assertThat(model.screenProperty().get().acts().train()).isTrue();
        AtomicFiles.deleteTree(session.project().base());
        model.phaseChanged(1);
        model.rest();
        model.follow();
        assertThat(model.screenProperty().get().acts()).isEqualTo(TrainViewModel.Acts.NONE);
    }

    @Test
    void trainingFreezesTheRowsAndStartsAWorker() throws IOException {
        model.trainPhase();

        assertThat(begun).extracting(RunFolder::root).containsExactly(folder.resolve("runs/phase1"));
        var order = PhaseRuns.order(begun.getFirst()).orElseThrow();
        assertThat(Files.readAllLines(Path.of(order.data()))).hasSize(3);
        assertThat(order.phase()).isEqualTo(1);
        assertThat(model.screenProperty().get().state()).isNotNull();
    }

    @Test
    void aRunMayTakeWhatTheSettingsSayWhenItStarts() throws IOException {
        budget = 3_000_000_000L;
        model.trainPhase();
        var order = PhaseRuns.order(begun.getFirst()).orElseThrow();
        model.trainAll();

        assertThat(order.settings().memory().memoryBudgetBytes()).isEqualTo(3_000_000_000L);
        var chain = (ChainOrder) Orders.read(begun.getLast());
        assertThat(chain.links())
                .isNotEmpty()
                .allMatch(link -> link.settings().memory().memoryBudgetBytes() == 3_000_000_000L);
    }

    @Test
    void aBudgetThatTheRecipeNamesStays() throws IOException {
        var project = session.project();
        var phases = project.content().phases().stream()
                .map(phase -> phase.with("memory_budget_bytes", "2000000000"))
                .toList();
        var content = project.content();
        session.save(new Project(
                project.folder(), new Project.Content(content.name(), content.base(), content.prompts(), phases)));
        model.trainPhase();

        assertThat(PhaseRuns.order(begun.getFirst())
                        .orElseThrow()
                        .settings()
                        .memory()
                        .memoryBudgetBytes())
                .isEqualTo(2_000_000_000L);
    }

    @Test
    void aPhaseOnAnUntrainedOneIsRefusedWithASentence() {
        session.showPhase(2);
        model.trainPhase();

        assertThat(begun).isEmpty();
        assertThat(dialogs.problems).singleElement().asString().contains("Phase 1 is not trained");
    }

    @Test
    void trainAllOrdersEveryPhaseWithRows() throws IOException {
        model.trainAll();

        assertThat(begun).extracting(RunFolder::root).containsExactly(folder.resolve("runs/chain"));
    }

    @Test
    void aLivingRunCanBePausedAndTheCommandIsWritten() throws IOException {
        var run = begin();
        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow()) {
            tell(run, started(), RunWatchTest.step(1, 2));
            model.choose(run);
            assertThat(model.screenProperty().get().acts())
                    .isEqualTo(new TrainViewModel.Acts(false, true, false, true, true));

            model.pauseOrResume();
            model.checkpoint();
            model.stop();

            assertThat(commands(run))
                    .containsExactly(WorkerCommand.Verb.PAUSE, WorkerCommand.Verb.CHECKPOINT, WorkerCommand.Verb.STOP);
        }
    }

    @Test
    void aPauseIsSaidFromTheKeyUntilItIsDoneAndWhileItLasts() throws IOException {
        var run = begin();
        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow()) {
            tell(run, started(), RunWatchTest.step(1, 2));
            model.choose(run);
            model.pauseOrResume();
            assertThat(notice()).isEqualTo("Pausing…");
            model.pauseOrResume();
            assertThat(commands(run)).as("asked once").containsExactly(WorkerCommand.Verb.PAUSE);

            tell(run, new WorkerEvent.Paused(1));
            model.choose(run);
            assertThat(notice()).isEqualTo("Paused at step 1");
            model.pauseOrResume();
            assertThat(notice()).isEqualTo("Resuming…");
            tell(run, new WorkerEvent.Resumed(1));
            model.choose(run);
            assertThat(model.screenProperty().get().notice()).isNull();
        }
    }

    @Test
    void thePageSaysWhatIsPreparedBeforeThereIsARun() throws IOException {
        var held = new ArrayList<Runnable>();
        var waiting = new TrainViewModel(
                session,
                new PhaseRuns(begun::add, () -> budget),
                Background.immediate(),
                new Background() {
                    @Override
                    public <T> void run(
                            Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
                        held.add(() -> Background.immediate().run(work, done, failed));
                    }

                    @Override
                    public <T> Repeat repeat(
                            java.time.Duration pause,
                            Callable<T> work,
                            Consumer<? super T> done,
                            Consumer<? super Exception> failed) {
                        throw new AssertionError("orders are not repeated");
                    }

                    @Override
                    public <T> Consumer<T> newest(Consumer<? super T> sink) {
                        throw new AssertionError("orders have no progress");
                    }
                },
                dialogs,
                InstantSource.fixed(NOON),
                () -> budget);
        waiting.follow();
        waiting.trainAll();
        waiting.trainAll();

        assertThat(waiting.screenProperty().get().preparing()).contains("Freezing");
        assertThat(waiting.screenProperty().get().acts()).isEqualTo(TrainViewModel.Acts.NONE);
        assertThat(held).as("pressed twice, done once").hasSize(1);
        held.getFirst().run();
        assertThat(begun).hasSize(1);
    }

    @Test
    void aPhaseThatWaitsForItsTurnSaysSo() throws IOException {
        model.trainAll();
        var chain = begun.getLast();
        try (var _ = FolderLock.tryLock(chain.lock()).orElseThrow()) {
            model.choose(PhaseRuns.of(session.project(), 1));
            assertThat(model.screenProperty().get().preparing()).contains("the worker is starting");
            assertThat(model.screenProperty().get().acts().train()).isFalse();

            var link = ((ChainOrder) Orders.read(chain)).links().getFirst();
            var first = new RunFolder(Path.of(link.run()));
            Files.createDirectories(first.root());
            Orders.write(
                    first,
                    new sam.protocol.TrainOrder(
                            "base", List.of(), null, link.data(), link.objective(), link.settings(), 1));
            try (var _ = FolderLock.tryLock(first.lock()).orElseThrow()) {
                session.showPhase(3);
                assertThat(model.screenProperty().get().preparing())
                        .contains("phase 1 is running, phase 3 comes later");
            }
        }
    }

    private String notice() {
        var notice = model.screenProperty().get().notice();
        return notice == null ? "" : notice.title();
    }

    @Test
    void aKilledWorkerIsSaidAndResumedWhereItWas() throws IOException {
        var run = begin();
        FolderLock.tryLock(run.lock()).orElseThrow().close();
        tell(run, started(), RunWatchTest.step(7, 2));
        model.choose(run);

        var screen = model.screenProperty().get();
        assertThat(screen.notice()).isNotNull();
        assertThat(screen.acts().resume()).isTrue();
        begun.clear();
        model.resume();
        assertThat(begun).containsExactly(run);
    }

    @Test
    void aRunThatWaitsAfterThreeBadStepsSaysWhyAndAPausedOneDoesNot() throws IOException {
        var run = begin();
        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow()) {
            tell(run, started(), RunWatchTest.step(2, 2), new WorkerEvent.Paused(2));
            model.choose(run);
            var paused = model.screenProperty().get().notice();
            assertThat(paused).isNotNull();
            assertThat(paused.title()).isEqualTo("Paused at step 2");
            assertThat(paused.bad()).isFalse();

            tell(
                    run,
                    new WorkerEvent.Resumed(2),
                    new WorkerEvent.Skipped(5, 3, 3),
                    new WorkerEvent.RolledBack(2),
                    new WorkerEvent.Note("It waits."),
                    new WorkerEvent.Paused(2));
            model.choose(run);
            var notice = model.screenProperty().get().notice();
            assertThat(notice).isNotNull();
            assertThat(notice.words()).contains("went back to step 2").contains("lower the learning rate");
            assertThat(model.screenProperty().get().acts().resume()).isTrue();

            tell(run, new WorkerEvent.Resumed(2));
            model.choose(run);
            assertThat(model.screenProperty().get().notice()).isNull();
        }
    }

    @Test
    void aSilentWorkerIsSaid() throws IOException {
        var run = begin();
        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow();
                var journal = Journal.open(run.events())) {
            var longAgo = NOON.minusSeconds(600);
            journal.append(EventLines.write(longAgo, started()));
            for (int step = 1; step < 5; step++) {
                journal.append(EventLines.write(longAgo, RunWatchTest.step(step, 2)));
            }
            model.choose(run);

            assertThat(model.screenProperty().get().silent()).isTrue();
        }
    }

    @Test
    void anotherPhaseShowsItsOwnRun() {
        session.showPhase(3);

        assertThat(model.screenProperty().get().phase()).isEqualTo(3);
        assertThat(model.screenProperty().get().state()).isNull();
    }

    @Test
    void trainingAgainKeepsTheOldRunToLookAt() throws IOException {
        model.trainPhase();
        tell(begun.getFirst(), started(), new WorkerEvent.Finished(10, 3, null));
        model.trainPhase();

        assertThat(model.screenProperty().get().choices()).hasSize(2);
    }

    private RunFolder begin() {
        model.trainPhase();
        return begun.getLast();
    }

    private static WorkerEvent started() {
        return new WorkerEvent.Started(1, 0, 10, 3, 0, 1000, 2, 4000);
    }

    private static void tell(RunFolder run, WorkerEvent... events) throws IOException {
        try (var journal = Journal.open(run.events())) {
            for (var event : events) {
                journal.append(EventLines.write(NOON, event));
            }
        }
    }

    static List<WorkerCommand.Verb> commands(RunFolder run) throws IOException {
        return Files.readAllLines(run.commands()).stream()
                .map(line -> Json.MAPPER.readValue(line, WorkerCommand.class).command())
                .toList();
    }

    static ProjectSession project(Path folder) throws IOException {
        var phases = List.of(
                phase(1, "Instruction", Objective.SFT),
                phase(2, "Personality", Objective.SFT),
                phase(3, "Reasoning", Objective.SFT),
                phase(4, "Alignment", Objective.DPO));
        var project = new Project(
                folder, new Project.Content("Test", folder.resolve("base").toString(), List.of("Hello?"), phases));
        project.save();
        // where a base is, nothing of which these tests read
        Files.writeString(Files.createDirectories(project.base()).resolve("config.json"), "{}");
        var library = Library.open(project.library(), InstantSource.fixed(NOON));
        for (int phase = 1; phase <= 3; phase++) {
            for (int i = 0; i < 3; i++) {
                library.add(List.of(new NewExample(
                        phase,
                        new Example.Chat(List.of(
                                Message.user("Question %d of %d".formatted(i, phase)), Message.assistant("Answer"))),
                        new Origin("ours", i + 1, "CC0-1.0", Tier.TRAIN_FIRST),
                        Status.ACCEPTED)));
            }
        }
        library.add(List.of(new NewExample(
                4,
                new Example.Preference(List.of(Message.user("Which?")), "This one.", "That one."),
                new Origin("ours", 1, "CC0-1.0", Tier.TRAIN_FIRST),
                Status.ACCEPTED)));
        return new ProjectSession(project, library);
    }

    private static Project.Phase phase(int number, String name, Objective objective) {
        return new Project.Phase(number, name, objective, Json.MAPPER.createObjectNode(), Map.of());
    }
}
