package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javafx.css.CssParser;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
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
import sam.ui.StatusModel;
import sam.ui.Theme;

@ExtendWith(ApplicationExtension.class)
class WindowTest {
    @TempDir
    static Path folder;

    private static final Logger CSS = Logger.getLogger("javafx.css");

    private final List<String> warnings = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            warnings.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private PageStage page;

    @Start
    void start(Stage stage) throws IOException {
        CSS.addHandler(listener);
        page = new PageStage(stage, folder.resolve(Long.toString(System.nanoTime())), Page.SOURCES, 1);
    }

    @AfterEach
    void close() {
        CSS.removeHandler(listener);
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void everyPageOpensInBothThemesWithoutACssWarning(FxRobot robot) {
        for (var theme : List.of(Theme.LIGHT, Theme.DARK)) {
            robot.interact(theme::apply);
            for (var each : Page.values()) {
                robot.interact(() -> page.window.show(each));
                WaitForAsyncUtils.waitForFxEvents();
                assertThat(robot.lookup("#" + each.id() + "-page").tryQuery())
                        .as("page %s", each)
                        .isPresent();
            }
        }
        assertThat(warnings).isEmpty();
        assertThat(CssParser.errorsProperty()).isEmpty();
        assertThat(page.dialogs.problems).isEmpty();
    }

    @Test
    void aClickOnAPhaseLeavesTheKeysToThePage(FxRobot robot) {
        robot.clickOn("#show-review").clickOn("#phase-3");
        long before = page.session.library().counts(3, false).accepted();
        robot.push(KeyCode.A);
        assertThat(page.session.library().counts(3, false).accepted()).isEqualTo(before + 1);
    }

    @Test
    void theKeysAreThePagesAlsoWhereTheFocusIsInTheFrameOrNowhere(FxRobot robot) {
        robot.clickOn("#show-review").clickOn("#phase-3");
        long before = page.session.library().counts(3, false).accepted();
        for (var place : List.of("#project-menu", "#phase-2", "#show-plan", "#theme")) {
            robot.interact(() -> robot.lookup(place).query().requestFocus());
            robot.push(KeyCode.A);
            assertThat(page.session.library().counts(3, false).accepted())
                    .as(place)
                    .isEqualTo(++before);
        }
        robot.interact(() -> robot.lookup("#phase-2").query().requestFocus());
        robot.push(KeyCode.SPACE);
        assertThat(page.session.phase()).as("a focused button is pressed").isEqualTo(2);
    }

    @Test
    void phasesHaveKeysThatAreSaidWhereTheyAreShown(FxRobot robot) {
        robot.clickOn("#show-review");
        robot.push(KeyCode.ALT, KeyCode.DIGIT3);
        assertThat(page.session.phase()).isEqualTo(3);
        robot.push(KeyCode.A);
        assertThat(page.session.library().counts(3, false).accepted())
                .as("the page has its keys")
                .isEqualTo(11);
        var tooltip = robot.lookup("#phase-3").queryAs(ToggleButton.class).getTooltip();
        assertThat(tooltip.getText()).contains("Reasoning", WindowCommand.PHASE_3.keyText());
    }

    @Test
    void whatAPhaseIsAtCanBeReadInTheSmallestWindow(FxRobot robot) {
        robot.interact(
                () -> page.bench.status().showTraining(new StatusModel.Training(2, 0.42, "42 % · 1 h 12 min left")));
        WaitForAsyncUtils.waitForFxEvents();
        for (var node : robot.lookup(".phase-state").queryAllAs(Label.class)) {
            assertThat(node.getWidth()).as(node.getText()).isGreaterThanOrEqualTo(node.prefWidth(-1) - 0.5);
        }
    }

    @Test
    void keysLeadToThePagesAndClicksToThePhases(FxRobot robot) {
        robot.push(KeyCode.SHORTCUT, KeyCode.DIGIT3);
        assertThat(robot.lookup("#pairs-page").tryQuery()).isPresent();
        robot.push(KeyCode.SHORTCUT, KeyCode.COMMA);
        assertThat(robot.lookup("#settings-page").tryQuery()).isPresent();
        robot.clickOn("#show-review");
        robot.clickOn("#phase-3");
        assertThat(page.session.phase()).isEqualTo(3);
        assertThat(robot.lookup("#phase-3").queryAs(ToggleButton.class).isSelected())
                .isTrue();
        assertThat(robot.lookup("#phase-1").queryAs(ToggleButton.class).isSelected())
                .isFalse();
        assertThat(robot.lookup("#review-page").tryQuery()).isPresent();
    }
}
