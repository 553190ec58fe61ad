package sam.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Button;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import sam.jobs.Job;

@ExtendWith(ApplicationExtension.class)
class JobsInTheWindowTest {
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
    void aLongWorkIsShownOnEveryPageWithAButtonThatStopsIt(FxRobot robot) {
        assertThat(robot.lookup("#jobs").query().isVisible()).isFalse();
        var asked = new ArrayList<String>();
        var job = new Job[1];
        robot.interact(() -> job[0] = page.jobs.begin("Download of acme/tiny", "", () -> asked.add("stop")));
        robot.interact(() -> job[0].at("3 of 7 MB", 0.4, "2 MB/s", 2));
        for (var each : List.of(Page.REVIEW, Page.TRAIN, Page.SETTINGS)) {
            robot.interact(() -> page.window.show(each));
            assertThat(robot.lookup("Download of acme/tiny").tryQuery())
                    .as("on %s", each)
                    .isPresent();
        }
        assertThat(robot.lookup("40 % · 3 of 7 MB · 2 MB/s · 2 s left").tryQuery())
                .isPresent();
        robot.interact(() -> robot.lookup("#jobs .button").queryAllAs(Button.class).stream()
                .filter(button -> button.isVisible() && button.getParent().isVisible())
                .forEach(Button::fire));
        assertThat(asked).containsExactly("stop");
        robot.interact(() -> job[0].stopped("What came is kept."));
        assertThat(robot.lookup("#jobs").query().isVisible()).isFalse();
    }

    @Test
    void anImportIsOneOfThemAndSaysWhatCameOfIt(FxRobot robot) throws IOException {
        var told = new ArrayList<Job>();
        robot.interact(() -> page.jobs.onEnded(told::add));
        var file = Files.writeString(folder.resolve("two.jsonl"), """
            {"instruction": "Name a fruit.", "output": "A quince."}
            {"instruction": "Name another.", "output": "A medlar."}
            """);
        robot.interact(() -> page.bench.sources().importFiles(List.of(file)));
        await().atMost(Duration.ofSeconds(20)).until(() -> !told.isEmpty());

        assertThat(told).hasSize(1);
        assertThat(told.getFirst().title()).isEqualTo("Import of two.jsonl");
        assertThat(told.getFirst().isOfProject()).isTrue();
        assertThat(told.getFirst().stateProperty().get().words())
                .isEqualTo("2 rows taken, 0 refused, 0 already there.");
    }
}
