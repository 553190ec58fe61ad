package sam.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
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
import sam.hub.Fetch;
import sam.hub.Hub;
import sam.hub.LocalHub;
import sam.hub.SuitedBase;
import sam.jobs.Jobs;
import sam.project.NewProject;
import sam.project.Project;
import sam.ui.Background;
import sam.ui.FxBackground;
import sam.ui.SilentDialogs;
import sam.ui.Spoken;
import sam.ui.Theme;

/// The window that gets a model, against a server that speaks the hub's shapes.
@ExtendWith(ApplicationExtension.class)
class GetModelViewTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long BUDGET = 1_500_000_000L;

    @TempDir
    static Path folder;

    private final FxBackground background = FxBackground.manyAtOnce();
    private final List<Path> used = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private LocalHub hub;
    private Path home;
    private final Jobs jobs = new Jobs();
    private GetModelViewModel model;
    private Stage stage;

    @Start
    void start(Stage stage) throws IOException {
        this.stage = stage;
        home = Files.createTempDirectory(folder, "home");
        hub = new LocalHub().withModel(3 << 20);
        environment.put("HF_ENDPOINT", hub.address());
        model = new GetModelViewModel(
                () -> new Fetch(Hub.of(environment, CLOCK), CLOCK),
                home.resolve("models"),
                () -> BUDGET,
                background,
                jobs);
        var view = new GetModelView(model, used::add);
        Theme.LIGHT.apply();
        var scene = new Scene(view.node(), 900, 680);
        Theme.dress(scene.getStylesheets());
        stage.setScene(scene);
        stage.show();
    }

    @AfterEach
    void close() {
        model.stop();
        background.close();
        hub.close();
    }

    @Test
    void theShortListSaysWhatEachBaseCostsAndAClickNamesIt(FxRobot robot) {
        var table = robot.lookup("#get-model-table").<TableView<SuitedBase>>query();
        assertThat(table.getItems()).isEqualTo(SuitedBase.all());
        assertThat(robot.lookup("#get-model-get").queryButton().isDisabled()).isTrue();

        robot.interact(() -> table.getSelectionModel().select(0));
        assertThat(robot.lookup("#get-model-id").queryAs(TextField.class).getText())
                .isEqualTo("HuggingFaceTB/SmolLM2-135M-Instruct");
        assertThat(words(robot))
                .contains("269 MB to download")
                .contains(Spoken.bytes(table.getItems().getFirst().trainingBytes()) + " of memory to train it");
        assertThat(robot.lookup("#get-model-get").queryButton().isDisabled()).isFalse();

        var gated =
                SuitedBase.all().stream().filter(SuitedBase::gated).findFirst().orElseThrow();
        robot.interact(() -> table.getSelectionModel().select(gated));
        assertThat(words(robot)).contains(gated.id() + " is gated").contains("HF_TOKEN");
        assertThat(model.fits(gated)).isFalse();
    }

    @Test
    void aModelComesWithProgressIsStoppedGoneOnWithAndOfferedForAProject(FxRobot robot) throws Exception {
        hub.slowly(40);
        write(robot, "acme/tiny");
        robot.clickOn("#get-model-get");
        await().atMost(LONG).until(() -> screen().fraction() > 0.15);
        assertThat(isShown(robot, "#get-model-get")).isFalse();
        assertThat(robot.lookup("#get-model-id").query().isDisabled()).isTrue();

        robot.clickOn("#get-model-stop");
        await().atMost(Duration.ofSeconds(10)).until(() -> screen().life() == GetModelViewModel.Life.STOPPED);
        assertThat(words(robot))
                .isEqualTo("Stopped. What was downloaded is kept, and the download can continue from there.");
        assertThat(robot.lookup("#get-model-get").queryAs(Button.class).getText())
                .isEqualTo("Continue");
        assertThat(place()).doesNotExist();

        hub.slowly(0);
        robot.clickOn("#get-model-get");
        await().atMost(LONG).until(() -> screen().life() == GetModelViewModel.Life.DONE);
        assertThat(hub.rangesOf("model.safetensors"))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("bytes=");
        assertThat(Files.readAllBytes(place().resolve("model.safetensors")))
                .isEqualTo(hub.content("model.safetensors"));
        assertThat(words(robot)).startsWith("acme/tiny is here: ").endsWith("every hash checked.");

        robot.clickOn("#get-model-use");
        assertThat(used).containsExactly(place());
    }

    @Test
    void aStopAlsoEndsAPauseThatTheServerAskedFor(FxRobot robot) {
        hub.troubled("main", new LocalHub.Trouble.Status(503, "300"));
        write(robot, "acme/tiny");
        robot.clickOn("#get-model-get");
        await().atMost(LONG).until(() -> screen().words().contains("trying again in 300 s"));

        robot.clickOn("#get-model-stop");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(screen().life()).isEqualTo(GetModelViewModel.Life.STOPPED));
    }

    @Test
    void whatGoesWrongIsASentenceOfTheWindow(FxRobot robot) {
        assertThat(fault(robot, "tiny")).contains("Write ORG/NAME");
        assertThat(fault(robot, "acme/none")).startsWith("There is no model acme/none on ");
        hub.without("model.safetensors").with("tiny-q4_0.gguf", new byte[] {1, 2, 3});
        assertThat(fault(robot, "acme/tiny"))
                .isEqualTo("acme/tiny holds GGUF files. Write one of them beside the name: tiny-q4_0.gguf.");
        robot.interact(
                () -> robot.lookup("#get-model-file").queryAs(TextField.class).setText("tiny-q4_0.gguf"));
        robot.clickOn("#get-model-get");
        await().atMost(LONG).until(() -> screen().life() == GetModelViewModel.Life.DONE);
        assertThat(screen().model()).isNotNull().hasFileName("tiny-q4_0.gguf");
    }

    @Test
    void aModelThatIsNotOpenNeedsTheTokenThatFetchTakes(FxRobot robot) {
        hub.openOnlyFor("hf_0123456789secret");
        assertThat(fault(robot, "acme/tiny")).contains("is not open to you").contains("set HF_TOKEN");

        environment.put("HF_TOKEN", "hf_0123456789secret");
        robot.clickOn("#get-model-get");
        await().atMost(LONG).until(() -> screen().life() == GetModelViewModel.Life.DONE);
    }

    @Test
    void theNewProjectStandsOnTheModelThatCameAndSendsThoseWithoutOneHere(FxRobot robot) throws Exception {
        for (var name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            hub.with(name, Files.readAllBytes(Path.of("assets/base", name)));
        }
        fetched(robot);

        var asked = new ArrayList<String>();
        var around = around(home.resolve("projects"), () -> asked.add("model"));
        var made = new AtomicReference<Optional<Path>>();
        Platform.runLater(() -> made.set(NewProjectView.ask(around, null)));
        await().atMost(LONG)
                .until(() -> robot.lookup("#new-project-name")
                        .tryQuery()
                        .filter(Node::isFocused)
                        .isPresent());
        robot.clickOn("#new-project-get");
        await().atMost(LONG).until(() -> made.get() != null);
        assertThat(made.get()).isEmpty();
        assertThat(asked).containsExactly("model");

        made.set(null);
        Platform.runLater(() -> made.set(NewProjectView.ask(around, place())));
        await().atMost(LONG)
                .until(() -> robot.lookup("#new-project-verdict").tryQuery().isPresent());
        assertThat(robot.lookup("#new-project-verdict").queryAs(Label.class).getText())
                .startsWith("acme--tiny: Llama, 4 layers of 256, vocabulary 2,048, 7 MB of weights.")
                .contains("It fits: training rows of up to", "of the memory budget of 1.50 GB.");
        robot.clickOn("Create the project");
        await().atMost(LONG).until(() -> made.get() != null);
        assertThat(Project.open(made.get().orElseThrow()).base()).isEqualTo(place());
    }

    @Test
    void noProjectStandsOnAModelThatIsNotWhole(FxRobot robot) {
        fetched(robot);

        var around = around(home, () -> {});
        var made = new AtomicReference<Optional<Path>>();
        Platform.runLater(() -> made.set(NewProjectView.ask(around, place())));
        await().atMost(LONG)
                .until(() -> robot.lookup("#new-project-verdict").tryQuery().isPresent());
        assertThat(words(robot, "#new-project-verdict"))
                .isEqualTo("The model in " + place()
                        + " has no num_hidden_layers in its config.json. Download the model again.");
        assertThat(robot.lookup("Create the project").queryButton().isDisabled())
                .isTrue();
        robot.clickOn("Cancel");
        await().atMost(LONG).until(() -> made.get() != null);
    }

    @Test
    void aNewProjectBeginsAtItsNameSaysWhereItWillBeAndOffersTheBasesThatAreHere(FxRobot robot) throws Exception {
        var projects = home.resolve("projects");
        NewProject.make(projects.resolve("Taken"), "Taken", Path.of("assets/base"));
        var made = new AtomicReference<Optional<Path>>();
        Platform.runLater(() -> made.set(NewProjectView.ask(around(projects, () -> {}), null)));
        await().atMost(LONG)
                .until(() -> robot.lookup("#new-project-name")
                        .tryQuery()
                        .filter(Node::isFocused)
                        .isPresent());

        var name = robot.lookup("#new-project-name").queryTextInputControl();
        assertThat(name.getSelectedText())
                .as("typing replaces what is suggested")
                .isEqualTo(name.getText());
        robot.interact(() -> name.setText("Taken"));
        assertThat(words(robot, "#new-project-where"))
                .isEqualTo(projects.resolve("Taken") + " holds a project already. Choose another name.");
        assertThat(robot.lookup("Create the project").queryButton().isDisabled())
                .isTrue();
        robot.interact(() -> name.setText("Taken too"));
        assertThat(words(robot, "#new-project-where")).isEqualTo("It will be in " + projects.resolve("Taken too"));
        ComboBox<BaseChoice> bases = robot.lookup("#new-project-bases").queryComboBox();
        assertThat(bases.getItems())
                .extracting(choice -> choice.base().getFileName().toString())
                .contains("base");
        robot.interact(() -> bases.getSelectionModel().selectFirst());
        assertThat(words(robot, "#new-project-verdict")).contains("It fits");
        robot.clickOn("Create the project");
        await().atMost(LONG).until(() -> made.get() != null);
        assertThat(Project.open(made.get().orElseThrow()).content().name()).isEqualTo("Taken too");
    }

    @Test
    void escapeClosesTheNewProject(FxRobot robot) {
        var made = new AtomicReference<Optional<Path>>();
        Platform.runLater(() -> made.set(NewProjectView.ask(around(home, () -> {}), null)));
        await().atMost(LONG)
                .until(() -> robot.lookup("#new-project-name")
                        .tryQuery()
                        .filter(Node::isFocused)
                        .isPresent());
        robot.press(KeyCode.ESCAPE).release(KeyCode.ESCAPE);
        await().atMost(LONG).until(() -> made.get() != null);
        assertThat(made.get()).isEmpty();
    }

    private NewProjectView.Around around(Path projects, Runnable getModel) {
        return new NewProjectView.Around(
                stage,
                new SilentDialogs(),
                Background.immediate(),
                projects,
                BaseChoice.here(home.resolve("models")),
                BUDGET,
                getModel);
    }

    /// What a label says, without the places where a line may end.
    private static String words(FxRobot robot, String id) {
        return robot.lookup(id).queryAs(Label.class).getText().replace("\u200b", "");
    }

    @Test
    void aDownloadIsOneOfTheLongWorksOfTheWindow(FxRobot robot) {
        var ended = new ArrayList<String>();
        robot.interact(() -> jobs.onEnded(
                job -> ended.add(job.title() + " " + job.stateProperty().get().life())));
        fetched(robot);
        await().atMost(LONG).until(() -> !ended.isEmpty());
        assertThat(ended).containsExactly("Download of acme/tiny DONE");
        assertThat(jobs.running()).isEmpty();
    }

    private void fetched(FxRobot robot) {
        write(robot, "acme/tiny");
        robot.clickOn("#get-model-get");
        await().atMost(LONG).until(() -> screen().life() == GetModelViewModel.Life.DONE);
    }

    private GetModelViewModel.Screen screen() {
        return model.screenProperty().get();
    }

    private Path place() {
        return home.resolve("models/acme--tiny");
    }

    private String fault(FxRobot robot, String id) {
        write(robot, id);
        robot.clickOn("#get-model-get");
        await().atMost(LONG).until(() -> screen().life() == GetModelViewModel.Life.FAILED);
        return words(robot);
    }

    private static void write(FxRobot robot, String id) {
        robot.interact(
                () -> robot.lookup("#get-model-id").queryAs(TextField.class).setText(id));
    }

    private static String words(FxRobot robot) {
        return robot.lookup("#get-model-words").queryAs(Label.class).getText();
    }

    private static boolean isShown(FxRobot robot, String id) {
        return robot.lookup(id).<Node>query().isVisible();
    }
}
