package sam.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import sam.durable.FolderLock;
import sam.durable.Journal;
import sam.project.ProjectSession;
import sam.protocol.EventLines;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.ui.Theme;

@ExtendWith(ApplicationExtension.class)
class TrainViewTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    static Path folder;

    private ProjectSession session;
    private TrainViewModel model;
    private final List<RunFolder> begun = new ArrayList<>();

    @Start
    void start(Stage stage) throws Exception {
        session = TrainViewModelTest.project(Files.createTempDirectory(folder, "project"));
        model = new TrainViewModel(
                session,
                new PhaseRuns(begun::add, () -> 5_000_000_000L),
                Background.immediate(),
                Background.immediate(),
                new SilentDialogs(),
                InstantSource.fixed(NOON),
                () -> 5_000_000_000L);
        var view = new TrainView(model);
        Theme.LIGHT.apply();
        var scene = new Scene(view.node(), 1150, 760);
        Theme.dress(scene.getStylesheets());
        stage.setScene(scene);
        stage.show();
        view.shown();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void anUntrainedPhaseOffersOneButtonAndTrains(FxRobot robot) {
        assertThat(robot.lookup("#train-empty").tryQuery()).isPresent();

        robot.clickOn("#train-first");

        assertThat(begun).hasSize(1);
        assertThat(robot.lookup("#train-empty").tryQuery()).isEmpty();
    }

    @Test
    void aLivingRunShowsItsChartsAndPausesWithItsKey(FxRobot robot) throws Exception {
        robot.clickOn("#train-first");
        var run = begun.getFirst();
        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow()) {
            tell(run, 40);
            robot.interact(() -> model.choose(run));

            assertThat(robot.lookup("#loss-now").queryAs(Label.class).getText()).isEqualTo("1.600");
            assertThat(isShown(robot, "#pause")).isTrue();
            assertThat(isShown(robot, "#resume")).isFalse();
            assertThat(robot.lookup("#reading")
                            .queryAs(javafx.scene.layout.VBox.class)
                            .getChildren())
                    .isNotEmpty();

            robot.clickOn("#journal").press(KeyCode.P).release(KeyCode.P);
            assertThat(Files.readString(run.commands())).contains("\"pause\"");
        }
    }

    @Test
    void thePickerNamesTheRunThatIsShownAlsoWhenAnotherBegins(FxRobot robot) throws Exception {
        robot.clickOn("#train-first");
        tell(begun.getFirst(), 10);
        for (int again = 0; again < 2; again++) {
            robot.interact(() -> model.trainPhase());
            WaitForAsyncUtils.waitForFxEvents();
            assertThat(picked(robot)).as("time %d", again).isEqualTo("newest run");
        }
        var chooser = robot.lookup("#run-chooser").<TrainViewModel.Choice>queryComboBox();
        robot.interact(() -> chooser.getSelectionModel().select(2));
        assertThat(picked(robot)).startsWith("run of ");
        robot.interact(() -> model.trainPhase());
        assertThat(picked(robot)).isEqualTo("newest run");
    }

    private static String picked(FxRobot robot) {
        WaitForAsyncUtils.waitForFxEvents();
        var chooser = robot.lookup("#run-chooser").<TrainViewModel.Choice>queryComboBox();
        assertThat(chooser.getItems()).contains(chooser.getValue());
        return chooser.getButtonCell().getText();
    }

    @Test
    void aKilledRunSaysSoAndResumes(FxRobot robot) throws Exception {
        robot.clickOn("#train-first");
        var run = begun.getFirst();
        FolderLock.tryLock(run.lock()).orElseThrow().close();
        tell(run, 10);
        robot.interact(() -> model.choose(run));

        assertThat(isShown(robot, "#notice")).isTrue();
        begun.clear();
        robot.clickOn("#resume");
        assertThat(begun).containsExactly(run);
    }

    @Test
    void theHeldOutLossIsDrawnWithItsBestStepAlsoWhenTheRunIsOver(FxRobot robot) throws Exception {
        robot.clickOn("#train-first");
        var run = begun.getFirst();
        tell(run, 40);
        robot.interact(() -> model.choose(run));
        assertThat(isShown(robot, "#held-now")).isFalse();
        try (var journal = Journal.open(run.events())) {
            for (int i = 1; i <= 4; i++) {
                journal.append(EventLines.write(
                        NOON,
                        new WorkerEvent.Evaluated(10 * i, 1.7 + 0.1 * Math.abs(3 - i), null, null, 5, 0.1, i <= 3)));
            }
            journal.append(EventLines.write(NOON, new WorkerEvent.Finished(40, 12, null)));
        }
        robot.interact(() -> model.choose(run));

        assertThat(robot.lookup("#held-now").queryAs(Label.class).getText()).isEqualTo("held out 1.800");
        assertThat(robot.lookup("#held-best").queryAs(Label.class).getText()).isEqualTo("best 1.700, step 30");
        assertThat(isShown(robot, "#learnt-key")).isTrue();
        var chart = robot.lookup("#loss-chart").queryAs(sam.ui.LossChart.class);
        assertThat(orangePixels(chart, robot)).isGreaterThan(60);
    }

    /// How much of a chart is drawn in the colour of the held-out loss.
    private static long orangePixels(Node chart, FxRobot robot) {
        var counted = new long[1];
        robot.interact(() -> {
            var image = chart.snapshot(null, null);
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    var colour = image.getPixelReader().getColor(x, y);
                    counted[0] += colour.getRed() > colour.getBlue() + 0.3 ? 1 : 0;
                }
            }
        });
        return counted[0];
    }

    private static boolean isShown(FxRobot robot, String id) {
        return robot.lookup(id).<Node>query().isVisible();
    }

    private static void tell(RunFolder run, int steps) throws Exception {
        try (var journal = Journal.open(run.events())) {
            journal.append(EventLines.write(NOON, new WorkerEvent.Started(1, 0, 100, 3, 0, 1000, 2, 4000)));
            for (int step = 1; step <= steps; step++) {
                journal.append(EventLines.write(NOON, RunWatchTest.step(step, 2 - 0.01 * step)));
            }
        }
    }
}
