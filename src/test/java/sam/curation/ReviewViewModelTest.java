package sam.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.curation.ReviewViewModel.Empty;
import sam.library.Example;
import sam.library.Library;
import sam.library.Status;
import sam.library.StoredExample;
import sam.project.DemoProject;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.ui.StatusModel;
import sam.ui.StatusModel.Saved;

class ReviewViewModelTest {
    @TempDir
    Path folder;

    private final SilentDialogs dialogs = new SilentDialogs();
    private final StatusModel status = new StatusModel();
    private final Held disk = new Held();
    private ProjectSession session;
    private CommitQueue commits;
    private ReviewViewModel model;
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    /// A background whose work waits until the test lets it happen.
    private static final class Held implements Background {
        private final Background at = Background.immediate();
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean holding;

        @Override
        public <T> void run(Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
            waiting.add(() -> at.run(work, done, failed));
            if (!holding) {
                release();
            }
        }

        @Override
        public <T> Repeat repeat(
                java.time.Duration pause,
                Callable<T> work,
                Consumer<? super T> done,
                Consumer<? super Exception> failed) {
            return at.repeat(pause, work, done, failed);
        }

        @Override
        public <T> Consumer<T> newest(Consumer<? super T> sink) {
            return at.newest(sink);
        }

        private void release() {
            while (!waiting.isEmpty()) {
                waiting.poll().run();
            }
        }
    }

    @BeforeEach
    void open() throws IOException {
        session = DemoProject.open(folder);
        InstantSource clock = () -> now;
        commits = new CommitQueue(session, disk, status, dialogs);
        model = new ReviewViewModel(session, Background.immediate(), commits, dialogs, clock);
    }

    @AfterEach
    void close() {
        session.close();
    }

    private StoredExample current() {
        return Objects.requireNonNull(model.currentProperty().get());
    }

    private Status statusOf(long id) {
        return session.library().find(id).orElseThrow().status();
    }

    @Test
    void theNextRowIsThereBeforeTheDecisionIsOnTheDisk() {
        long first = current().id();
        disk.holding = true;

        model.accept();

        assertThat(current().id()).isNotEqualTo(first);
        assertThat(statusOf(first)).isEqualTo(Status.WAITING);
        assertThat(status.savedProperty().get()).isEqualTo(Saved.SAVING);
        disk.release();
        assertThat(statusOf(first)).isEqualTo(Status.ACCEPTED);
        assertThat(status.savedProperty().get()).isEqualTo(Saved.SAVED);
    }

    @Test
    void manyQuickDecisionsAreAllKeptAndNoRowIsShownTwice() {
        var seen = new java.util.HashSet<Long>();
        disk.holding = true;
        long waiting = model.countsProperty().get().waiting();
        for (int i = 0; i < waiting; i++) {
            assertThat(seen.add(current().id()))
                    .as("row %s is new", current().id())
                    .isTrue();
            if (i % 2 == 0) {
                model.accept();
            } else {
                model.reject();
            }
            if (i % 3 == 0) {
                disk.release();
            }
        }
        disk.release();

        assertThat(model.currentProperty().get()).isNull();
        assertThat(model.emptyProperty().get()).isEqualTo(Empty.ALL_DECIDED);
        assertThat(session.library().counts(1, false).waiting()).isZero();
    }

    @Test
    void undoBringsTheRowBackInFront() {
        long first = current().id();
        model.reject();

        model.undo();

        assertThat(current().id()).isEqualTo(first);
        assertThat(statusOf(first)).isEqualTo(Status.WAITING);
        model.redo();
        assertThat(statusOf(first)).isEqualTo(Status.REJECTED);
        assertThat(current().id()).isNotEqualTo(first);
    }

    @Test
    void aRefusedDecisionBringsItsRowBackAndSaysSo() {
        var row = current();
        session.library().close();

        model.accept();

        assertThat(current().id()).isEqualTo(row.id());
        assertThat(status.savedProperty().get()).isEqualTo(Saved.FAILED);
        assertThat(dialogs.problems).isNotEmpty();
    }

    @Test
    void anEditAcceptsTheRowAndMakesAPairInOneAct() {
        long id = current().id();
        var before = RowText.of(current().example()).answer();
        model.edit();

        model.saveEdit("Apple, and nothing else.");

        assertThat(statusOf(id)).isEqualTo(Status.ACCEPTED);
        var pairs = session.library().search("nothing else", 10).stream()
                .map(StoredExample::example)
                .filter(Example.Preference.class::isInstance)
                .map(Example.Preference.class::cast)
                .toList();
        assertThat(pairs).hasSize(1);
        assertThat(pairs.getFirst().rejected()).isEqualTo(before);
        model.undo();
        assertThat(statusOf(id)).isEqualTo(Status.WAITING);
        assertThat(session.library().search("nothing else", 10)).isEmpty();
    }

    @Test
    void leavingAnEditChangesNothing() {
        var row = current();
        model.edit();
        model.accept();
        assertThat(current().id())
                .as("keys do not decide while the person types")
                .isEqualTo(row.id());

        model.leaveEdit();

        assertThat(current().example()).isEqualTo(row.example());
        assertThat(session.library().undoable()).isEmpty();
    }

    @Test
    void aRowPutOffComesAgainAtTheEnd() {
        long first = current().id();
        model.putOff();
        assertThat(current().id()).isNotEqualTo(first);
        while (current().id() != first) {
            model.accept();
        }

        model.accept();

        assertThat(model.emptyProperty().get()).isEqualTo(Empty.ALL_DECIDED);
    }

