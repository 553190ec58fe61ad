package sam.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.curation.AnswerSource;
import sam.curation.CommitQueue;
import sam.library.Example;
import sam.library.Library;
import sam.library.StoredExample;
import sam.lines.LineDraftsViewModel.State;
import sam.project.DemoProject;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.rows.Message;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.ui.StatusModel;

class LinesViewModelTest {
    private static final String SOURCE = "SAM's own lines";

    @TempDir
    Path folder;

    private final SilentDialogs dialogs = new SilentDialogs();
    private final List<List<Message>> asked = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-27T09:00:00Z");
    private ProjectSession session;
    private CommitQueue commits;
    private LinesViewModel model;
    private String drafted = "I am an assistant. How may I assist you today?";
    private boolean based = true;

    @BeforeEach
    void open() throws IOException {
        session = DemoProject.openEmpty(folder.resolve("project"));
        begin();
    }

    private void begin() {
        commits = new CommitQueue(session, Background.immediate(), new StatusModel(), dialogs);
        var answers = new AnswerSource() {
            @Override
            public boolean isThere() {
                return based;
            }

            @Override
            public Drawn draw(List<Message> prompt, int count) {
                asked.add(prompt);
                return new Drawn("SAM after phase 1", List.of(drafted));
            }
        };
        model = new LinesViewModel(
                session,
                Background.immediate(),
                Background.immediate(),
                commits,
                dialogs,
                new LineDraftsViewModel(answers, Background.immediate(), dialogs),
                () -> now);
        model.shown();
    }

    @AfterEach
    void close() {
        session.close();
    }

    /// What a crash leaves: what was brought to the disk, and nothing else.
    private void restart() throws IOException {
        session.close();
        var project = Project.open(folder.resolve("project"));
        session = new ProjectSession(project, Library.open(project.library(), InstantSource.system()));
        begin();
    }

    private void write(String question, String answer) {
        model.questionProperty().set(question);
        model.answerProperty().set(answer);
    }

    private void keep(String question, String answer) {
        write(question, answer);
        model.keep();
    }

    private List<StoredExample> rows() {
        return session.library().accepted(SOURCE).stream().map(row -> row.row()).toList();
    }

    private List<Example.Preference> pairs() {
        var pairs = new ArrayList<Example.Preference>();
        session.library().accepted(4, row -> pairs.add((Example.Preference) row.example()));
        return pairs;
    }

    @Test
    void aLineIsAnAcceptedRowOfItsSourceAtOnceAndTheNextOneIsBlank() {
        keep(" Who are you? ", "SAM. I keep the lamp.\n");
        assertThat(rows()).singleElement().satisfies(row -> {
            assertThat(row.phase()).isEqualTo(2);
            assertThat(row.example())
                    .isEqualTo(new Example.Chat(
                            List.of(Message.user("Who are you?"), Message.assistant("SAM. I keep the lamp."))));
            assertThat(row.origin().licence()).isEqualTo("own");
            assertThat(row.origin().tier().number()).isEqualTo(1);
        });
        assertThat(session.library().counts(2, false).accepted()).isEqualTo(1);
        assertThat(model.line().isBlank()).isTrue();
        assertThat(model.progressProperty().get().lines()).isEqualTo(1);
        assertThat(model.progressProperty().get().words()).isEqualTo(5);
        assertThat(model.keptProperty().get().last())
                .extracting(OwnLine::question)
                .containsExactly("Who are you?");
        assertThat(pairs()).isEmpty();
    }

    @Test
    void halfALineIsNotKept() {
        keep("Who are you?", "  ");
        keep(" ", "Me.");
        assertThat(rows()).isEmpty();
        assertThat(dialogs.problems).isEmpty();
    }

    @Test
    void aLineTakenBackIsBeforeThePersonAgain() {
        keep("Who are you?", "SAM.");
        model.undo();
        assertThat(rows()).isEmpty();
        assertThat(model.line().question()).isEqualTo("Who are you?");
        assertThat(model.line().answer()).isEqualTo("SAM.");
        commits.redo();
        assertThat(rows()).hasSize(1);
        assertThat(model.line().isBlank()).isTrue();
    }

    @Test
    void takingBackTouchesNothingThatIsBeingWritten() {
        keep("Who are you?", "SAM.");
        write("And you", "");
        model.undo();
        assertThat(model.line().question()).isEqualTo("And you");
    }

