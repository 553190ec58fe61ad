package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import javafx.scene.control.Labeled;
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

@ExtendWith(ApplicationExtension.class)
class SettingsPageTest {
    @TempDir
    static Path folder;

    private PageStage page;

    @Start
    void start(Stage stage) throws IOException {
        page = new PageStage(stage, folder.resolve(Long.toString(System.nanoTime())), Page.SETTINGS, 1);
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void theThemeAndTheMemoryBudgetAreChangedWhereTheyAreShown(FxRobot robot) {
        robot.clickOn("#theme-dark");
        assertThat(robot.lookup("#theme-dark").queryAs(ToggleButton.class).isSelected())
                .isTrue();
        assertThat(robot.lookup("#theme-light").queryAs(ToggleButton.class).isSelected())
                .isFalse();
        robot.clickOn("#theme-light");
        assertThat(robot.lookup("#theme-dark").queryAs(ToggleButton.class).isSelected())
                .isFalse();

        var before = robot.lookup("#memory-budget-value").queryAs(Labeled.class).getText();
        robot.clickOn("#memory-budget").type(KeyCode.HOME);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(robot.lookup("#memory-budget-value").queryAs(Labeled.class).getText())
                .isNotEqualTo(before)
                .startsWith("1.00 GB of ");
    }
}
