package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
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

/// In the smallest window everything of the curation pages is inside it, whatever the rows hold.
@ExtendWith(ApplicationExtension.class)
class SmallWindowTest {
    private static final String LONG = "/home/somebody/" + "a-folder-with-a-long-name/".repeat(12) + "rows.jsonl";
    private static final String HEBREW = "שלום עולם ";

    @TempDir
    static Path folder;

    private PageStage page;
    private Keyboard keys;

    @Start
    void start(Stage stage) throws IOException {
        var own = folder.resolve(Long.toString(System.nanoTime()));
        page = new PageStage(stage, own, Page.REVIEW, 1, hard(own));
        keys = new Keyboard(stage);
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static ProjectSession hard(Path own) throws IOException {
        var session = DemoProject.openEmpty(own.resolve("project"));
        var rows = new ArrayList<NewExample>();
        var texts = List.of("w".repeat(3_000), LONG, HEBREW.repeat(80), "a short one", "one\ntwo\n".repeat(200));
        for (int i = 0; i < texts.size(); i++) {
            var text = texts.get(i);
            var origin = new Origin(LONG, 123_456_789 + i, "LicenseRef-" + "x".repeat(90), Tier.TRAIN_FIRST);
            rows.add(new NewExample(1, DemoProject.chat(text, i + text), origin, Status.WAITING));
            var turns = new ArrayList<Message>();
            for (int turn = 0; turn < 4; turn++) {
                turns.add(Message.user(turn + text));
                turns.add(Message.assistant(text + turn));
            }
            turns.add(Message.user("the turn that is answered"));
            rows.add(new NewExample(
                    4,
                    new Example.Preference(turns, i + text + " the better answer", i + text + " the worse answer"),
                    origin,
                    Status.WAITING));
        }
        session.library().add(rows);
        return session;
    }

    @Test
    void everythingOfReviewIsInsideTheWindowWithThePanelFoldedAndUnfolded(FxRobot robot) {
        for (int row = 0; row < 5; row++) {
            for (int folded = 0; folded < 2; folded++) {
                assertInside(robot, "row " + row);
                keys.press(KeyCode.E);
                assertInside(robot, "editing row " + row);
                keys.press(KeyCode.ESCAPE, KeyCode.N);
                assertInside(robot, "noting row " + row);
                keys.type("a note").press(KeyCode.ENTER, KeyCode.DIGIT4, KeyCode.F);
                assertInside(robot, "marked row " + row);
                fold(robot, "#review-details");
            }
            keys.press(KeyCode.A);
        }
        assertInside(robot, "nothing left");
    }

    @Test
    void everythingOfPairsIsInsideTheWindow(FxRobot robot) {
        show(robot, Page.PAIRS, 4);
        for (int row = 0; row < 5; row++) {
            assertInside(robot, "pair " + row);
            keys.press(KeyCode.E);
            assertInside(robot, "editing right of pair " + row);
            keys.press(KeyCode.ESCAPE).shift(KeyCode.E);
            assertInside(robot, "editing left of pair " + row);
            keys.press(KeyCode.ESCAPE, KeyCode.N);
            assertInside(robot, "new pair");
            keys.press(KeyCode.ESCAPE, KeyCode.D, KeyCode.LEFT, KeyCode.R);
            assertInside(robot, "revealed pair " + row);
            keys.press(KeyCode.R);
        }
        assertInside(robot, "nothing left");
    }

    @Test
    void everythingOfLibraryAndSourcesIsInsideTheWindow(FxRobot robot) {
        show(robot, Page.LIBRARY, 1);
        robot.clickOn("#library-table");
        keys.press(KeyCode.HOME, KeyCode.DOWN, KeyCode.DOWN, KeyCode.DOWN);
        assertInside(robot, "library");
        fold(robot, "#library-details");
        assertInside(robot, "library with its panel");
        show(robot, Page.SOURCES, 1);
        assertInside(robot, "sources");
        fold(robot, "#sources-details");
        assertInside(robot, "sources with the panel");
    }

    @Test
    void theTurnThatIsAnsweredIsInViewAndAKeyScrollsBackToTheOthers(FxRobot robot) {
        show(robot, Page.PAIRS, 4);
        var prompt = robot.lookup("#pair-prompt-scroll").queryAs(ScrollPane.class);
        var turns = robot.lookup(".prompt-turn").queryAllAs(Region.class);
        assertThat(turns).hasSize(9);
        var last = turns.stream().reduce((_, each) -> each).orElseThrow();
        assertThat(inScene(last).getMaxY())
                .isBetween(inScene(prompt).getMinY(), inScene(prompt).getMaxY() + 1);
        double before = prompt.getVvalue();
        keys.press(KeyCode.PAGE_UP);
        assertThat(prompt.getVvalue()).isLessThan(before);
        keys.press(KeyCode.PAGE_DOWN, KeyCode.PAGE_DOWN);
        assertThat(prompt.getVvalue()).isEqualTo(1);
    }

    private void show(FxRobot robot, Page wanted, int phase) {
        robot.interact(() -> {
            page.session.showPhase(phase);
            page.window.show(wanted);
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static void fold(FxRobot robot, String id) {
        robot.interact(() -> robot.lookup(id).queryAs(ToggleButton.class).fire());
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static Bounds inScene(Node node) {
        return node.localToScene(node.getLayoutBounds());
    }

    private void assertInside(FxRobot robot, String what) {
        var scene = page.window.node().getScene();
        var outside = new ArrayList<String>();
        robot.interact(() -> {
            var root = (Region) page.window.node();
            root.applyCss();
            root.layout();
            if (root.minWidth(-1) > scene.getWidth()) {
                outside.add("the window wants to be " + root.minWidth(-1) + " wide");
            }
            look(root, scene.getWidth(), scene.getHeight(), outside);
        });
        assertThat(outside).as(what).isEmpty();
    }

    /// What scrolls may reach beyond; all else that is seen lies inside, and a button shows its whole word.
    private static void look(Node node, double width, double height, List<String> outside) {
        if (!node.isVisible() || node.getOpacity() == 0) {
            return;
        }
        var place = node.localToScene(node.getLayoutBounds());
        boolean empty = place.getWidth() <= 0 || place.getHeight() <= 0;
        boolean inside = place.getMinX() > -1
                && place.getMaxX() < width + 1
                && place.getMinY() > -1
                && place.getMaxY() < height + 1;
        if (!empty && !inside && node instanceof Region) {
            outside.add("%s at %s".formatted(node, place));
            return;
        }
        if (node instanceof ButtonBase button) {
            for (var part : button.getChildrenUnmodifiable()) {
                if (part instanceof Text text && !text.getText().equals(button.getText())) {
                    outside.add("the button “%s” shows “%s”".formatted(button.getText(), text.getText()));
                }
            }
        }
        if (node instanceof ScrollPane || node.getStyleClass().contains("table-view")) {
            return;
        }
        if (node instanceof javafx.scene.Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> look(child, width, height, outside));
        }
    }
}
