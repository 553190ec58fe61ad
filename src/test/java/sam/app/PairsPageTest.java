package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import sam.library.Example;
import sam.ui.TintedText;

@ExtendWith(ApplicationExtension.class)
class PairsPageTest {
    @TempDir
    static Path folder;

    private PageStage page;

    @Start
    void start(Stage stage) throws IOException {
        page = new PageStage(stage, folder.resolve(Long.toString(System.nanoTime())), Page.PAIRS, 4);
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static TintedText pane(FxRobot robot, String id) {
        return robot.lookup(id).queryAs(TintedText.class);
    }

    @Test
    void theArrowChoosesTheTextThatStandsThere(FxRobot robot) {
        var right = pane(robot, "#right-answer").text();

        robot.type(KeyCode.RIGHT);

        var decided = page.session.library().search("", 1).getFirst();
        assertThat(((Example.Preference) decided.example()).chosen()).isEqualTo(right);
        assertThat(page.session.library().counts(4, true).accepted()).isEqualTo(1);
    }

    @Test
    void bothPanesAreEquallyWideAndOnlyDifferencesAreTinted(FxRobot robot) {
        Region left = pane(robot, "#left-answer");
        Region right = pane(robot, "#right-answer");
        assertThat(left.getWidth()).isEqualTo(right.getWidth());
        assertThat(pane(robot, "#left-answer").tints()).isPositive();
        assertThat(robot.lookup(".picked").tryQuery()).isEmpty();
    }

    @Test
    void theChoiceIsColouredWhenItIsRevealed(FxRobot robot) {
        robot.type(KeyCode.DIGIT1);
        assertThat(robot.lookup(".picked").tryQuery()).isEmpty();
        robot.type(KeyCode.R);
        assertThat(robot.lookup(".picked").tryQuery()).isPresent();
        robot.type(KeyCode.R);
        assertThat(robot.lookup(".picked").tryQuery()).isEmpty();
    }

    @Test
    void aPhaseWithoutPairsCountsNone(FxRobot robot) {
        robot.interact(() -> page.session.showPhase(1));
        assertThat(robot.lookup("#pairs-summary").queryAs(Label.class).getText())
                .isEmpty();
    }

    @Test
    void aPairOfOnesOwnIsTypedAndWaits(FxRobot robot) {
        robot.type(KeyCode.N);
        robot.write("How many?");
        robot.clickOn("#new-pair-first").write("One.");
        robot.clickOn("#new-pair-second").write("Two.");
        robot.clickOn("#add-pair");
        assertThat(page.session.library().counts(4, true).waiting()).isEqualTo(41);
        assertThat(robot.lookup("#left-answer").tryQuery()).isPresent();
    }
}
