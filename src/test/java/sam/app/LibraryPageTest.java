package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import javafx.scene.control.ListView;
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

@ExtendWith(ApplicationExtension.class)
class LibraryPageTest {
    @TempDir
    static Path folder;

    private PageStage page;

    @Start
    void start(Stage stage) throws IOException {
        page = new PageStage(stage, folder.resolve(Long.toString(System.nanoTime())), Page.LIBRARY, 1);
    }

    @AfterEach
    void close() {
        WaitForAsyncUtils.asyncFx(page::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void typingWordsNarrowsTheTableAndABackupIsListed(FxRobot robot) {
        robot.clickOn("#library-search").write("Tarn");
        assertThat(robot.lookup("#library-table")
                        .queryAs(TableView.class)
                        .getItems()
                        .size())
                .isEqualTo(1);
        robot.clickOn("#back-up");
        robot.clickOn("#library-details");
        assertThat(robot.lookup("#backups").queryAs(ListView.class).getItems().size())
                .isEqualTo(1);
    }
}
