package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import sam.ui.Keyboard;
import sam.ui.TintedText;

/// A key that opens something to write in is pressed and typed: its letter must not be written there.
@ExtendWith(ApplicationExtension.class)
class CommandTypingTest {
    @TempDir
    static Path folder;

    private PageStage page;
    private Keyboard keys;

    @Start
    void start(Stage stage) throws IOException {
        page = new PageStage(stage, folder.resolve(Long.toString(System.nanoTime())), Page.REVIEW, 1);
        keys = new Keyboard(stage);
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static String written(FxRobot robot, String id) {
        return robot.lookup(id).queryAs(TextInputControl.class).getText();
    }

    private void show(FxRobot robot, Page wanted, int phase) {
        robot.interact(() -> {
            page.session.showPhase(phase);
            page.window.show(wanted);
        });
    }

    @Test
    void editingBeginsWithTheAnswerAsItWas(FxRobot robot) {
        for (int i = 0; i < 12; i++) {
            var answer =
                    robot.lookup("#review-answer").queryAs(TintedText.class).text();
            keys.press(KeyCode.E);
            assertThat(written(robot, "#review-editor")).isEqualTo(answer);
            keys.press(KeyCode.ESCAPE);
            robot.type(KeyCode.E);
            assertThat(written(robot, "#review-editor")).isEqualTo(answer);
            keys.press(KeyCode.ESCAPE, KeyCode.A);
        }
    }

    @Test
    void theFirstLetterOfWhatIsTypedAfterwardsIsKept(FxRobot robot) {
        keys.press(KeyCode.E).type("ee!");
        assertThat(written(robot, "#review-editor")).endsWith("ee!");
    }

    @Test
    void aKeyHeldTooLongWritesNothingEither(FxRobot robot) {
        var answer = robot.lookup("#review-answer").queryAs(TintedText.class).text();
        keys.hold(KeyCode.E, 6);
        assertThat(written(robot, "#review-editor")).isEqualTo(answer);
        keys.type("e");
        assertThat(written(robot, "#review-editor")).isEqualTo(answer + "e");
    }

    @Test
    void aNoteBeginsEmpty(FxRobot robot) {
        keys.press(KeyCode.N);
        assertThat(written(robot, "#note-field")).isEmpty();
        keys.type("nice");
        assertThat(written(robot, "#note-field")).isEqualTo("nice");
    }

    @Test
    void aNewPairBeginsEmpty(FxRobot robot) {
        show(robot, Page.PAIRS, 4);
        keys.press(KeyCode.N);
        assertThat(written(robot, "#new-pair-prompt")).isEmpty();
        keys.type("nn");
        assertThat(written(robot, "#new-pair-prompt")).isEqualTo("nn");
    }

    @Test
    void anAnswerOfAPairIsEditedAsItWas(FxRobot robot) {
        show(robot, Page.PAIRS, 4);
        var right = robot.lookup("#right-answer").queryAs(TintedText.class).text();
        var left = robot.lookup("#left-answer").queryAs(TintedText.class).text();
        keys.press(KeyCode.E);
        assertThat(written(robot, "#pair-editor")).isEqualTo(right);
        keys.press(KeyCode.ESCAPE).shift(KeyCode.E);
        assertThat(written(robot, "#pair-editor")).isEqualTo(left);
    }

    @Test
    void whatTheFinderDoesSpendsNoLetterOfWhatIsTypedNext(FxRobot robot) {
        keys.shortcut(KeyCode.K).type("edit").press(KeyCode.ENTER);
        keys.type("exact");
        assertThat(written(robot, "#review-editor")).endsWith("exact");
    }

    @Test
    void withTheSidePanelFoldedANoteCanBeWrittenAndATagChosen(FxRobot robot) {
        long id = waiting();
        assertThat(robot.lookup("#note").tryQuery()).as("the panel is folded").isEmpty();
        keys.press(KeyCode.N).type("sax").press(KeyCode.ENTER);
        keys.press(KeyCode.T, KeyCode.DOWN, KeyCode.ENTER);
        var remark = page.session.library().remark(id).orElseThrow();
        assertThat(remark.note()).isEqualTo("sax");
        assertThat(remark.tags()).isNotEmpty();
        assertThat(waiting()).as("no letter decided the row").isEqualTo(id);
        assertThat(robot.lookup("#note").tryQuery())
                .as("the panel is folded again")
                .isEmpty();
        keys.press(KeyCode.A);
        assertThat(waiting()).as("keys act on the row again").isNotEqualTo(id);
    }

    @Test
    void whileTheTagMenuIsOpenNoLetterReachesTheRowBehindIt(FxRobot robot) {
        long id = waiting();
        for (var key : "axsefnz15".toCharArray()) {
            keys.press(KeyCode.T).type(Character.toString(key)).press(KeyCode.LEFT, KeyCode.RIGHT, KeyCode.ESCAPE);
        }
        assertThat(waiting()).isEqualTo(id);
        assertThat(page.session.library().remark(id)).isEmpty();
        assertThat(robot.lookup("#review-editor").tryQuery()).isEmpty();
    }

    @Test
    void behindTheFormOfANewPairNoKeyDecides(FxRobot robot) {
        show(robot, Page.PAIRS, 4);
        keys.press(KeyCode.N);
        robot.interact(() -> robot.lookup("#leave-pair").query().requestFocus());
        keys.press(KeyCode.LEFT, KeyCode.DIGIT1, KeyCode.S, KeyCode.RIGHT);
        assertThat(page.session.library().counts(4, true).waiting()).isEqualTo(40);
    }

    @Test
    void aNoteIsKeptForItsRowWhenTheFocusGoesElsewhere(FxRobot robot) {
        long id = waiting();
        keys.press(KeyCode.N).type("half a no");
        robot.clickOn("#accept");
        assertThat(page.session.library().remark(id).orElseThrow().note()).isEqualTo("half a no");
        assertThat(waiting()).isNotEqualTo(id);
        keys.press(KeyCode.X);
        assertThat(page.session.library().counts(1, false).rejected()).isEqualTo(1);
    }

    @Test
    void aClickThatEndsANoteHitsItsButtonHoweverLongItIsHeld(FxRobot robot) {
        long id = waiting();
        keys.press(KeyCode.N).type("held");
        robot.moveTo("#accept").press(MouseButton.PRIMARY);
        robot.sleep(400);
        robot.release(MouseButton.PRIMARY);
        assertThat(page.session.library().remark(id).orElseThrow().note()).isEqualTo("held");
        assertThat(waiting()).isNotEqualTo(id);
    }

    @Test
    void anEditIsLeftByEscapeFromAnywhereAndSavedByItsKey(FxRobot robot) {
        for (var focus : List.of("#save-edit", "#show-plan", "#phase-1", "#find")) {
            keys.press(KeyCode.E).type("x");
            robot.interact(() -> robot.lookup(focus).query().requestFocus());
            keys.press(KeyCode.ESCAPE);
            assertThat(robot.lookup("#review-editor").tryQuery())
                    .as("left from %s", focus)
                    .isEmpty();
        }
        long id = waiting();
        keys.press(KeyCode.E).type("y").shortcut(KeyCode.ENTER);
        assertThat(waiting()).isNotEqualTo(id);
        assertThat(page.session.library().search("xxxxy", 5))
                .as("nothing of it was lost")
                .isNotEmpty();
    }

    @Test
    void thePairOfOnesOwnIsTypedWithTheKeysAlone(FxRobot robot) {
        show(robot, Page.PAIRS, 4);
        keys.press(KeyCode.N).type("How many nights?");
        keys.press(KeyCode.TAB).type("Nine.").press(KeyCode.TAB).type("None.").shortcut(KeyCode.ENTER);
        assertThat(robot.lookup("#pair-prompt .plain-text").queryAs(Text.class).getText())
                .isEqualTo("How many nights?");
        keys.press(KeyCode.Z);
        assertThat(page.session.library().search("nights", 5)).isEmpty();
    }

    @Test
    void aDoubleClickOnASourceOpensItsRowsAndTheKeysAct(FxRobot robot) {
        show(robot, Page.SOURCES, 1);
        robot.doubleClickOn("Stanford Alpaca");
        assertThat(robot.lookup("#review-page").tryQuery()).isPresent();
        assertThat(robot.lookup("only Stanford Alpaca").tryQuery()).isPresent();
        keys.press(KeyCode.A);
        robot.clickOn("#go-on-with-all");
        assertThat(robot.lookup("#review-answer").tryQuery()).isPresent();
        assertThat(page.session.library().counts(1, false).accepted()).isEqualTo(14);
    }

    private long waiting() {
        return page.session.library().waiting(1, false, 1).getFirst().id();
    }
}
