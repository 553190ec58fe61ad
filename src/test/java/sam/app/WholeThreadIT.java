package sam.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import sam.durable.Json;
import sam.library.Library;
import sam.project.Project;
import sam.protocol.RunFolder;
import sam.workers.WorkerProcess;

/// From the first start to a trained and tried SAM, through the real window with a real worker: what a newcomer does.
class WholeThreadIT {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final List<String> PROPERTIES = List.of("sam.home", "sam.assets", "sam.threads");

    @TempDir
    private Path folder;

    private final FxRobot robot = new FxRobot();

    @AfterEach
    void closeTheWindow() throws Exception {
        FxToolkit.cleanupStages();
        PROPERTIES.forEach(System::clearProperty);
    }

    @Test
    void aNewcomerReviewsPairsTrainsAllFourPhasesAndTriesThem() throws Exception {
        System.setProperty("sam.home", folder.resolve("home").toString());
        System.setProperty("sam.assets", SmallAssets.in(folder).toString());
        FxToolkit.registerPrimaryStage();
        var app = FxToolkit.setupApplication(WorkbenchApp.class);
        seen("#show-review");
        var project = onlyProject();

        press(KeyCode.DIGIT2);
        seen("#accept");
        robot.type(KeyCode.A);
        await().atMost(LONG).until(() -> text("#status-saved").contains("saved"));

        press(KeyCode.DIGIT3);
        seen("#phase-4");
        robot.clickOn("#phase-4");
        seen("#left-answer");
        robot.type(KeyCode.LEFT);

        press(KeyCode.DIGIT5);
        await().atMost(LONG).until(() -> trainAll().isPresent());
        robot.clickOn(trainAll().orElseThrow());
        var report = project.resolve("runs/chain/report.json");
        await().atMost(LONG).until(() -> Files.exists(report));
        var chain = new RunFolder(project.resolve("runs/chain"));
        await().atMost(LONG).until(() -> !WorkerProcess.isAlive(chain));
        await().atMost(LONG).until(() -> text("#run-life").contains("finished"));
        assertThat(Json.MAPPER.readTree(Files.readAllBytes(report)).path("measures"))
                .hasSizeGreaterThanOrEqualTo(4);

        press(KeyCode.DIGIT6);
        seen("#measures");
        await().atMost(LONG)
                .until(() -> ((Pane) robot.lookup("#answers").query())
                                .getChildrenUnmodifiable()
                                .size()
                        > 1);
        robot.clickOn("#show-chat");
        seen("#chat-question");
        robot.clickOn("#chat-question").write("Hello there");
        robot.type(KeyCode.ENTER);
        await().atMost(LONG)
                .until(() -> ((TextInputControl) robot.lookup("#chat-question").query())
                        .getText()
                        .isEmpty());
        await().atMost(LONG).until(() -> text("#chat-speed").matches("(?s).*\\d.*"));

        app.stop();
        try (var library = Library.open(Project.open(project).library(), InstantSource.system())) {
            assertThat(library.counts(1, false).accepted()).isEqualTo(13);
            assertThat(library.habits().pairs()).isEqualTo(1);
        }
    }

    private Path onlyProject() throws Exception {
        try (var tree = Files.walk(folder.resolve("home"))) {
            return tree.filter(path -> path.endsWith("project.json"))
                    .findFirst()
                    .orElseThrow()
                    .getParent();
        }
    }

    private void press(KeyCode digit) {
        robot.press(KeyCode.SHORTCUT).type(digit).release(KeyCode.SHORTCUT);
    }

    private void seen(String query) {
        await().atMost(LONG)
                .until(() ->
                        !robot.lookup(query).match(Node::isVisible).queryAll().isEmpty());
    }

    /// The empty page's big button, or the one in the head of a page with runs.
    private Optional<Node> trainAll() {
        return robot
                .lookup((Node node) -> Set.of("train-all-first", "train-all").contains(String.valueOf(node.getId())))
                .match(Node::isVisible)
                .queryAll()
                .stream()
                .findFirst();
    }

    private String text(String query) {
        return robot.lookup(query)
                .tryQueryAs(Labeled.class)
                .map(Labeled::getText)
                .orElse("");
    }
}
