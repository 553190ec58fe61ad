package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import sam.durable.AtomicFiles;
import sam.project.DemoProject;

@ExtendWith(ApplicationExtension.class)
class NoticesTest {
    @TempDir
    static Path folder;

    private PageStage page;

    @Start
    void start(Stage stage) throws IOException {
        page = new PageStage(stage, folder.resolve(Long.toString(System.nanoTime())), Page.SOURCES, 1);
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void aBaseThatIsGoneIsSaidOnEveryPage(FxRobot robot) throws IOException {
        var banner = robot.lookup("#base-missing").query();
        assertThat(banner.isVisible()).isFalse();
        AtomicFiles.deleteTree(page.session.project().base());
        robot.interact(() -> page.window.show(Page.TRY));
        for (var each : Page.values()) {
            robot.interact(() -> page.window.show(each));
            assertThat(robot.lookup("#base-missing-title")
                            .queryAs(Label.class)
                            .getText()
                            .replace("\u200b", ""))
                    .as("on %s", each)
                    .contains(page.session.project().base().toString());
            assertThat(banner.isVisible()).isTrue();
        }
    }

    @Test
    void withoutItsBaseThePagesOfferNothingThatNeedsIt(FxRobot robot) throws IOException {
        AtomicFiles.deleteTree(page.session.project().base());
        robot.interact(() -> page.window.show(Page.TRY));
        assertThat(robot.lookup("#answer-first").query().isDisabled()).isTrue();
        robot.interact(() -> page.window.show(Page.TRAIN));
        assertThat(robot.lookup("#train-all-first").query().isDisabled()).isTrue();
        robot.interact(() -> page.window.show(Page.PAIRS));
        robot.interact(() -> robot.lookup("#new-pair").queryButton().fire());
        robot.clickOn("#new-pair-prompt").write("Who?");
        assertThat(robot.lookup("#draw-answers").query().isDisabled()).isTrue();
    }

    @Test
    void theWelcomeGoesWhenSomethingIsTrained(FxRobot robot) throws IOException {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
        var data = folder.resolve(Long.toString(System.nanoTime()));
        var session = DemoProject.open(Places.sample(data.toString()));
        robot.interact(
                () -> page = new PageStage((Stage) robot.listWindows().getFirst(), data, Page.SOURCES, 1, session));
        assertThat(robot.lookup("#welcome").query().isVisible()).isTrue();

        robot.interact(session::runsChanged);

        assertThat(robot.lookup("#welcome").query().isVisible()).isFalse();
    }

    @Test
    void aBaseThatWasMovedIsNamedAndTheProjectStandsOnIt(FxRobot robot) throws IOException {
        AtomicFiles.deleteTree(page.session.project().base());
        var moved = folder.resolve("moved");
        if (!Files.exists(moved)) {
            Files.createDirectories(moved);
            for (var name :
                    new String[] {"config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"}) {
                Files.copy(Path.of("assets/base", name), moved.resolve(name));
            }
        }
        page.dialogs.files.add(moved);
        robot.interact(() -> page.window.show(Page.TRY));
        robot.clickOn("#base-missing-folder");

        assertThat(page.session.project().base()).isEqualTo(moved.toAbsolutePath());
        assertThat(robot.lookup("#base-missing").query().isVisible()).isFalse();
        assertThat(page.dialogs.problems).isEmpty();
    }
}
