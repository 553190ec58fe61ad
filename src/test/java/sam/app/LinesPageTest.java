package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TextInputControl;
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
import sam.library.Example;
import sam.library.SourcedRow;
import sam.ui.Keyboard;

/// Lines are written with the hands on the keys: every key is pressed and typed.
@ExtendWith(ApplicationExtension.class)
class LinesPageTest {
    private static final String SOURCE = "SAM's own lines";

    @TempDir
    static Path folder;

    private Path own;
    private PageStage page;
    private Keyboard keys;

    @Start
    void start(Stage stage) throws IOException {
        own = folder.resolve(Long.toString(System.nanoTime()));
        page = new PageStage(stage, own, Page.LINES, 2);
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

    private static String said(FxRobot robot, String id) {
        return robot.lookup(id).queryAs(Labeled.class).getText();
    }

    private static void focus(FxRobot robot, String id) {
        robot.interact(() -> robot.lookup(id).query().requestFocus());
    }

    private java.util.List<String> rows() {
        return page.session.library().accepted(SOURCE).stream()
                .map(SourcedRow::row)
                .map(row -> String.join("|", row.example().texts()))
                .toList();
    }

    @Test
    void questionTabAnswerAndOneKeyAndTheNextLineBegins(FxRobot robot) {
        keys.type("Who are you?")
                .press(KeyCode.TAB)
                .type("SAM, and glad of it.")
                .shortcut(KeyCode.ENTER);
        keys.type("And where?").press(KeyCode.TAB).type("Here.").shortcut(KeyCode.ENTER);
        assertThat(rows()).containsExactly("And where?|Here.", "Who are you?|SAM, and glad of it.");
        assertThat(written(robot, "#line-question")).isEmpty();
        assertThat(written(robot, "#line-answer")).isEmpty();
        assertThat(robot.lookup("#line-question").query().isFocused()).isTrue();
        assertThat(said(robot, "#lines-summary")).startsWith("2 of 1,000 lines");
        assertThat(robot.lookup("#last-lines")
                        .queryAs(ListView.class)
                        .getItems()
                        .size())
                .isEqualTo(2);
    }

    @Test
    void tabOnAnEmptyQuestionTakesWhatIsSuggested(FxRobot robot) {
        var suggested = said(robot, "#suggestion");
        keys.press(KeyCode.TAB);
        assertThat(written(robot, "#line-question")).isEqualTo(suggested);
        assertThat(robot.lookup("#line-answer").query().isFocused()).isTrue();
        keys.type("Yes.").shortcut(KeyCode.ENTER);
        assertThat(rows()).containsExactly(suggested + "|Yes.");
        assertThat(said(robot, "#suggestion")).isNotEqualTo(suggested);
    }

    @Test
    void anotherSuggestionIsAKeyAwayAndWritesNothing(FxRobot robot) {
        var first = said(robot, "#suggestion");
        keys.shortcut(KeyCode.J);
        assertThat(said(robot, "#suggestion")).isNotEqualTo(first);
        assertThat(written(robot, "#line-question")).isEmpty();
        keys.type("j");
        assertThat(written(robot, "#line-question")).isEqualTo("j");
    }

    @Test
    void aLineIsTakenBackByTheButtonAndByTheKeyOutsideTexts(FxRobot robot) {
        keys.type("One?").press(KeyCode.TAB).type("1.").shortcut(KeyCode.ENTER);
        assertThat(robot.lookup("#undo-line").queryAs(Button.class).getText()).contains("One?");
        robot.clickOn("#undo-line");
        assertThat(rows()).isEmpty();
        assertThat(written(robot, "#line-answer")).isEqualTo("1.");
        focus(robot, "#line-answer");
        keys.shortcut(KeyCode.ENTER);
        assertThat(rows()).hasSize(1);
        focus(robot, "#last-lines");
        robot.push(KeyCode.SHORTCUT, KeyCode.Z);
        assertThat(rows()).isEmpty();
    }

    @Test
    void aKeptLineIsOpenedByEnterChangedAndKept(FxRobot robot) {
        keys.type("One?").press(KeyCode.TAB).type("1.").shortcut(KeyCode.ENTER);
        keys.type("Half");
        robot.interact(() -> robot.lookup("#last-lines")
                .queryAs(ListView.class)
                .getSelectionModel()
                .select(0));
        focus(robot, "#last-lines");
        keys.press(KeyCode.ENTER);
        assertThat(written(robot, "#line-answer")).isEqualTo("1.");
        keys.type(" Or so.").shortcut(KeyCode.ENTER);
        assertThat(rows()).containsExactly("One?|1. Or so.");
        assertThat(written(robot, "#line-question"))
                .as("what was begun comes back")
                .isEqualTo("Half");
    }

    @Test
    void escapeLeavesALineAsItWas(FxRobot robot) {
        keys.type("One?").press(KeyCode.TAB).type("1.").shortcut(KeyCode.ENTER);
        robot.interact(() -> robot.lookup("#last-lines")
                .queryAs(ListView.class)
                .getSelectionModel()
                .select(0));
        focus(robot, "#last-lines");
        keys.press(KeyCode.ENTER).press(KeyCode.ESCAPE);
        assertThat(written(robot, "#line-answer")).isEmpty();
        assertThat(rows()).containsExactly("One?|1.");
    }

    @Test
    void whatIsHalfWrittenIsThereAfterLeavingThePageAndOnTheDisk(FxRobot robot) throws IOException {
        keys.type("Half a qu");
        robot.interact(() -> page.window.show(Page.REVIEW));
        assertThat(Files.readString(own.resolve("project/lines.json"))).contains("Half a qu");
        keys.shortcut(KeyCode.L);
        robot.push(KeyCode.SHORTCUT, KeyCode.SHIFT, KeyCode.L);
        assertThat(written(robot, "#line-question")).isEqualTo("Half a qu");
    }

    @Test
    void theCardIsSavedAsItIsTypedAndPutFirstByAKey(FxRobot robot) throws IOException {
        assertThat(robot.lookup("#with-card").queryAs(ToggleButton.class).isDisabled())
                .as("an empty card")
                .isTrue();
        focus(robot, "#persona-card");
        keys.type("Dry and kind.");
        assertThat(said(robot, "#persona-saved")).isEqualTo("saving…");
        focus(robot, "#line-question");
        assertThat(said(robot, "#persona-saved")).isEqualTo("saved");
        assertThat(Files.readString(own.resolve("project/persona.md"))).isEqualTo("Dry and kind.");
        keys.shortcut(KeyCode.P).type("One?").press(KeyCode.TAB).type("1.").shortcut(KeyCode.ENTER);
        assertThat(rows()).containsExactly("Dry and kind.|One?|1.");
    }

    @Test
    void aDraftFromSamIsCorrectedAndBecomesAPair(FxRobot robot) {
        keys.type("Who are you?").shortcut(KeyCode.D);
        assertThat(written(robot, "#line-answer")).isEqualTo("0 layers: Who are you?");
        assertThat(said(robot, "#line-hint")).contains("As SAM wrote it");
        keys.type(" I am SAM.");
        assertThat(said(robot, "#line-hint")).contains("pair");
        keys.shortcut(KeyCode.ENTER);
        var pairs = new java.util.ArrayList<Example>();
        page.session.library().accepted(4, row -> pairs.add(row.example()));
        assertThat(pairs)
                .anyMatch(pair -> pair instanceof Example.Preference made
                        && made.chosen().endsWith("I am SAM.")
                        && made.rejected().equals("0 layers: Who are you?"));
    }

    @Test
    void withoutTheBaseTheDraftIsOffAndSaysWhy(FxRobot robot) throws IOException {
        Files.delete(own.resolve("project/tiny-base/README.md"));
        robot.interact(() -> page.window.show(Page.REVIEW));
        robot.interact(() -> page.window.show(Page.LINES));
        keys.type("Who are you?");
        assertThat(robot.lookup("#draft-line").query().isDisabled()).isTrue();
        assertThat(said(robot, "#line-hint")).contains("base");
    }

    @Test
    void linesThatRunFromRightToLeftAreWrittenAndListed(FxRobot robot) {
        keys.type("מי אתה?")
                .press(KeyCode.TAB)
                .type("אני סם, שומר המנורה. ".repeat(20))
                .shortcut(KeyCode.ENTER);
        assertThat(rows()).singleElement().asString().startsWith("מי אתה?|אני סם");
        robot.interact(
                () -> robot.lookup("#lines-page").query().getScene().getRoot().layout());
    }

    @Test
    void everyPartIsInsideTheSmallestWindow(FxRobot robot) {
        keys.press(KeyCode.TAB).type("w".repeat(300)).shortcut(KeyCode.ENTER);
        keys.press(KeyCode.TAB).type("half");
        robot.interact(() -> {});
        for (var id : new String[] {
            "#suggestion",
            "#take-suggestion",
            "#another-suggestion",
            "#line-question",
            "#line-answer",
            "#draft-line",
            "#keep-line",
            "#persona-card",
            "#with-card",
            "#last-lines",
            "#undo-line"
        }) {
            Node node = robot.lookup(id).query();
            var place = node.localToScene(node.getLayoutBounds());
            assertThat(place.getMaxX()).as(id).isLessThanOrEqualTo(1100);
            assertThat(place.getMinX()).as(id).isGreaterThanOrEqualTo(168);
            assertThat(place.getMaxY()).as(id).isLessThanOrEqualTo(700);
            assertThat(place.getHeight()).as(id).isGreaterThan(10);
            if (node instanceof Button button && !id.equals("#undo-line")) {
                assertThat(button.getWidth()).as(id).isGreaterThanOrEqualTo(button.prefWidth(-1) - 0.5);
            }
            if (node instanceof Label label) {
                assertThat(label.getHeight()).as(id).isGreaterThanOrEqualTo(label.prefHeight(label.getWidth()) - 0.5);
            }
        }
    }
}
