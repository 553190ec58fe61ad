package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import javafx.event.ActionEvent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import sam.project.ProjectSession;
import sam.ui.SilentDialogs;
import sam.ui.Theme;

@ExtendWith(ApplicationExtension.class)
class PlanViewTest {
    @TempDir
    static Path folder;

    private ProjectSession session;
    private PlanViewModel model;
    private boolean trained;

    @Start
    void start(Stage stage) throws Exception {
        var place = java.nio.file.Files.createTempDirectory(folder, "project");
        session = PlanViewModelTest.project(place, 12);
        model = PlanViewModelTest.model(session, place, new SilentDialogs());
        var view = new PlanView(model, () -> trained = true);
        Theme.LIGHT.apply();
        var scene = new Scene(view.node(), 1100, 700);
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
    void turningTheRankShowsItsCostAndApplyKeepsIt(FxRobot robot) {
        var rank = robot.lookup("#what-if-rank").queryAs(Slider.class);
        var apply = robot.lookup("#apply-recipe").queryAs(Button.class);
        assertThat(apply.isDisabled()).isTrue();

        robot.interact(() -> rank.setValue(48));
        assertThat(Objects.requireNonNull(model.whatIfProperty().get()).recipe().rank())
                .isEqualTo(48);
        assertThat(session.project().phase(1).trainingSettings().lora().r()).isEqualTo(16);

        robot.clickOn(apply);
        assertThat(session.project().phase(1).trainingSettings().lora().r()).isEqualTo(48);
        assertThat(apply.isDisabled()).isTrue();
    }

    @Test
    void whatIsNoNumberIsSaidAndTheLastGoodOneStays(FxRobot robot) {
        var rate = robot.lookup("#what-if-learning-rate").queryAs(TextField.class);
        var rows = robot.lookup("#what-if-rows").queryAs(TextField.class);
        var refused = robot.lookup("#what-if-refused").queryAs(Label.class);
        assertThat(rate.getText()).isEqualTo("2e-4");
        assertThat(refused.isVisible()).isFalse();

        type(robot, rate, "fast");
        assertThat(refused.getText()).isEqualTo("“fast” is not a number from 0 up, such as 2e-4. 2e-4 is kept.");
        assertThat(rate.getText()).isEqualTo("2e-4");
        type(robot, rate, "2.55e-4");
        assertThat(refused.isVisible()).isFalse();
        assertThat(rate.getText()).isEqualTo("2.55e-4");
        type(robot, robot.lookup("#what-if-batch").queryAs(TextField.class), "0");
        assertThat(refused.getText()).startsWith("“0” is not a whole number from 1 to ");
        type(robot, rows, "50,000");
        var asked = Objects.requireNonNull(model.whatIfProperty().get());
        assertThat(asked.rows()).isEqualTo(50_000);
        assertThat(asked.recipe().learningRate()).isEqualTo(2.55e-4);
        assertThat(asked.recipe().batch()).isEqualTo(8);
    }

    @Test
    void whatWasAppliedIsPutBackByItsButton(FxRobot robot) {
        var back = robot.lookup("#put-back-recipe").queryAs(Button.class);
        assertThat(back.isVisible()).isFalse();
        robot.interact(() -> robot.lookup("#what-if-rank").queryAs(Slider.class).setValue(48));
        robot.clickOn("#apply-recipe");
        assertThat(back.isVisible()).isTrue();

        robot.clickOn(back);
        assertThat(session.project().phase(1).trainingSettings().lora().r()).isEqualTo(16);
        assertThat(back.isVisible()).isFalse();
    }

    private static void type(FxRobot robot, TextField field, String text) {
        robot.interact(field::requestFocus);
        robot.interact(() -> {
            field.setText(text);
            field.fireEvent(new ActionEvent());
        });
    }

    @Test
    void clickingARowMakesItsPhaseTheContextOfEveryPage(FxRobot robot) {
        robot.clickOn("#plan-phase-4");

        assertThat(session.phase()).isEqualTo(4);
        assertThat(robot.lookup("#plan-train").queryAs(Button.class).isDisabled())
                .as("a phase without rows cannot be trained")
                .isTrue();
    }

    @Test
    void theOneButtonOfThePageTrains(FxRobot robot) {
        robot.clickOn("#plan-train");

        assertThat(trained).isTrue();
    }

    @Test
    void theChoiceOfTheTrainerIsSaidInWords(FxRobot robot) {
        var choice = robot.lookup("#memory-choice").queryAs(Label.class);

        assertThat(choice.getText())
                .isEqualTo(
                        "Weights stay in memory in fp32; every layer keeps its activations for the backward pass; up to"
                                + " 2,048 tokens go through at once.");
    }

    @Test
    void calibratingChangesWhatTheSummarySays(FxRobot robot) {
        var summary = robot.lookup("#plan-summary").queryAs(Label.class);
        assertThat(summary.getText()).contains("not measured");
        robot.clickOn("#calibrate");

        assertThat(summary.getText()).contains("200 GFLOP/s");
    }
}
