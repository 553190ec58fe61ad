package sam.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.curation.PairsViewModel.Editing;
import sam.curation.PairsViewModel.Empty;
import sam.library.Decision.Choice;
import sam.library.Example;
import sam.library.Status;
import sam.project.DemoProject;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.ui.StatusModel;

class PairsViewModelTest {
    @TempDir
    Path folder;

    private final SilentDialogs dialogs = new SilentDialogs();
    private ProjectSession session;
    private CommitQueue commits;
    private PairsViewModel model;

    @BeforeEach
    void open() throws IOException {
        session = DemoProject.open(folder);
        session.showPhase(4);
        commits = new CommitQueue(session, Background.immediate(), new StatusModel(), dialogs);
        model = new PairsViewModel(session, Background.immediate(), commits, dialogs, InstantSource.system());
    }

    @AfterEach
    void close() {
        session.close();
    }

    private ShownPair current() {
        return Objects.requireNonNull(model.currentProperty().get());
    }

    private Example.Preference stored(long id) {
        return (Example.Preference) session.library().find(id).orElseThrow().example();
    }

    @Test
    void theTextThePersonPrefersBecomesTheChosenOneWhicheverSideItStoodOn() {
        for (int i = 0; i < 12; i++) {
            var pair = current();
            boolean left = i % 2 == 0;

            model.choose(left ? Choice.LEFT : Choice.RIGHT, false);

            assertThat(stored(pair.row().id()).chosen()).isEqualTo(left ? pair.left() : pair.right());
            assertThat(stored(pair.row().id()).rejected()).isEqualTo(left ? pair.right() : pair.left());
        }
        assertThat(session.library().habits().pairs()).isEqualTo(12);
        assertThat(session.library().habits().leftChosen()).isEqualTo(6);
    }

    @Test
    void bothSidesAreDealtAboutEquallyAndTheSameWayInOneSession() {
        var sides = new Sides("seed", "session");
        long left = java.util.stream.LongStream.rangeClosed(1, 10_000)
                .filter(sides::chosenOnLeft)
                .count();

        assertThat(left).isBetween(4_800L, 5_200L);
        assertThat(new Sides("seed", "session").chosenOnLeft(77)).isEqualTo(sides.chosenOnLeft(77));
        assertThat(java.util.stream.LongStream.range(0, 100)
                        .filter(id -> new Sides("seed", "other").chosenOnLeft(id) == sides.chosenOnLeft(id))
                        .count())
                .as("another session deals anew")
                .isBetween(25L, 75L);
    }

    @Test
    void theChoiceIsRevealedOnlyAfterItWasMade() {
        model.reveal();
        assertThat(model.revealingProperty().get()).isFalse();
        var pair = current();
        model.choose(Choice.RIGHT, true);

        model.reveal();

        assertThat(model.revealingProperty().get()).isTrue();
        var last = Objects.requireNonNull(model.previousProperty().get());
        assertThat(last.row().id()).isEqualTo(pair.row().id());
        assertThat(last.choice()).isEqualTo(Choice.RIGHT);
        assertThat(last.much()).isTrue();
        long next = current().row().id();
        model.choose(Choice.LEFT, false);
        assertThat(current().row().id())
                .as("a key closes the reveal, it does not decide")
                .isEqualTo(next);
    }

    @Test
    void bothGoodBothBadAndSkipMakeNoPairToTrainOn() {
        for (var choice : List.of(Choice.BOTH_GOOD, Choice.BOTH_BAD, Choice.SKIP)) {
            long id = current().row().id();
            model.choose(choice, false);
            assertThat(session.library().find(id).orElseThrow().status()).isNotEqualTo(Status.ACCEPTED);
        }
    }

    @Test
    void anEditedSideWinsOverItsOwnOriginal() {
        var pair = current();
        model.edit(Editing.RIGHT);

        model.saveEdit("Close the valve, then change the washer.");

        var stored = stored(pair.row().id());
        assertThat(stored.chosen()).isEqualTo("Close the valve, then change the washer.");
        assertThat(stored.rejected()).isEqualTo(pair.right());
        assertThat(session.library().find(pair.row().id()).orElseThrow().status())
                .isEqualTo(Status.ACCEPTED);
    }

