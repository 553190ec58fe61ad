package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
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
import sam.ui.Command;

@ExtendWith(ApplicationExtension.class)
class FinderTest {
    @TempDir
    static Path folder;

    private PageStage page;

    @Start
    void start(Stage stage) throws IOException {
        page = new PageStage(stage, folder.resolve(Long.toString(System.nanoTime())), Page.REVIEW, 3);
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void aFewLettersAndEnterLeadToAPage(FxRobot robot) {
        find(robot, "libr");
        assertThat(robot.lookup("#library-page").tryQuery()).isPresent();
        assertThat(robot.lookup("#finder-layer").query().isVisible()).isFalse();
    }

    @Test
    void aPhaseIsFoundByItsName(FxRobot robot) {
        find(robot, "personality");
        assertThat(page.session.phase()).isEqualTo(2);
    }

    @Test
    void aSettingIsFoundAndHasTheFocus(FxRobot robot) {
        find(robot, "threads");
        assertThat(robot.lookup("#settings-page").tryQuery()).isPresent();
        assertThat(robot.lookup("#threads").query().isFocused()).isTrue();
    }

    @Test
    void whatThePageInFrontCanDoIsDone(FxRobot robot) {
        long before = accepted();
        find(robot, "accept");
        assertThat(accepted()).isEqualTo(before + 1);
    }

    @Test
    void aRunOpensOnTheTrainPage(FxRobot robot) throws IOException {
        var run = Files.createDirectories(page.session.project().run(2));
        Files.writeString(run.resolve("job.json"), "{}");
        find(robot, "phase2 run");
        assertThat(robot.lookup("#train-page").tryQuery()).isPresent();
        assertThat(page.session.phase()).isEqualTo(2);
    }

    @Test
    void wordsThatNameNothingAreLookedForInTheRows(FxRobot robot) {
        find(robot, "quilt");
        assertThat(robot.lookup("#library-search").queryAs(TextField.class).getText())
                .isEqualTo("quilt");
    }

    @Test
    void everyCommandOfEveryPageIsFound(FxRobot robot) {
        var commands = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("sam").stream()
                        .filter(c -> c.isEnum() && c.isAssignableTo(Command.class))
                        .flatMap(c -> Stream.of(c.reflect().getEnumConstants()))
                        .map(Command.class::cast)
                        .filter(command -> command != WindowCommand.FIND
                                && !command.textKey().startsWith("app.phase-"))
                        .toList();
        for (var command : commands) {
            open(robot);
            robot.interact(() -> robot.lookup("#finder").queryTextInputControl().setText(command.text()));
            ListView<Finder.Thing> found = robot.lookup("#finder-found").queryListView();
            assertThat(found.getItems())
                    .as(command.text())
                    .anyMatch(thing -> thing.name().startsWith(command.text()));
            robot.push(KeyCode.ESCAPE);
        }
    }

    @Test
    void whatAPageOffersAsAButtonIsFoundAndDone(FxRobot robot) {
        robot.clickOn("#show-try");
        find(robot, "edit prompts");
        assertThat(robot.lookup("#prompts").query().isFocused()).isTrue();
    }

    @Test
    void escapeLeavesEverythingAsItWas(FxRobot robot) {
        long before = accepted();
        open(robot);
        robot.write("lib").press(KeyCode.ESCAPE).release(KeyCode.ESCAPE);
        assertThat(robot.lookup("#review-page").tryQuery()).isPresent();
        assertThat(robot.lookup("#finder-layer").query().isVisible()).isFalse();
        robot.push(KeyCode.A);
        assertThat(accepted()).as("the page has its keys again").isEqualTo(before + 1);
    }

    @Test
    void theArrowsGoRoundTheList(FxRobot robot) {
        open(robot);
        robot.write("page");
        ListView<?> found = robot.lookup("#finder-found").queryListView();
        assertThat(found.getItems()).hasSizeGreaterThan(2);
        robot.push(KeyCode.DOWN);
        assertThat(found.getSelectionModel().getSelectedIndex()).isEqualTo(1);
        robot.push(KeyCode.UP).push(KeyCode.UP);
        assertThat(found.getSelectionModel().getSelectedIndex())
                .isEqualTo(found.getItems().size() - 1);
    }

    @Test
    void twoLettersOfANameBringThatPageAlone(FxRobot robot) {
        open(robot);
        robot.write("pa");
        ListView<Finder.Thing> found = robot.lookup("#finder-found").queryListView();
        assertThat(found.getItems()).extracting(Finder.Thing::name).doesNotContain("Sources", "Review");
        assertThat(found.getItems().getFirst().name()).isEqualTo("Pairs");
    }

    private long accepted() {
        return page.session.library().counts(3, false).accepted();
    }

    private static void find(FxRobot robot, String words) {
        open(robot);
        robot.write(words).press(KeyCode.ENTER).release(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static void open(FxRobot robot) {
        robot.push(KeyCode.SHORTCUT, KeyCode.K);
        WaitForAsyncUtils.waitForFxEvents();
    }
}