    @Test
    void marksStayWithTheRow() {
        long id = current().id();
        model.flag();
        model.tag("style");
        model.note(current(), "too long");

        var remark = session.library().remark(id).orElseThrow();
        assertThat(remark.flag()).isTrue();
        assertThat(remark.tags()).containsExactly("style");
        assertThat(remark.note()).isEqualTo("too long");
        model.tag("style");
        assertThat(model.remarkProperty().get().tags()).isEmpty();
    }

    @Test
    void thePaceCountsTheTimeOfLooking() {
        for (int i = 0; i < 4; i++) {
            now = now.plusSeconds(6);
            model.accept();
            assertThat(model.sittingProperty().get().perMinute())
                    .as("after %d decisions nothing can be said", i + 1)
                    .isZero();
            assertThat(model.sittingProperty().get().secondsLeft()).isZero();
        }
        now = now.plusSeconds(6);
        model.accept();
        assertThat(model.sittingProperty().get().perMinute()).isBetween(9.9, 10.1);
        assertThat(model.sittingProperty().get().acceptRate()).isEqualTo(1);
    }

    @Test
    void everyPhaseSaysWhatToDoNext() {
        session.showPhase(2);
        assertThat(model.emptyProperty().get()).isEqualTo(Empty.NO_ROWS);
        session.showPhase(4);
        assertThat(model.emptyProperty().get()).isEqualTo(Empty.ONLY_PAIRS);
        session.showPhase(3);
        assertThat(model.emptyProperty().get()).isEqualTo(Empty.NONE);
        assertThat(current().phase()).isEqualTo(3);
    }

    @Test
    void rowsThatArriveWhileThePageIsEmptyAreShown() {
        session.showPhase(2);
        session.library()
                .add(java.util.List.of(new sam.library.NewExample(
                        2,
                        DemoProject.chat("Who are you?", "SAM."),
                        new sam.library.Origin("mine", 1, "mine", sam.library.Tier.TRAIN_FIRST),
                        Status.WAITING)));

        session.rowsChanged();

        assertThat(current().phase()).isEqualTo(2);
    }

    @Test
    void undoOutsideThePageReachesIt() {
        long first = current().id();
        model.accept();
        commits.undo();
        assertThat(current().id()).isEqualTo(first);
        assertThat(session.library().undo()).isEqualTo(java.util.Optional.<Library.Undone>empty());
    }

    @Test
    void whatWasWrittenAndNotSavedIsThereAgain() {
        long first = current().id();
        var before = RowText.of(current().example()).answer();
        model.edit();
        model.write("half a sentence");
        model.leaveEdit();
        assertThat(model.hasDraft()).isTrue();
        model.putOff();
        assertThat(model.hasDraft()).isFalse();
        while (current().id() != first) {
            model.accept();
        }
        model.edit();
        assertThat(model.draft()).isEqualTo("half a sentence");
        model.write(before);
        assertThat(model.hasDraft()).as("as it was is no draft").isFalse();
    }

    @Test
    void anEmptyAnswerIsNotSavedAndTheEditorStays() {
        model.edit();
        model.saveEdit("  \n");
        assertThat(dialogs.problems).hasSize(1);
        assertThat(model.editingProperty().get()).isTrue();
        assertThat(session.library().undoable()).isEmpty();
    }

    @Test
    void whatIsSkippedIsNotDecidedAndWhatIsTakenBackCountsNoLonger() {
        model.accept();
        model.skip();
        model.reject();
        assertThat(model.sittingProperty().get().decided()).isEqualTo(2);
        assertThat(model.sittingProperty().get().acceptRate()).isEqualTo(0.5);
        model.undo();
        assertThat(model.sittingProperty().get().decided()).isEqualTo(1);
        assertThat(model.sittingProperty().get().acceptRate()).isEqualTo(1);
        model.redo();
        assertThat(model.sittingProperty().get().decided()).isEqualTo(2);
    }

    @Test
    void skippedRowsAreStillToBeDecidedAndComeBackAsOneAct() {
        while (model.currentProperty().get() != null) {
            model.skip();
        }
        assertThat(model.emptyProperty().get()).isEqualTo(Empty.ALL_DECIDED);
        long skipped = model.countsProperty().get().skipped();

        model.reopenSkipped();

        assertThat(model.countsProperty().get().waiting()).isEqualTo(skipped);
        assertThat(model.currentProperty().get()).isNotNull();
        session.library().undo();
        assertThat(session.library().counts(1, false).skipped()).isEqualTo(skipped);
    }

    @Test
    void theRowsOfOneSourceAreShownByThemselvesUntilAllAreWanted() {
        model.showSource("Stanford Alpaca");
        assertThat(current().origin().source()).isEqualTo("Stanford Alpaca");
        model.accept();
        assertThat(model.currentProperty().get()).isNull();
        assertThat(model.emptyProperty().get()).isEqualTo(Empty.SOURCE_DECIDED);
        model.showSource(null);
        assertThat(current().origin().source()).isEqualTo("Our own instructions");
        model.showSource("Stanford Alpaca");
        session.showPhase(3);
        assertThat(model.sourceProperty().get())
                .as("another phase shows all of its sources")
                .isNull();
    }

    @Test
    void whatIsTakenBackIsShownThoughOnlyAnotherSourceWas() {
        var first = current();
        model.accept();
        model.showSource("Stanford Alpaca");
        model.undo();
        assertThat(current().id()).isEqualTo(first.id());
        assertThat(model.sourceProperty().get()).isNull();
    }

    @Test
    void aNoteIsKeptForTheRowItWasBegunFor() {
        var row = current();
        model.flag();
        model.accept();

        model.note(row, "written slowly");

        assertThat(session.library().remark(row.id()).orElseThrow().note()).isEqualTo("written slowly");
        assertThat(session.library().remark(row.id()).orElseThrow().flag()).isTrue();
        assertThat(session.library().remark(current().id())).isEmpty();
    }
}
