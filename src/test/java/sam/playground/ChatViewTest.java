package sam.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import sam.project.ProjectSession;
import sam.protocol.ChatTurn;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.ui.Stream;
import sam.ui.Theme;
import sam.ui.TintedText;
import sam.workers.EchoHost;

@ExtendWith(ApplicationExtension.class)
class ChatViewTest {
    @TempDir
    static Path folder;

    private ProjectSession session;
    private ChatViewModel model;
    private final EchoHost voice = new EchoHost();
    private final SilentDialogs dialogs = new SilentDialogs();

    @Start
    void start(javafx.stage.Stage stage) throws Exception {
        session = TryViewModelTest.project(Files.createTempDirectory(folder, "project"));
        Playing.train(session.project(), 1, "weights");
        model = new ChatViewModel(session, voice, Background.immediate(), dialogs, Stream.immediate());
        var view = new ChatView(model);
        view.offer(ModelState.of(session.project()), true);
        var scene = new Scene((javafx.scene.Parent) view.node(), 900, 600);
        Theme.LIGHT.apply();
        Theme.dress(scene.getStylesheets());
        stage.setScene(scene);
        stage.show();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void theNewestSamAnswersUnlessAnotherIsChosen(FxRobot robot) {
        ask(robot, "Hello");
        assertThat(said(robot)).containsExactly("Hello", "1 layers: Hello");

        ComboBox<ModelState> stages = robot.lookup("#chat-stage").queryComboBox();
        robot.interact(() -> stages.setValue(stages.getItems().getFirst()));
        ask(robot, "And you?");
        assertThat(said(robot)).endsWith("And you?", "0 layers: And you?");
    }

    @Test
    void theWholeConversationGoesWithEachQuestion(FxRobot robot) {
        ask(robot, "Hello");
        ask(robot, "Again");

        assertThat(voice.asked.getLast().messages())
                .containsExactly(
                        new ChatTurn("user", "Hello"),
                        new ChatTurn("assistant", "1 layers: Hello"),
                        new ChatTurn("user", "Again"));
    }

    @Test
    void shiftEnterBreaksTheLineAndNothingIsSent(FxRobot robot) {
        robot.clickOn("#chat-question").write("One");
        robot.press(KeyCode.SHIFT, KeyCode.ENTER).release(KeyCode.ENTER, KeyCode.SHIFT);

        assertThat(voice.asked).isEmpty();
        robot.clickOn("#send");
        assertThat(voice.asked).hasSize(1);
        assertThat(robot.lookup("#chat-question").queryAs(TextArea.class).getText())
                .isEmpty();
    }

    @Test
    void aBlankQuestionIsNotSent(FxRobot robot) {
        ask(robot, "   ");

        assertThat(voice.asked).isEmpty();
        assertThat(robot.lookup("#chat-turns .turn").queryAll()).isEmpty();
    }

    @Test
    void theSpeedStandsBesideTheChooserAndANewChatForgetsBoth(FxRobot robot) {
        ask(robot, "Hello");
        assertThat(robot.lookup("#chat-speed").queryAs(Label.class).getText()).contains("8");

        robot.clickOn("#new-chat");
        assertThat(robot.lookup("#chat-speed").queryAs(Label.class).getText()).isEmpty();
        assertThat(robot.lookup("#chat-turns .turn").queryAll()).isEmpty();
    }

    @Test
    void whatWentWrongIsSaidAndTheQuestionStays(FxRobot robot) {
        voice.refuses = true;
        ask(robot, "Hello");

        assertThat(dialogs.problems).hasSize(1);
        assertThat(said(robot)).first().isEqualTo("Hello");
        assertThat(robot.lookup("#send").queryAs(Button.class).isDisabled()).isFalse();

        voice.refuses = false;
        ask(robot, "Once more");
        assertThat(said(robot)).endsWith("1 layers: Once more");
    }

    private static void ask(FxRobot robot, String question) {
        robot.clickOn("#chat-question").write(question);
        robot.press(KeyCode.ENTER).release(KeyCode.ENTER);
    }

    private static List<String> said(FxRobot robot) {
        return robot.lookup("#chat-turns .turn").queryAllAs(TintedText.class).stream()
                .map(TintedText::text)
                .toList();
    }
}
