package sam.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.DialogPane;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import sam.durable.Journal;
import sam.library.Library;
import sam.project.DemoProject;
import sam.project.Project;
import sam.protocol.EventLines;
import sam.protocol.Objective;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerEvent;

/// The real program with its real threads and timers: one project after another, every page visited, and then time.
@ExtendWith(ApplicationExtension.class)
class ClosedProjectTest {
    /// Several rounds of the quickest poll of any page.
    private static final Duration WHILE = Duration.ofMillis(1200);

    @TempDir
    static Path home;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private WorkbenchApp app;
    private Stage stage;

    @Start
    void start(Stage stage) throws IOException {
        System.setProperty(
                "sam.home", home.resolve(Long.toString(System.nanoTime())).toString());
        log.start();
        root().addAppender(log);
        this.stage = stage;
        app = new WorkbenchApp();
        app.start(stage);
        app.openFolder(project("first"));
    }

    @AfterEach
    void stop() {
        WaitForAsyncUtils.waitForAsyncFx(20_000, () -> {
            app.stop();
            Window.getWindows().stream().filter(each -> each != stage).toList().forEach(Window::hide);
        });
        root().detachAppender(log);
        System.clearProperty("sam.home");
    }

    @ParameterizedTest
    @EnumSource(Page.class)
    void whateverPageWasInFrontFallsSilentWithItsProject(Page last, FxRobot robot) throws Exception {
        awaitTitle("first");
        visitAll(robot);
        robot.interact(() ->
                robot.lookup("#show-" + last.id()).queryAs(ButtonBase.class).fire());
        Thread.sleep(400);

        var second = project("second");
        robot.interact(() -> app.openFolder(second));
        awaitTitle("second");
        visitAll(robot);
        Thread.sleep(WHILE.toMillis());

        assertSilent();
    }

    @Test
    void aDecisionMadeJustBeforeAnotherProjectOpensIsKept(FxRobot robot) throws Exception {
        awaitTitle("first");
        robot.interact(
                () -> robot.lookup("#show-review").queryAs(ButtonBase.class).fire());
        await().until(() -> robot.lookup("#accept")
                .tryQuery()
                .filter(each -> !each.isDisabled())
                .isPresent());
        var first = Project.open(projects().resolve("first"));
        var second = project("second");
        robot.interact(() -> {
            for (int i = 0; i < 3; i++) {
                robot.lookup("#accept").queryButton().fire();
            }
            app.openFolder(second);
        });
        awaitTitle("second");

        try (var library = Library.open(first.library(), InstantSource.system())) {
            assertThat(library.counts(1, false).accepted()).isEqualTo(13 + 3);
        }
        assertSilent();
    }

    @Test
    void ofTwoProjectsAskedForAtOnceTheLastOneIsOpenAndTheOtherIsClosed(FxRobot robot) throws Exception {
        awaitTitle("first");
        var second = project("second");
        var third = project("third");
        robot.interact(() -> {
            app.openFolder(second);
            app.openFolder(third);
        });
        awaitTitle("third");
        Thread.sleep(WHILE.toMillis());

        Library.open(Project.open(second).library(), InstantSource.system()).close();
        assertSilent();
    }

    @Test
    void theSameProjectOpensAgain(FxRobot robot) throws Exception {
        awaitTitle("first");
        visitAll(robot);
        robot.interact(() -> app.openFolder(projects().resolve("first")));
        await().until(() -> robot.lookup("#sources-page").tryQuery().isPresent());
        Thread.sleep(WHILE.toMillis());

        assertSilent();
    }

    private void assertSilent() {
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
        assertThat(Window.getWindows())
                .noneMatch(
                        window -> window.getScene() != null && window.getScene().getRoot() instanceof DialogPane);
    }

    private void visitAll(FxRobot robot) {
        for (var page : Page.values()) {
            await().until(() -> robot.lookup("#show-" + page.id()).tryQuery().isPresent());
            robot.interact(() ->
                    robot.lookup("#show-" + page.id()).queryAs(ButtonBase.class).fire());
            WaitForAsyncUtils.waitForFxEvents();
        }
    }

    private void awaitTitle(String project) {
        await().atMost(Duration.ofSeconds(20)).until(() -> stage.getTitle().startsWith(project + " "));
    }

    private static Path projects() {
        return Path.of(System.getProperty("sam.home"), "projects");
    }

    /// A project of this name with a run that ended, so that Train has something to follow.
    private static Path project(String name) throws IOException {
        var folder = projects().resolve(name);
        try (var session = DemoProject.open(folder)) {
            var content = session.project().content();
            session.save(new Project(
                    folder, new Project.Content(name, content.base(), content.prompts(), content.phases())));
            var run = new RunFolder(Files.createDirectories(session.project().run(1)));
            Orders.write(
                    run,
                    new TrainOrder(
                            content.base(),
                            List.of(),
                            null,
                            "train.jsonl",
                            Objective.SFT,
                            TrainingSettings.defaults(Objective.SFT),
                            1));
            try (var journal = Journal.open(run.events())) {
                var events = List.of(
                        new WorkerEvent.Started(1, 0, 10, 3, 0, 1000, 2, 4000), new WorkerEvent.Finished(10, 3, null));
                for (var event : events) {
                    journal.append(EventLines.write(Instant.parse("2026-11-23T12:00:00Z"), event));
                }
            }
        }
        return folder;
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