    @Test
    void undoBringsThePairBackWithTheSameSides() {
        var pair = current();
        model.choose(Choice.LEFT, false);

        model.undo();

        assertThat(current().row().id()).isEqualTo(pair.row().id());
        assertThat(current().left()).isEqualTo(pair.left());
        assertThat(session.library().habits().pairs()).isZero();
    }

    @Test
    void otherPhasesLeadToTheOneThatLearnsFromPairs() {
        session.showPhase(2);
        assertThat(model.emptyProperty().get()).isEqualTo(Empty.OTHER_PHASE);

        model.showPairPhase();

        assertThat(session.phase()).isEqualTo(4);
        assertThat(model.emptyProperty().get()).isEqualTo(Empty.NONE);
    }

    @Test
    void aPairOfOnesOwnWaitsToBeJudged() {
        var form = new NewPairViewModel(
                Background.immediate(),
                commits,
                dialogs,
                (_, _) -> new AnswerSource.Drawn("SAM after phase 3", List.of("One.", "Two.")));
        form.begin();
        form.promptProperty().set("How many zebras?");
        assertThat(form.isWhole()).isFalse();
        form.draw();
        assertThat(form.firstProperty().get()).isEqualTo("One.");
        long before = session.library().counts(4, true).waiting();

        form.add(4);

        assertThat(session.library().counts(4, true).waiting()).isEqualTo(before + 1);
        var row = session.library().search("\"how many\" one two", 5).getFirst();
        assertThat(row.origin().source()).isEqualTo("Drawn from SAM after phase 3");
        assertThat(form.openProperty().get()).isFalse();
    }

    @Test
    void aFaultOfTheModelIsSaidAndTheFormStays() {
        var form = new NewPairViewModel(Background.immediate(), commits, dialogs, (prompt, count) -> {
            throw new IOException("The model's process has ended. Ask again.");
        });
        form.begin();
        form.promptProperty().set("How many zebras?");

        form.draw();

        assertThat(dialogs.problems).containsExactly("The model's process has ended.");
        assertThat(form.drawingProperty().get()).isFalse();
        assertThat(form.openProperty().get()).isTrue();
    }

    private NewPairViewModel form(boolean sure) {
        var answering = new SilentDialogs();
        answering.sure = sure;
        return new NewPairViewModel(Background.immediate(), commits, answering, (prompt, count) -> {
            throw new IOException("unasked");
        });
    }

    @Test
    void aPairOfOnesOwnComesNextAndIsTakenBackByUndo() {
        long before = current().row().id();
        var form = form(true);
        form.begin();
        form.promptProperty().set("How many zebras?");
        form.firstProperty().set("One.");
        form.secondProperty().set("Two.");

        form.add(4);

        assertThat(current().prompt().getFirst().content()).isEqualTo("How many zebras?");
        model.undo();
        assertThat(current().row().id()).isEqualTo(before);
        assertThat(session.library().search("zebras", 5)).isEmpty();
        model.redo();
        assertThat(current().prompt().getFirst().content()).isEqualTo("How many zebras?");
    }

    @Test
    void whatWasTypedIsThrownAwayOnlyWhenThePersonSaysSo() {
        var hesitant = form(false);
        hesitant.begin();
        assertThat(hesitant.leave()).as("nothing was typed").isTrue();
        hesitant.begin();
        hesitant.firstProperty().set("half an answer");
        assertThat(hesitant.leave()).isFalse();
        assertThat(hesitant.openProperty().get()).isTrue();
        assertThat(hesitant.firstProperty().get()).isEqualTo("half an answer");
        var sure = form(true);
        sure.begin();
        sure.firstProperty().set("half an answer");
        assertThat(sure.leave()).isTrue();
        assertThat(sure.firstProperty().get()).isEmpty();
    }

    @Test
    void anAnswerWrittenHalfwayIsThereAgain() {
        model.edit(Editing.LEFT);
        model.write("half");
        model.leaveEdit();
        model.edit(Editing.RIGHT);
        assertThat(model.draft()).isEqualTo(current().right());
        model.leaveEdit();
        model.edit(Editing.LEFT);
        assertThat(model.draft()).isEqualTo("half");
    }
}
