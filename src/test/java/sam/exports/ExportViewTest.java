package sam.exports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import sam.durable.Json;
import sam.jobs.Jobs;
import sam.library.Library;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.ui.Theme;
import sam.workers.RunException;

@ExtendWith(ApplicationExtension.class)
class ExportViewTest {
    @TempDir
    static Path folder;

    private ProjectSession session;
    private final SilentDialogs dialogs = new SilentDialogs();
    private boolean fails;
    private boolean leftForTraining;

    @Start
    void start(Stage stage) throws Exception {
        var place = Files.createTempDirectory(folder, "project");
        var phases = List.of(
                new Project.Phase(1, "Instruction", Objective.SFT, Json.MAPPER.createObjectNode(), Map.of()),
                new Project.Phase(2, "Personality", Objective.SFT, Json.MAPPER.createObjectNode(), Map.of()));
        var project = new Project(
                place, new Project.Content("Test", place.resolve("base").toString(), List.of(), phases));
        project.save();
        session = new ProjectSession(project, Library.open(project.library(), InstantSource.system()));
        var view = new ExportView(
                new ExportViewModel(session, this::export, Background.immediate(), dialogs, new Jobs()),
                () -> leftForTraining = true);
        var scene = new Scene((Parent) view.node(), 900, 500);
        Theme.DARK.apply();
        Theme.dress(scene.getStylesheets());
        stage.setScene(scene);
        stage.show();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void beforeAnythingIsTrainedThePageSaysWhatToDo(FxRobot robot) {
        assertThat(robot.lookup("#export-empty").tryQuery()).isPresent();
        assertThat(robot.lookup("#export-now").tryQuery()).isEmpty();
        robot.clickOn("#export-to-train");
        assertThat(leftForTraining).isTrue();
    }

    @Test
    void oneClickExportsTheNewestStackAndSaysHowToUseIt(FxRobot robot) throws IOException {
        train(robot, 1, 2);
        robot.clickOn("#export-now");

        var made = session.project().exports().resolve("phase2-peft");
        assertThat(robot.lookup("#export-result").queryAs(Label.class).getText())
                .contains(made.toString());
        assertThat(robot.lookup("#export-use").queryAs(TextField.class).getText())
                .contains(made.toString());
        assertThat(made).isDirectory();
        assertThat(robot.lookup("#export-folder").queryAs(TextField.class).getText())
                .as("the next one would go beside it")
                .endsWith("phase2-peft-2");
    }

    @Test
    void anEarlierStackGoesWhereThePersonSays(FxRobot robot) throws IOException {
        train(robot, 1, 2);
        ComboBox<ExportViewModel.Choice> stacks = robot.lookup("#export-stack").queryComboBox();
        robot.interact(() -> stacks.setValue(stacks.getItems().getFirst()));
        var elsewhere = session.project().folder().resolve("elsewhere");
        dialogs.files.add(elsewhere);
        robot.clickOn("#export-place").clickOn("#export-now");

        assertThat(elsewhere).isDirectory();
        assertThat(robot.lookup("#export-result").queryAs(Label.class).getText())
                .contains(elsewhere.toString());
    }

    @Test
    void aFailedExportIsSaidAndTheButtonWaitsForAnotherTry(FxRobot robot) throws IOException {
        train(robot, 1);
        fails = true;
        robot.clickOn("#export-now");

        assertThat(dialogs.problems).hasSize(1);
        assertThat(robot.lookup("#export-result").query().getParent().isVisible())
                .as("nothing was made")
                .isFalse();
        assertThat(robot.lookup("#export-now").queryAs(Button.class).isDisabled())
                .isFalse();
    }

    private Exporter.Exported export(RunFolder run, ExportFormat format, Path to, Consumer<String> says)
            throws IOException {
        if (fails) {
            throw new RunException("The adapter is of another base. Train it again.");
        }
        Files.createDirectories(to);
        assertThat(format).isEqualTo(ExportFormat.PEFT);
        return new Exporter.Exported(to, 123, "rank 32");
    }

    private void train(FxRobot robot, int... phases) throws IOException {
        for (int phase : phases) {
            var adapter = session.project().run(phase).resolve("adapter");
            Files.createDirectories(adapter);
            Files.writeString(adapter.resolve("adapter_config.json"), "{}");
        }
        robot.interact(session::runsChanged);
    }
}