    @Test
    void whatIsHalfWrittenSurvivesAStop() throws IOException {
        model.take();
        var opening = model.line().opening();
        model.answerProperty().set("Well, I");
        model.hidden();
        restart();
        assertThat(model.line().answer()).isEqualTo("Well, I");
        assertThat(model.line().opening()).isEqualTo(opening);
        model.keep();
        assertThat(session.library().accepted(SOURCE).getFirst().key()).isEqualTo(opening);
    }

    @Test
    void aLineTheLibraryTookJustBeforeAStopIsNotOfferedAgain() throws IOException {
        write("Who are you?", "SAM.");
        model.hidden();
        model.keep();
        restart();
        assertThat(model.line().isBlank()).isTrue();
        assertThat(rows()).hasSize(1);
    }

    @Test
    void aLineTheDiskRefusesIsBeforeThePersonAgain() {
        keep("Who are you?", "SAM.");
        keep("Who are you?", "SAM.");
        assertThat(dialogs.problems).singleElement().asString().contains("in the library already");
        assertThat(model.line().answer()).isEqualTo("SAM.");
        model.answerProperty().set("SAM, still.");
        model.keep();
        assertThat(rows()).hasSize(2);
    }

    @Test
    void aKeptLineCanBeChangedWhileAnotherWaits() throws IOException {
        keep("Who are you?", "SAM.");
        write("Half a", "");
        model.edit(model.keptProperty().get().last().getFirst());
        assertThat(model.changingProperty().get()).isTrue();
        model.answerProperty().set("SAM, the lamp keeper.");
        model.hidden();
        restart();
        assertThat(model.changingProperty().get()).isTrue();
        model.keep();
        assertThat(rows())
                .singleElement()
                .satisfies(row -> assertThat(row.example().texts()).contains("SAM, the lamp keeper."));
        assertThat(model.line().question()).isEqualTo("Half a");
        assertThat(pairs()).as("a corrected line of one's own is no pair").isEmpty();
        commits.undo();
        assertThat(model.keptProperty().get().last().getFirst().answer()).isEqualTo("SAM.");
    }

    @Test
    void leavingAChangedLineAsks() {
        keep("Who are you?", "SAM.");
        model.edit(model.keptProperty().get().last().getFirst());
        model.answerProperty().set("Nobody.");
        dialogs.sure = false;
        model.leave();
        assertThat(model.line().answer()).isEqualTo("Nobody.");
        dialogs.sure = true;
        model.leave();
        assertThat(model.line().isBlank()).isTrue();
        assertThat(dialogs.questions).hasSize(2);
    }

    @Test
    void theCardGoesBeforeNewLinesWhileItIsWanted() throws IOException {
        model.persona().cardProperty().set("# SAM\n\n## Voice\nDry.\n\n## Never\n");
        model.hidden();
        assertThat(Files.readString(folder.resolve("project/persona.md"))).contains("Dry.");
        assertThat(model.persona().savedProperty().get()).isTrue();
        model.shown();
        keep("One?", "1.");
        model.persona().usedProperty().set(true);
        keep("Two?", "2.");
        assertThat(((Example.Chat) rows().getFirst().example()).messages())
                .containsExactly(
                        new Message(Message.Role.SYSTEM, "# SAM\n\n## Voice\nDry."),
                        Message.user("Two?"),
                        Message.assistant("2."));
        model.edit(model.keptProperty().get().last().getFirst());
        model.persona().cardProperty().set("Another card.");
        model.answerProperty().set("Two.");
        model.keep();
        assertThat(rows().getFirst().example().texts()).containsExactly("# SAM\n\n## Voice\nDry.", "Two?", "Two.");
        model.hidden();
        restart();
        assertThat(model.persona().cardProperty().get()).isEqualTo("Another card.");
        assertThat(model.persona().usedProperty().get()).isTrue();
    }

    @Test
    void aCardChangedElsewhereIsReadAgain() throws IOException {
        model.persona().cardProperty().set("Mine.");
        model.hidden();
        Files.writeString(folder.resolve("project/persona.md"), "Theirs.");
        model.shown();
        assertThat(model.persona().cardProperty().get()).isEqualTo("Theirs.");
    }

    @Test
    void aCardThatIsNoTextIsNotWrittenOver() throws IOException {
        var bytes = new byte[] {'a', (byte) 0xff, (byte) 0xfe, 'b'};
        Files.write(folder.resolve("project/persona.md"), bytes);
        restart();
        assertThat(model.persona().readableProperty().get()).isFalse();
        assertThat(dialogs.problems).singleElement().asString().contains("persona.md");
        model.persona().cardProperty().set("over it");
        model.hidden();
        assertThat(Files.readAllBytes(folder.resolve("project/persona.md"))).isEqualTo(bytes);
    }

