package sam.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.library.StoredExample;
import sam.library.Tier;
import sam.project.DemoProject;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.DelayedBackground;
import sam.ui.SilentDialogs;
import sam.ui.StatusModel;

class LibraryViewModelTest {
    @TempDir
    Path folder;

    private final ArrayList<Path> restored = new ArrayList<>();
    private final SilentDialogs dialogs = new SilentDialogs();
    private ProjectSession session;
    private LibraryViewModel model;

    @BeforeEach
    void open() throws IOException {
        session = DemoProject.open(folder);
        var commits = new CommitQueue(session, Background.immediate(), new StatusModel(), dialogs);
        model = new LibraryViewModel(session, Background.immediate(), commits, dialogs, restored::add);
        model.refresh();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void typingWordsNarrowsTheRows() {
        int all = model.found().size();

        model.search("quilt 14 squares");

        assertThat(model.found()).hasSizeLessThan(all).isNotEmpty();
        model.search("no such words anywhere");
        assertThat(model.found()).isEmpty();
    }

    @Test
    void aDecidedRowCanBePutBackForReview() {
        var row = model.found().stream()
                .filter(each -> each.status() == Status.ACCEPTED)
                .findFirst()
                .orElseThrow();

        model.reviewAgain(row);

        assertThat(session.library().find(row.id()).orElseThrow().status()).isEqualTo(Status.WAITING);
        assertThat(session.library().undoable()).isPresent();
    }

    @Test
    void aBackupIsListedAndCanBeGoneBackTo() {
        assertThat(model.backups()).isEmpty();

        model.backUp();
        model.restore(model.backups().getFirst());

        assertThat(model.backups()).hasSize(1);
        assertThat(model.nameOf(model.backups().getFirst())).matches("\\d+ [A-Z][a-z]{2}, \\d\\d:\\d\\d");
        assertThat(dialogs.questions).singleElement().asString().doesNotContain("sqlite");
        assertThat(restored).containsExactly(model.backups().getFirst());
    }

    @Test
    void everyPhaseShowsWhereItStands() {
        assertThat(model.linesProperty().get()).hasSize(4);
        assertThat(model.linesProperty().get().get(3).counts().waiting()).isEqualTo(40);
    }

    @Test
    void aRowThatIsChangedStaysWhereItStands() {
        var before = model.found().stream().map(StoredExample::id).toList();
        var row = model.found().stream()
                .filter(each -> each.status() == Status.ACCEPTED)
                .reduce((_, last) -> last)
                .orElseThrow();

        model.reviewAgain(row);

        assertThat(model.found()).extracting(StoredExample::id).containsExactlyElementsOf(before);
        assertThat(model.found())
                .filteredOn(each -> each.id() == row.id())
                .extracting(StoredExample::status)
                .containsExactly(Status.WAITING);
        model.search("gate");
        model.search("");
        assertThat(model.found().getFirst().id())
                .as("another search begins with the newest decision")
                .isEqualTo(row.id());
    }

    @Test
    void rowsThatWereStillBeingIndexedAreFoundWhenTheIndexHasThem() throws InterruptedException {
        var waiting = new ArrayDeque<Runnable>();
        var background = new DelayedBackground(waiting);
        var dialogs = new SilentDialogs();
        var later = new LibraryViewModel(
                session,
                background,
                new CommitQueue(session, background, new StatusModel(), dialogs),
                dialogs,
                _ -> {});
        var rows = new ArrayList<NewExample>();
        for (int i = 0; i < 4_000; i++) {
            rows.add(new NewExample(
                    1,
                    DemoProject.chat("question " + i, "a marmot " + i),
                    new Origin("big.jsonl", i, "CC0-1.0", Tier.TRAIN_FIRST),
                    Status.WAITING));
        }
        session.library().startImport("big.jsonl").add(rows);

        later.search("marmot 3999");
        waiting.remove().run();
        assertThat(later.unseenProperty().get()).isPositive();
        assertThat(later.found()).isEmpty();

        while (session.library().unindexed() > 0) {
            Thread.sleep(20);
        }
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }

        assertThat(later.unseenProperty().get()).isZero();
        assertThat(later.found()).hasSize(1);
    }
}
