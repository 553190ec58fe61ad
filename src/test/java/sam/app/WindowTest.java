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
