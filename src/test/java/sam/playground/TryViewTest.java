package sam.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.GridPane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import sam.durable.AtomicFiles;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.ui.Stream;
import sam.ui.Theme;
import sam.ui.TintedText;
import sam.workers.EchoHost;

@ExtendWith(ApplicationExtension.class)
class TryViewTest {
    @TempDir
    static Path folder;

    private ProjectSession session;
    private final EchoHost voice = new EchoHost();

    @Start
    void start(javafx.stage.Stage stage) throws Exception {
        session = TryViewModelTest.project(Files.createTempDirectory(folder, "project"));
        Playing.train(session.project(), 1, "weights");
        var dialogs = new SilentDialogs();
        var model = new TryViewModel(session, voice, Background.immediate(), dialogs, Stream.immediate());
        var chat = new ChatViewModel(session, voice, Background.immediate(), dialogs, Stream.immediate());
        var view = new TryView(model, chat, new Label("export"));
        Theme.DARK.apply();
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
    void answeringFillsAColumnForEveryState(FxRobot robot) {
        robot.clickOn("#answer-first");

        assertThat(robot.lookup("#answers .answer").queryAll()).hasSize(2);
        assertThat(robot.lookup("#answers").query().lookupAll(".answer-row")).hasSize(2);
    }

    @Test
    void beforeAnythingWasAskedThePageOffersToAskAndDrawsNoEmptyColumns(FxRobot robot) {
        assertThat(robot.lookup("#no-answers").query().isVisible()).isTrue();
        assertThat(robot.lookup("#answer-again").query().isVisible()).isFalse();
        assertThat(robot.lookup("#answers .answer-row").queryAllAs(GridPane.class))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.getColumnConstraints()).hasSize(1));

        robot.clickOn("#answer-first");
        assertThat(robot.lookup("#no-answers").tryQuery()).isEmpty();
        assertThat(robot.lookup("#answer-again").query().isVisible()).isTrue();
    }

    @Test
    void aPhaseThatWasTrainedSinceIsSaidNotToHaveBeenAsked(FxRobot robot) throws Exception {
        robot.clickOn("#answer-first");
        Playing.train(session.project(), 2, "newer");
        robot.interact(session::runsChanged);

        assertThat(robot.lookup("#answers .quiet").queryAll().stream()
                        .filter(TintedText.class::isInstance)
                        .map(node -> ((TintedText) node).text()))
                .containsExactly("not asked yet", "not asked yet");
    }

    @Test
    void withoutItsBaseNothingCanBeAsked(FxRobot robot) throws Exception {
        AtomicFiles.deleteTree(session.project().base());
        robot.interact(session::runsChanged);

        assertThat(robot.lookup("#answer-first").query().isDisabled()).isTrue();
        robot.clickOn("#show-chat");
        assertThat(robot.lookup("#send").query().isDisabled()).isTrue();
        robot.clickOn("#chat-question").write("Hello").type(KeyCode.ENTER);
        assertThat(robot.lookup("#chat-question").queryAs(TextArea.class).getText())
                .as("what was typed is still there")
                .isEqualTo("Hello");
    }

    @Test
    void enterSendsAndTheAnswerStandsBelow(FxRobot robot) {
        robot.clickOn("#show-chat")
                .clickOn("#chat-question")
                .write("Hello")
                .press(KeyCode.ENTER)
                .release(KeyCode.ENTER);

        var turns = robot.lookup("#chat-turns .turn").queryAllAs(TintedText.class);
        assertThat(turns).extracting(TintedText::text).containsExactly("Hello", "1 layers: Hello");
        assertThat(robot.lookup("#chat-question").queryAs(TextArea.class).getText())
                .isEmpty();
    }

    @Test
    void promptsAreEditedInPlace(FxRobot robot) {
        robot.clickOn("#edit-prompts");
        robot.interact(() -> robot.lookup("#prompts").queryAs(TextArea.class).setText("Only one?"));
        robot.clickOn("#save-prompts");

        assertThat(session.project().content().prompts()).containsExactly("Only one?");
        assertThat(robot.lookup("#answers").tryQuery()).isPresent();
    }
}
