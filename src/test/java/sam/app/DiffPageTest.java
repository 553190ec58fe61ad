package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
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
import sam.library.Example;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.library.Tier;
import sam.project.DemoProject;
import sam.project.ProjectSession;
import sam.rows.Message;
import sam.ui.Keyboard;

/// Changes to code are read as changes, in Review and in the library.
@ExtendWith(ApplicationExtension.class)
class DiffPageTest {
    private static final String SMALL = """
        --- a/src/Gate.java
        +++ b/src/Gate.java
        @@ -1,3 +1,3 @@
         class Gate {
        -    String word = "מפתח";
        +    String word = "key 鍵 🔑";
         }
        """;

    @TempDir
    static Path folder;

    private PageStage page;
    private Keyboard keys;

    @Start
    void start(Stage stage) throws IOException {
        var own = folder.resolve(Long.toString(System.nanoTime()));
        page = new PageStage(stage, own, Page.REVIEW, 1, changes(own));
        keys = new Keyboard(stage);
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static ProjectSession changes(Path own) throws IOException {
        var session = DemoProject.openEmpty(own.resolve("project"));
        var origin = new Origin("changes", 1, "MIT", Tier.TRAIN_FIRST);
        var large = IntStream.range(0, 5_000)
                .mapToObj(i ->
                        i % 3 == 0 ? "-" + "old(" + i + ")" : "+" + "changed(" + i + ", " + "x".repeat(i % 200) + ")")
                .collect(Collectors.joining("\n"));
        var rows = new ArrayList<NewExample>();
        rows.add(new NewExample(
                1,
                new Example.Diff("Say it in English.", "class Gate {\n    String word = \"מפתח\";\n}", SMALL),
                origin,
                Status.WAITING));
        rows.add(new NewExample(
                1,
                new Example.Diff("Change it all.", "", "--- a/big.py\n+++ b/big.py\n@@ -1,1667 +1,3333 @@\n" + large),
                origin,
                Status.WAITING));
        rows.add(new NewExample(
                4,
                new Example.Preference(
                        List.of(Message.user("Close it afterwards.")),
                        "try (var in = open()) {\n    return in.read();\n}",
                        "var in = open();\nreturn in.read();"),
                origin,
                Status.WAITING));
        session.library().add(rows);
        return session;
    }

    private static long lines(FxRobot robot) {
        return shown(robot, ".diff-number").stream().flatMap(String::lines).count();
    }

    private static List<String> shown(FxRobot robot, String where) {
        return robot.lookup(where).queryAll().stream()
                .filter(Text.class::isInstance)
                .map(node -> ((Text) node).getText())
                .toList();
    }

    @Test
    void aChangeIsShownByFileWithItsLinesNumbered(FxRobot robot) {
        assertThat(shown(robot, ".diff-path")).isEmpty();
        assertThat(robot.lookup(".diff-path").queryAs(Label.class).getText()).isEqualTo("src/Gate.java");
        assertThat(shown(robot, ".diff-number")).containsExactly("1  1", "2   ", "   2", "3  3");
        assertThat(shown(robot, ".diff-code")).anyMatch(text -> text.startsWith("+     String word = \"key"));
        var code = new ArrayList<Double>();
        robot.lookup(".diff-code")
                .<Node>queryAll()
                .forEach(node -> code.add(node.localToScene(0, 0).getY()));
        var numbers = new ArrayList<Double>();
        robot.lookup(".diff-number")
                .<Node>queryAll()
                .forEach(node -> numbers.add(node.localToScene(0, 0).getY()));
        assertThat(numbers)
                .as("a number stands beside its line, whatever letters that has")
                .isEqualTo(code);
        assertThat(page.dialogs.problems).isEmpty();
    }

    @Test
    void whatWasThereBeforeIsAKeyAway(FxRobot robot) {
        assertThat(robot.lookup("#review-before").tryQuery()).isEmpty();
        keys.press(KeyCode.B);
        assertThat(robot.lookup("#review-before").tryQuery()).isPresent();
        keys.press(KeyCode.B);
        assertThat(robot.lookup("#review-before").tryQuery()).isEmpty();
        robot.clickOn("#show-before");
        assertThat(robot.lookup("#review-before").tryQuery()).isPresent();
        keys.press(KeyCode.A);
        assertThat(page.session.library().counts(1, false).accepted())
                .as("the keys go on")
                .isEqualTo(1);
    }

    @Test
    void aLongChangeIsThereAtOnceAndAKeyShowsAllOfIt(FxRobot robot) {
        keys.press(KeyCode.A);
        robot.interact(
                () -> robot.lookup("#review-page").query().getScene().getRoot().layout());
        assertThat(lines(robot)).isEqualTo(400);
        assertThat(robot.lookup("#review-diff-more").tryQuery()).isPresent();
        keys.press(KeyCode.W);
        robot.interact(
                () -> robot.lookup("#review-page").query().getScene().getRoot().layout());
        assertThat(lines(robot)).isEqualTo(5_000);
        assertThat(robot.lookup("#review-diff-more").tryQuery()).isEmpty();
        var place = robot.lookup("#review-diff")
                .query()
                .localToScene(robot.lookup("#review-diff").query().getLayoutBounds());
        assertThat(place.getMaxX()).as("long lines scroll inside").isLessThanOrEqualTo(1100);
    }

    @Test
    void aChangeIsEditedAsItsText(FxRobot robot) {
        keys.press(KeyCode.E);
        assertThat(robot.lookup("#review-editor")
                        .queryAs(TextInputControl.class)
                        .getText())
                .isEqualTo(SMALL);
        keys.press(KeyCode.ESCAPE);
        assertThat(robot.lookup("#review-diff").tryQuery()).isPresent();
    }

    @Test
    void theLibraryShowsAChangeAsAChange(FxRobot robot) {
        robot.interact(() -> page.window.show(Page.LIBRARY));
        var table = robot.lookup("#library-table").queryAs(TableView.class);
        for (int i = 0; i < table.getItems().size(); i++) {
            int row = i;
            robot.interact(() -> table.getSelectionModel().select(row));
            robot.interact(() -> table.getScene().getRoot().layout());
        }
        robot.interact(() -> table.getSelectionModel().clearSelection());
        robot.interact(() -> table.getSelectionModel().select(0));
        assertThat(robot.lookup("#library-row").tryQuery()).isPresent();
        assertThat(page.dialogs.problems).isEmpty();
    }

    @Test
    void answersThatAreCodeAreReadInAFixedFace(FxRobot robot) {
        robot.interact(() -> {
            page.session.showPhase(4);
            page.window.show(Page.PAIRS);
        });
        for (var side : List.of("#left-answer", "#right-answer")) {
            assertThat(robot.lookup(side).query().getStyleClass()).as(side).contains("mono");
        }
    }
}
