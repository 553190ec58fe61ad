package sam.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.library.Library;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.protocol.Objective;
import sam.runs.PhaseRuns;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.ui.Stream;
import sam.workers.EchoHost;
import sam.workers.ModelHost;

class TryViewModelTest {
    @TempDir
    Path folder;

    private ProjectSession session;
    private TryViewModel model;
    private final EchoHost voice = new EchoHost();
    private final SilentDialogs dialogs = new SilentDialogs();

    @BeforeEach
    void open() throws IOException {
        session = project(folder);
        Playing.train(session.project(), 1, "first");
        model = new TryViewModel(session, voice, Background.immediate(), dialogs, Stream.immediate());
        model.shown();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void baseAndTrainedPhasesAreAskedEveryPrompt() {
        assertThat(model.screenProperty().get().hasAnswers()).isFalse();
        model.answerAgain();

        var screen = model.screenProperty().get();
        assertThat(screen.stages()).extracting(ModelState::phase).containsExactly(0, 1);
        assertThat(screen.answers()).hasSize(4);
        assertThat(screen.answers().get(new TryViewModel.Cell(1, 1)))
                .isEqualTo(new TryViewModel.Answer("1 layers: And you?", true, 0));
        assertThat(model.answeringProperty().get()).isFalse();
    }

    @Test
    void answersAreKeptUntilThePhaseIsTrainedAgain() throws IOException {
        model.answerAgain();
        var again = new TryViewModel(session, voice, Background.immediate(), dialogs, Stream.immediate());
        again.shown();
        assertThat(again.screenProperty().get().answers()).hasSize(4);

        Playing.train(session.project(), 1, "other weights");
        session.runsChanged();
        assertThat(again.screenProperty().get().answers())
                .as("only the base's answers still hold")
                .hasSize(2);
    }

    @Test
    void aDeadModelIsSaidAndAskingAgainWorks() {
        voice.refuses = true;
        model.answerAgain();
        assertThat(dialogs.problems).singleElement().asString().contains("process has ended");
        voice.refuses = false;
        model.answerAgain();

        assertThat(model.screenProperty().get().answers()).hasSize(4);
    }

    @Test
    void editedPromptsAreKeptInTheProject() throws IOException {
        model.editPrompts("  One?\n\n Two? \n");

        assertThat(Project.open(folder).content().prompts()).containsExactly("One?", "Two?");
        assertThat(model.screenProperty().get().prompts()).containsExactly("One?", "Two?");
    }

    @Test
    void measuresComeFromTheLastReport() throws IOException {
        var report = PhaseRuns.report(session.project());
        Files.createDirectories(report.getParent());
        Files.writeString(report, """
            {"seconds":1,"measures":[{"phase":1,"id":"i","measure":"Instructions followed","kind":"exact",
             "values":[0.02,0.81]}],"phases":[]}\
            """);
        session.runsChanged();

        assertThat(model.screenProperty().get().measures().measures())
                .singleElement()
                .satisfies(line -> assertThat(line.values()).containsExactly(0.02, 0.81));
    }

    @Test
    void answersThatWereCutOrAreEmptyAreKnownAsSuchAlsoLater() {
        voice.cut = true;
        model.answerAgain();
        var again = new TryViewModel(session, voice, Background.immediate(), dialogs, Stream.immediate());
        again.shown();
        var answer = java.util.Objects.requireNonNull(
                again.screenProperty().get().answers().get(new TryViewModel.Cell(1, 1)));
        assertThat(answer.cutAt()).isEqualTo(4);
        assertThat(AnswerWords.note(answer.text(), true, answer.cutAt())).isEqualTo("Stopped at 4 tokens.");
        assertThat(AnswerWords.note("", true, 0)).isEqualTo("No answer: it ended at once.");
        assertThat(AnswerWords.note("Yes.", true, 0)).isEmpty();

        var chat = new ChatViewModel(session, voice, Background.immediate(), dialogs, Stream.immediate());
        chat.talkWith(ModelState.of(session.project()).getLast());
        chat.send("Hello?");
        assertThat(chat.turnsProperty().get().getLast().note()).isEqualTo("Stopped at 4 tokens.");
    }

    @Test
    void anAnswerKeptByAnEarlierVersionIsReadAsWhole() throws IOException {
        model.answerAgain();
        try (var kept = Files.list(folder.resolve("answers"))) {
            for (var file : kept.toList()) {
                Files.writeString(file, Files.readString(file).replaceAll(",\\s*\"cut_?[aA]t\"\\s*:\\s*\\d+", ""));
                assertThat(Files.readString(file)).doesNotContain("cut");
            }
        }
        session.runsChanged();
        assertThat(model.screenProperty().get().answers())
                .hasSize(4)
                .allSatisfy((_, answer) -> assertThat(answer.cutAt()).isZero());
    }

    @Test
    void measuresArePromisedOnlyWhereTrainingMeasures() throws IOException {
        assertThat(model.screenProperty().get().measured()).isFalse();
        Files.writeString(folder.resolve("measures.json"), "{\"measures\":[]}");
        session.runsChanged();
        assertThat(model.screenProperty().get().measured()).isFalse();
        Files.writeString(folder.resolve("measures.json"), "{\"measures\":[{\"id\":\"i\"}]}");
        session.runsChanged();
        assertThat(model.screenProperty().get().measured()).isTrue();
    }

    @Test
    void theChatRemembersWhatWasSaidAndOvertakesOtherQuestions() {
        var chat = new ChatViewModel(session, voice, Background.immediate(), dialogs, Stream.immediate());
        chat.talkWith(ModelState.of(session.project()).getLast());
        chat.send("Hello?");
        chat.send("And now?");

        assertThat(chat.turnsProperty().get())
                .extracting(ChatViewModel.Turn::text)
                .containsExactly("Hello?", "1 layers: Hello?", "And now?", "1 layers: And now?");
        assertThat(voice.asked.getLast().messages()).hasSize(3);
        assertThat(voice.asked).as("a person waits for it").allMatch(ModelHost.Question::urgent);
        assertThat(chat.speedProperty().get()).contains("8 a second");
        chat.startAnew();
        assertThat(chat.turnsProperty().get()).isEmpty();
    }

    static ProjectSession project(Path folder) throws IOException {
        var phases = List.of(
                new Project.Phase(1, "Instruction", Objective.SFT, Json.MAPPER.createObjectNode(), Map.of()),
                new Project.Phase(2, "Personality", Objective.SFT, Json.MAPPER.createObjectNode(), Map.of()));
        var project = new Project(
                folder,
                new Project.Content("Test", folder.resolve("base").toString(), List.of("Hello?", "And you?"), phases));
        project.save();
        // where a base is, nothing of which these tests read
        Files.writeString(Files.createDirectories(project.base()).resolve("config.json"), "{}");
        return new ProjectSession(project, Library.open(project.library(), InstantSource.system()));
    }
}
