package sam.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sam.library.LibraryTest.chat;
import static sam.library.LibraryTest.pair;
import static sam.library.LibraryTest.waiting;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.rows.Message;

/// What can be done to rows and sources beyond judging them; all of it is one act that one undo takes back.
class DecisionWriterTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z"));

    @TempDir
    Path folder;

    private Library library;

    @BeforeEach
    void open() {
        library = Library.open(folder.resolve("library.sqlite"), CLOCK);
    }

    @AfterEach
    void close() {
        LibraryChecks.assertDerivable(library);
        library.close();
    }

    private void fill(int phase, String source, int rows) {
        var added = new ArrayList<NewExample>();
        for (int i = 0; i < rows; i++) {
            added.add(new NewExample(
                    phase,
                    chat(source + " asks " + i, "answer"),
                    new Origin(source, i + 1, "MIT", Tier.TRAIN_FIRST),
                    Status.WAITING));
        }
        library.add(added);
    }

    private StoredExample find(long id) {
        return library.find(id).orElseThrow();
    }

    private List<Long> accepted(int phase) {
        var ids = new ArrayList<Long>();
        library.accepted(phase, row -> ids.add(row.id()));
        return ids;
    }

    @Test
    void oneActRemarksOnManyRowsAndKeepsWhatEachHadOfItsOwn() {
        fill(1, "letters", 4);
        library.decide(new Decision.Note(2, "mine"));
        assertThat(library.decide(new Decision.Tag(List.of(1L, 2L, 3L), " history ", true)))
                .isEqualTo(3);
        assertThat(library.remark(2)).contains(new Remark("mine", List.of("history"), 0, false));
        assertThat(library.remark(3)).contains(new Remark("", List.of("history"), 0, false));
        assertThat(library.undoable()).contains("tagged 3 rows");
        assertThat(library.decide(new Decision.Rate(List.of(1L, 2L), 5))).isEqualTo(2);
        assertThat(library.undo().orElseThrow().examples()).containsExactly(1L, 2L);
        library.undo();
        assertThat(library.remark(2)).contains(new Remark("mine", List.of(), 0, false));
        assertThat(library.remark(3)).isEmpty();
        library.redo();
        assertThat(library.remark(1)).contains(new Remark("", List.of("history"), 0, false));
    }

    @Test
    void anActThatChangesNothingIsNoAct() {
        fill(1, "letters", 2);
        library.decide(new Decision.Rate(1, 3));
        assertThat(library.decide(new Decision.Rate(1, 3))).isZero();
        assertThat(library.decide(new Decision.Tag(1, "absent", false))).isZero();
        assertThat(library.decide(new Decision.MoveToPhase(List.of(1L), 1))).isZero();
        assertThat(library.decide(new Decision.ChangeTier(List.of(1L), Tier.TRAIN_FIRST)))
                .isZero();
        assertThat(library.decide(new Decision.HoldOut(List.of(1L), false))).isZero();
        assertThat(library.decide(new Decision.Relicense("letters", "MIT"))).isZero();
        assertThat(library.decide(new Decision.Judge(List.of(), Status.ACCEPTED)))
                .isZero();
        assertThat(library.undoable()).contains("rated “letters asks 0”");
    }

    @Test
    void whatCannotBeIsSaidAndChangesNothing() {
        fill(1, "letters", 2);
        for (var wrong : List.of(
                new Decision.Rate(1, 6),
                new Decision.Tag(1, "  ", true),
                new Decision.MoveToPhase(List.of(1L), 5),
                new Decision.Judge(List.of(1L, 77L), Status.ACCEPTED),
                new Decision.RenameSource("letters", " "),
                new Decision.RenameSource("nobody", "somebody"),
                new Decision.TakeBackImport(9))) {
            assertThatThrownBy(() -> library.decide(wrong))
                    .as("%s", wrong)
                    .isInstanceOf(LibraryException.class)
                    .message()
                    .isNotBlank();
        }
        assertThat(library.undoable()).isEmpty();
    }

    @Test
    void aRowMovesToAnotherPhaseWithItsCountsAndBack() {
        fill(1, "letters", 3);
        library.decide(new Decision.Judge(1, Status.ACCEPTED));
        library.decide(new Decision.MoveToPhase(List.of(1L, 2L), 2));
        assertThat(library.counts(1, false)).isEqualTo(new Counts(1, 0, 0, 0));
        assertThat(library.counts(2, false)).isEqualTo(new Counts(1, 1, 0, 0));
        assertThat(accepted(2)).containsExactly(1L);
        assertThat(library.waiting(2, false, 9)).extracting(StoredExample::id).containsExactly(2L);
        assertThat(library.undoable()).contains("moved 2 rows to phase 2");
        // what arrives again for the phase it was moved to, or for the one it came to, is known
        assertThat(library.add(List.of(waiting(2, chat("letters asks 0", "answer")))))
                .isEqualTo(new Library.Added(0, 1));
        assertThat(library.add(List.of(waiting(1, chat("letters asks 0", "answer")))))
                .isEqualTo(new Library.Added(0, 1));
        library.undo();
        assertThat(library.counts(1, false)).isEqualTo(new Counts(2, 1, 0, 0));
        assertThat(library.counts(2, false).total()).isZero();
    }

    @Test
    void whatBecomesTierThreeLeavesTrainingAndComesBackAccepted() {
        fill(1, "letters", 2);
        library.decide(new Decision.Judge(1, Status.ACCEPTED));
        library.decide(new Decision.ChangeTier(List.of(1L, 2L), Tier.RETRIEVE_ONLY));
        assertThat(accepted(1)).isEmpty();
        assertThat(library.waiting(1, false, 9)).isEmpty();
        assertThat(library.counts(1, false).total()).isZero();
        assertThat(find(1).origin().tier()).isEqualTo(Tier.RETRIEVE_ONLY);
        library.undo();
        assertThat(accepted(1)).containsExactly(1L);
        assertThat(find(1).status()).isEqualTo(Status.ACCEPTED);
    }

    @Test
    void heldOutRowsKeepTheirPlaceAndAreNeverTrainedOn() {
        fill(1, "letters", 3);
        library.acceptAll();
        library.decide(new Decision.HoldOut(List.of(2L), true));
        assertThat(accepted(1)).containsExactly(1L, 3L);
        assertThat(find(2).heldOut()).isTrue();
        assertThat(library.counts(1, false)).isEqualTo(new Counts(0, 3, 0, 0, 1));
        library.undo();
        assertThat(accepted(1)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aDocumentIsNoTrainingRowWhateverItsTier() throws SQLException {
        library.add(List.of(new NewExample(
                1,
                new Example.Document("Rivers", "The Rhine is long."),
                new Origin("books", 1, "CC0-1.0", Tier.TRAIN_FIRST),
                Status.ACCEPTED)));
        assertThat(find(1).status()).isEqualTo(Status.WAITING);
        assertThat(library.waiting(1, false, 9)).isEmpty();
        assertThat(library.acceptAll()).isZero();
        assertThatThrownBy(() -> library.decide(new Decision.Judge(1, Status.ACCEPTED)))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("is a document");
        library.decide(new Decision.Edit(1, new Example.Document("Rivers", "The Rhine is 1,233 km long."), true));
        assertThat(find(1).status()).isEqualTo(Status.WAITING);
        var sql = library.storage().writer();
        assertThatThrownBy(() -> sql.script("UPDATE standing SET status = 1")).hasMessageContaining("documents");
    }

    @Test
    void anEditOfTheQuestionMakesNoPair() {
        library.add(List.of(
                waiting(1, chat("Name a colour", "Blue.")),
                waiting(1, new Example.Reasoned(List.of(Message.user("2 + 2?")), "Count.", "4")),
                waiting(4, pair("Say hi", "Hi.", "No."))));
        library.decide(new Decision.Edit(1, chat("Name a river", "The Rhine."), true));
        library.decide(
                new Decision.Edit(2, new Example.Reasoned(List.of(Message.user("3 + 3?")), "Count.", "6"), true));
        library.decide(new Decision.Edit(3, pair("Say hello", "Hello.", "No."), true));
        assertThat(accepted(4)).containsExactly(3L);
        library.decide(new Decision.Edit(1, chat("Name a colour", "Red."), true));
        assertThat(accepted(4)).hasSize(2);
    }

    @Test
    void aSourceIsRenamedRelicensedAndMovedAsOneActEach() {
        fill(1, "letters", 3);
        fill(1, "stories", 1);
        library.decide(new Decision.RenameSource("letters", "Letters of 1920"));
        library.decide(new Decision.Relicense("Letters of 1920", "CC-BY-4.0"));
        library.decide(new Decision.MoveSourceToPhase("Letters of 1920", 2));
        library.decide(new Decision.ChangeSourceTier("Letters of 1920", Tier.HIGH_VALUE));
        assertThat(library.sources())
                .containsExactly(
                        new SourceSummary("stories", Tier.TRAIN_FIRST, "MIT", 1, 1, 0, 1, 0),
                        new SourceSummary("Letters of 1920", Tier.HIGH_VALUE, "CC-BY-4.0", 2, 3, 0, 3, 0));
        assertThat(find(1).origin()).isEqualTo(new Origin("Letters of 1920", 1, "CC-BY-4.0", Tier.HIGH_VALUE));
        for (int i = 0; i < 4; i++) {
            library.undo().orElseThrow();
        }
        assertThat(library.sources())
                .containsExactly(
                        new SourceSummary("letters", Tier.TRAIN_FIRST, "MIT", 1, 3, 0, 3, 0),
                        new SourceSummary("stories", Tier.TRAIN_FIRST, "MIT", 1, 1, 0, 1, 0));
        library.redo();
        assertThat(find(1).origin().source()).isEqualTo("Letters of 1920");
        // two sources may come to bear one name: they are shown as one
        library.decide(new Decision.RenameSource("stories", "Letters of 1920"));
        assertThat(library.sources())
                .containsExactly(new SourceSummary("Letters of 1920", Tier.TRAIN_FIRST, "MIT", 1, 4, 0, 4, 0));
    }

    @Test
    void aSourceThatBecomesTierThreeLeavesTraining() {
        fill(1, "letters", 2);
        library.acceptAll();
        library.decide(new Decision.ChangeSourceTier("letters", Tier.RETRIEVE_ONLY));
        assertThat(accepted(1)).isEmpty();
        library.undo();
        assertThat(accepted(1)).hasSize(2);
    }
}
