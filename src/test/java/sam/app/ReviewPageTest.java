package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
import sam.library.Status;
import sam.ui.TintedText;

@ExtendWith(ApplicationExtension.class)
class ReviewPageTest {
    @TempDir
    static Path folder;

    private PageStage page;

    @Start
    void start(Stage stage) throws IOException {
        page = new PageStage(stage, folder.resolve(Long.toString(System.nanoTime())), Page.REVIEW, 1);
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static String answer(FxRobot robot) {
        return robot.lookup("#review-answer").queryAs(TintedText.class).text();
    }

    private long count(Status status) {
        var counts = page.session.library().counts(1, false);
        return switch (status) {
            case ACCEPTED -> counts.accepted();
            case REJECTED -> counts.rejected();
            case SKIPPED -> counts.skipped();
            case WAITING -> counts.waiting();
        };
    }

    @Test
    void oneKeyDecidesAndTheNextRowIsThere(FxRobot robot) {
        var first = answer(robot);
        robot.type(KeyCode.A);
        assertThat(answer(robot)).isNotEqualTo(first);
        robot.type(KeyCode.X);
        robot.type(KeyCode.DOWN);
        assertThat(count(Status.ACCEPTED)).isEqualTo(14);
        assertThat(count(Status.REJECTED)).isEqualTo(1);
        assertThat(count(Status.SKIPPED)).isEqualTo(1);
        robot.type(KeyCode.Z, 3);
        assertThat(answer(robot)).isEqualTo(first);
        assertThat(count(Status.WAITING)).isEqualTo(28);
    }

    @Test
    void lettersTypedIntoTheEditorDecideNothing(FxRobot robot) {
        robot.type(KeyCode.E);
        robot.write(" xa");
        assertThat(count(Status.WAITING)).isEqualTo(28);
        robot.push(KeyCode.SHORTCUT, KeyCode.ENTER);
        assertThat(count(Status.ACCEPTED)).isEqualTo(14);
        assertThat(page.session.library().search("xa", 5)).isNotEmpty();
        robot.type(KeyCode.X);
        assertThat(count(Status.REJECTED)).as("the keys act again after saving").isEqualTo(1);
    }

    @Test
    void buttonsDoWhatTheirKeysDo(FxRobot robot) {
        robot.clickOn("#accept");
        robot.clickOn("#reject");
        assertThat(count(Status.ACCEPTED)).isEqualTo(14);
        assertThat(count(Status.REJECTED)).isEqualTo(1);
        robot.clickOn("#status-undo");
        assertThat(count(Status.REJECTED)).isZero();
    }

    @Test
    void aPhaseWithoutRowsLeadsToTheSources(FxRobot robot) {
        robot.clickOn("#phase-2");
        robot.clickOn("#review-to-sources");
        assertThat(robot.lookup("#sources-page").tryQuery()).isPresent();
    }
}