    @Test
    void aDeskThatCannotBeReadIsPutBesideAndSaid() throws IOException {
        Files.writeString(folder.resolve("project/lines.json"), "{\"line\": {\"question\": \"Half");
        restart();
        assertThat(dialogs.problems).singleElement().asString().contains("lines-unreadable-1.json");
        assertThat(Files.readString(folder.resolve("project/lines-unreadable-1.json")))
                .contains("Half");
        keep("Who?", "SAM.");
        assertThat(rows()).hasSize(1);
    }

    @Test
    void aCorrectedDraftIsTheRowAndAPairInOneAct() {
        model.persona().cardProperty().set("Dry.");
        model.persona().usedProperty().set(true);
        model.questionProperty().set("Who are you?");
        model.draft();
        assertThat(asked)
                .containsExactly(List.of(new Message(Message.Role.SYSTEM, "Dry."), Message.user("Who are you?")));
        assertThat(model.line().answer()).isEqualTo(drafted);
        model.answerProperty().set("SAM. What is it?");
        model.keep();
        assertThat(dialogs.problems).isEmpty();
        assertThat(rows()).hasSize(1);
        assertThat(pairs()).singleElement().satisfies(pair -> {
            assertThat(pair.chosen()).isEqualTo("SAM. What is it?");
            assertThat(pair.rejected()).isEqualTo(drafted);
            assertThat(pair.prompt()).hasSize(2);
        });
        commits.undo();
        assertThat(rows()).isEmpty();
        assertThat(pairs()).isEmpty();
        commits.redo();
        assertThat(pairs()).hasSize(1);
    }

    @Test
    void aDraftKeptWordForWordSaysWhoWroteItAndIsNoPair() {
        model.questionProperty().set("Who are you?");
        model.draft();
        model.keep();
        var row = rows().getFirst();
        assertThat(session.library().origins(row.id()).getFirst().maker())
                .satisfies(maker -> assertThat(maker.model()).isEqualTo("SAM after phase 1"));
        assertThat(pairs()).isEmpty();
    }

    @Test
    void aDraftOfAnotherQuestionMakesNoPair() {
        model.questionProperty().set("Who are you?");
        model.draft();
        write("Where do you live?", "In a lamp.");
        model.keep();
        assertThat(pairs()).isEmpty();
        assertThat(session.library().origins(rows().getFirst().id()).getFirst().maker())
                .isNull();
    }

    @Test
    void aDraftNeverTakesThePlaceOfWhatIsWritten() {
        write("Who are you?", "My own words.");
        model.draft();
        assertThat(model.line().answer()).isEqualTo("My own words.");
        assertThat(model.drafts().stateProperty().get()).isEqualTo(State.HERE);
        model.draft();
        assertThat(model.line().answer()).isEqualTo("My own words.\n\n" + drafted);
        assertThat(asked).hasSize(1);
    }

    @Test
    void withoutABaseThereAreNoDrafts() {
        based = false;
        model.shown();
        model.questionProperty().set("Who are you?");
        model.draft();
        assertThat(asked).isEmpty();
        assertThat(model.drafts().stateProperty().get()).isEqualTo(State.NO_MODEL);
    }

    @Test
    void anotherSuggestionIsNeverOneThatWasShownAlsoAfterARestart() throws IOException {
        var shown = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            shown.add(model.suggestionProperty().get().opening().id());
            if (i % 3 == 0) {
                model.take();
                model.answerProperty().set("Answer " + i);
                model.keep();
            } else {
                model.another();
            }
            if (i == 30) {
                model.hidden();
                restart();
            }
        }
        assertThat(shown).doesNotHaveDuplicates();
    }

    @Test
    void anotherSuggestionTakesThePlaceOfOneThatWasTakenAndNotAnswered() {
        model.take();
        var first = model.line().question();
        model.another();
        assertThat(model.line().question()).isNotEqualTo(first).isNotBlank();
        model.answerProperty().set("Begun");
        var second = model.line().question();
        model.another();
        assertThat(model.line().question())
                .as("one that is being answered stays")
                .isEqualTo(second);
    }

    @Test
    void thePaceIsSaidAfterTenLinesAndLeavesPausesOut() {
        for (int i = 0; i < 10; i++) {
            assertThat(model.progressProperty().get().perHour()).isZero();
            now = now.plusSeconds(i == 5 ? 7_200 : 60);
            keep("Question " + i, "Answer " + i);
        }
        assertThat(model.progressProperty().get().perHour()).isBetween(40.0, 44.0);
    }
}
