package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import sam.project.DemoProject;
import sam.ui.TintedText;

@ExtendWith(ApplicationExtension.class)
class SourcesPageTest {
    @TempDir
    static Path folder;

    private PageStage page;
    private Path own;

    @Start
    void start(Stage stage) throws IOException {
        own = folder.resolve(Long.toString(System.nanoTime()));
        page = new PageStage(stage, own, Page.SOURCES, 1, DemoProject.openEmpty(own.resolve("project")));
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void theFirstStartOffersTheImportAndShowsWhatBecameOfIt(FxRobot robot) throws IOException {
        page.dialogs.files.add(Files.write(
                own.resolve("mine.jsonl"),
                List.of("{\"prompt\":\"One?\",\"completion\":\"Yes.\"}", "nonsense", "{\"prompt\":\"Two?\"}")));

        robot.clickOn("#import-files");

        assertThat(robot.lookup("#source-table .table-cell").queryAllAs(Labeled.class))
                .extracting(Labeled::getText)
                .contains("mine.jsonl");
        robot.clickOn("#sources-details");
        robot.clickOn("#see-refused");
        assertThat(robot.lookup("#refused-table")
                        .queryAs(TableView.class)
                        .getItems()
                        .size())
                .isEqualTo(2);
        assertThat(robot.lookup("#refused-table .table-cell").queryAllAs(Labeled.class))
                .extracting(Labeled::getText)
                .contains("nonsense", "{\"prompt\":\"Two?\"}");
        robot.clickOn("nonsense");
        assertThat(robot.lookup("#refused-row").queryAs(TintedText.class).text())
                .as("why, and the row below it")
                .contains("not JSON")
                .endsWith("nonsense");
        robot.clickOn("#refused-back");
        robot.clickOn("#tier-3");
        assertThat(robot.lookup("#source-table .table-cell").queryAllAs(Labeled.class))
                .extracting(Labeled::getText)
                .contains("Wikipedia extracts")
                .doesNotContain("mine.jsonl");
    }

    @Test
    void whatWasImportedIsReviewedInItsPhase(FxRobot robot) throws IOException {
        page.dialogs.files.add(Files.write(
                own.resolve("sums.jsonl"), List.of("{\"question\":\"2 + 2?\",\"answer\":\"It is 4.\\n#### 4\"}")));

        robot.clickOn("#import-files").clickOn("#sources-details").clickOn("#review-new");

        assertThat(robot.lookup("#review-page").tryQuery()).isPresent();
        assertThat(page.session.phase()).isEqualTo(3);
    }
}
