package sam.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.rows.Message;

public class LibraryTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));
    private static final Origin ORIGIN = new Origin("letters", 1, "MIT", Tier.TRAIN_FIRST);

    @TempDir
    Path folder;

    private Library library;

    @BeforeEach
    void open() {
        library = Library.open(folder.resolve("library.sqlite"), CLOCK);
    }

    @AfterEach
    void close() {
        library.close();
    }

    private void reopen() {
        library.close();
        open();
    }

    public static Example.Chat chat(String question, String answer) {
        return new Example.Chat(List.of(Message.user(question), Message.assistant(answer)));
    }

    public static Example.Preference pair(String question, String chosen, String rejected) {
        return new Example.Preference(List.of(Message.user(question)), chosen, rejected);
    }

    public static NewExample waiting(int phase, Example example) {
        return new NewExample(phase, example, ORIGIN, Status.WAITING);
    }

    private long add(int phase, Example example) {
        assertThat(library.add(List.of(waiting(phase, example))).taken()).isEqualTo(1);
        return library.search("", Integer.MAX_VALUE).stream()
                .mapToLong(StoredExample::id)
                .max()
                .orElseThrow();
    }

    private StoredExample find(long id) {
        return library.find(id).orElseThrow();
    }

    private List<StoredExample> accepted(int phase) {
        var rows = new ArrayList<StoredExample>();
        library.accepted(phase, rows::add);
        return rows;
    }

    @Test
    void whatWentInComesOutAsItWas() {
        var examples = List.<Example>of(
                chat("What is “π”?\n", "About 3.14159, \"pi\".\t\\ 😀"),
                new Example.Reasoned(List.of(Message.user("2 + 2?")), "Two and two\nare four.", "4"),
                pair("Say hi", "Hi!", "No."),
                new Example.Diff("Fix it", "a\n", "-a\n+b\n"),
                new Example.Document("Title", "Text"));
        for (var example : examples) {
            assertThat(find(add(1, example)))
                    .extracting(StoredExample::example, StoredExample::origin, StoredExample::status)
                    .containsExactly(example, ORIGIN, Status.WAITING);
        }
        reopen();
        assertThat(library.search("", 10)).extracting(StoredExample::example).containsExactlyElementsOf(examples);
    }

    @Test
    void theSameContentIsTakenOnceForEachPhaseAndKind() {
        add(1, chat("Hello", "Hi"));
        assertThat(library.add(List.of(
                        waiting(1, chat("Hello ", "Hi\r\n")),
                        waiting(1, chat("Hello", "hi")),
                        waiting(2, chat("Hello", "Hi")),
                        waiting(1, new Example.Reasoned(List.of(Message.user("Hello")), "", "Hi")))))
                .isEqualTo(new Library.Added(3, 1));
    }

    @Test
    void aDecisionMovesTheRowOutOfTheQueueAndUndoBringsItBackAcrossARestart() {
        long first = add(1, chat("one", "1"));
        long second = add(1, chat("two", "2"));
        library.decide(new Decision.Judge(first, Status.REJECTED));
        assertThat(library.waiting(1, false, 10)).extracting(StoredExample::id).containsExactly(second);
        assertThat(library.counts(1, false)).isEqualTo(new Counts(1, 0, 1, 0));

        reopen();
        assertThat(library.undoable()).contains("rejected “one”");
        assertThat(library.undo()).contains(new Library.Undone(List.of(first), "rejected “one”"));
        assertThat(library.waiting(1, false, 10)).extracting(StoredExample::id).containsExactly(first, second);
        assertThat(library.undo()).isEmpty();

        reopen();
        assertThat(library.redo()).contains(new Library.Undone(List.of(first), "rejected “one”"));
        assertThat(find(first).status()).isEqualTo(Status.REJECTED);
        assertThat(library.redo()).isEmpty();
    }

    @Test
    void aNewDecisionEndsTheChanceToRedo() {
        long id = add(1, chat("one", "1"));
        library.decide(new Decision.Judge(id, Status.ACCEPTED));
        library.undo();
        library.decide(new Decision.Judge(id, Status.SKIPPED));
        assertThat(library.redo()).isEmpty();
        assertThat(find(id).status()).isEqualTo(Status.SKIPPED);
    }

    @Test
    void acceptingEverythingIsOneActThatOneUndoTakesBack() {
        for (int i = 0; i < 20; i++) {
            add(1 + i % 3, chat("q" + i, "a"));
        }
        long rejected = library.waiting(2, false, 1).getFirst().id();
        library.decide(new Decision.Judge(rejected, Status.REJECTED));
        assertThat(library.acceptAll()).isEqualTo(19);
        assertThat(library.acceptAll()).isZero();
        assertThat(library.undoable()).contains("accepted 19 rows");
        assertThat(library.undo().orElseThrow().examples()).hasSize(19).doesNotContain(rejected);
        assertThat(library.counts(1, false).waiting()).isEqualTo(7);
        assertThat(find(rejected).status()).isEqualTo(Status.REJECTED);
    }

    @Test
    void skippedRowsComeBackTogetherWhenAsked() {
        long first = add(1, chat("one", "1"));
        long second = add(1, chat("two", "2"));
        long other = add(2, chat("other phase", "3"));
        for (long id : List.of(first, second, other)) {
            library.decide(new Decision.Judge(id, Status.SKIPPED));
        }
        assertThat(library.waiting(1, false, 10)).isEmpty();
        assertThat(library.reopenSkipped(1, false)).isEqualTo(2);
        assertThat(library.waiting(1, false, 10)).extracting(StoredExample::id).containsExactly(first, second);
        assertThat(find(other).status()).isEqualTo(Status.SKIPPED);
        assertThat(library.reopenSkipped(1, false)).isZero();
        assertThat(library.undo().orElseThrow().what()).isEqualTo("put back 2 rows");
        assertThat(library.counts(1, false).skipped()).isEqualTo(2);
    }

    @Test
    void anEditIsAcceptedAndKeepsAPairThatUndoWithdraws() {
        long id = add(1, chat("Name a colour", "Colours are nice."));
        library.decide(new Decision.Edit(id, chat("Name a colour", "Blue."), true));
        assertThat(find(id).edited()).isTrue();
        assertThat(find(id).status()).isEqualTo(Status.ACCEPTED);
        assertThat(accepted(4))
                .extracting(StoredExample::example)
                .containsExactly(pair("Name a colour", "Blue.", "Colours are nice."));

        library.undo();
        assertThat(find(id).example()).isEqualTo(chat("Name a colour", "Colours are nice."));
        assertThat(find(id).edited()).isFalse();
        assertThat(accepted(4)).isEmpty();
        assertThat(library.counts(4, true).total()).isZero();

        library.redo();
        assertThat(accepted(4)).hasSize(1);
    }

    @Test
    void editingBackAndForthNeverLosesAPair() {
        long id = add(1, chat("Name a colour", "Colours are nice."));
        var edit = new Decision.Edit(id, chat("Name a colour", "Blue."), true);
        library.decide(edit);
        library.undo();
        library.decide(edit);
        assertThat(accepted(4)).hasSize(1);
        library.undo();
        assertThat(accepted(4)).isEmpty();
    }

    @Test
    void theChosenTextIsTheOneThePersonPointedAtWhicheverSideItStoodOn() {
        for (boolean chosenOnLeft : new boolean[] {true, false}) {
            for (var choice : List.of(Decision.Choice.LEFT, Decision.Choice.RIGHT)) {
                long id = add(4, pair("q" + chosenOnLeft + choice, "A", "B"));
                library.decide(new Decision.Prefer(id, choice, chosenOnLeft, false, 1000));
                var shownLeft = chosenOnLeft ? "A" : "B";
                var shownRight = chosenOnLeft ? "B" : "A";
                var kept = (Example.Preference) find(id).example();
                assertThat(kept.chosen()).isEqualTo(choice == Decision.Choice.LEFT ? shownLeft : shownRight);
                assertThat(kept.rejected()).isEqualTo(choice == Decision.Choice.LEFT ? shownRight : shownLeft);
                assertThat(find(id).status()).isEqualTo(Status.ACCEPTED);
                library.undo();
                assertThat(find(id).example()).isEqualTo(pair("q" + chosenOnLeft + choice, "A", "B"));
                library.redo();
            }
        }
        assertThat(library.habits()).isEqualTo(new Library.Habits(4, 2, 0, 4000));
    }

    @Test
    void tiesAndSkipsExportNoPair() {
        var choices = List.of(Decision.Choice.BOTH_GOOD, Decision.Choice.BOTH_BAD, Decision.Choice.SKIP);
        for (var choice : choices) {
            library.decide(new Decision.Prefer(add(4, pair("q" + choice, "A", "B")), choice, true, false, 5));
        }
        assertThat(accepted(4)).isEmpty();
        assertThat(library.counts(4, true)).isEqualTo(new Counts(0, 0, 2, 1));
        assertThat(library.habits().pairs()).isZero();
    }

    @Test
    void habitsForgetAChoiceThatWasTakenBackAndCountTheLongerAnswer() {
        long id = add(4, pair("q", "long answer", "short"));
        library.decide(new Decision.Prefer(id, Decision.Choice.LEFT, true, true, 700));
        assertThat(library.habits()).isEqualTo(new Library.Habits(1, 1, 1, 700));
        library.undo();
        assertThat(library.habits()).isEqualTo(new Library.Habits(0, 0, 0, 0));
        library.redo();
        assertThat(library.habits()).isEqualTo(new Library.Habits(1, 1, 1, 700));
    }

    @Test
    void notesKeepWhatTheyDoNotMention() {
        long id = add(1, chat("q", "a"));
        library.decide(new Decision.Note(id, "check the date"));
        library.decide(new Decision.Tag(id, "history", true));
        library.decide(new Decision.Tag(id, "dates", true));
        library.decide(new Decision.Rate(id, 4));
        library.decide(new Decision.Flag(id, true));
        assertThat(library.remark(id)).contains(new Remark("check the date", List.of("dates", "history"), 4, true));
        library.undo();
        library.undo();
        assertThat(library.remark(id)).contains(new Remark("check the date", List.of("dates", "history"), 0, false));
        library.undo();
        library.undo();
        assertThat(library.remark(id)).contains(new Remark("check the date", List.of(), 0, false));
        library.undo();
        assertThat(library.remark(id)).isEmpty();
        assertThat(find(id).status()).isEqualTo(Status.WAITING);
    }

    @Test
    void tierThreeNeverReachesTraining() {
        var encyclopedia = new Origin("encyclopedia", 1, "CC-BY-SA-4.0", Tier.RETRIEVE_ONLY);
        library.add(List.of(new NewExample(1, chat("Who?", "Ada."), encyclopedia, Status.ACCEPTED)));
        long id = library.search("Ada", 1).getFirst().id();
        assertThat(library.waiting(1, false, 10)).isEmpty();
        assertThat(library.acceptAll()).isZero();
        assertThatThrownBy(() -> library.decide(new Decision.Judge(id, Status.ACCEPTED)))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("Tier 3");
        library.decide(new Decision.Edit(id, chat("Who?", "Ada Lovelace."), true));
        assertThat(accepted(1)).isEmpty();
        assertThat(accepted(4)).isEmpty();
        assertThat(library.sources())
                .containsExactly(new SourceSummary("encyclopedia", Tier.RETRIEVE_ONLY, "CC-BY-SA-4.0", 1, 1, 0, 0, 0));
    }

    @Test
    void searchFindsEveryWordAnywhereInTheTextAndNewestDecisionsFirst() {
        add(1, chat("The red fox", "runs \"home\""));
        long blue = add(1, chat("The blue fox", "sleeps"));
        add(1, chat("A whale", "sings of content and role"));
        library.decide(new Decision.Judge(blue, Status.REJECTED));
        assertThat(library.search("fox", 10)).extracting(StoredExample::id).containsExactly(blue, 1L);
        assertThat(library.search("FOX red", 10)).hasSize(1);
        assertThat(library.search("\"home\"", 10)).hasSize(1);
        assertThat(library.search("role", 10)).hasSize(1);
        assertThat(library.search("", 2)).hasSize(2);
        assertThat(library.search("100%", 10)).isEmpty();
    }

    @Test
    void aDecisionAboutARowThatIsNotThereChangesNothing() {
        assertThatThrownBy(() -> library.decide(new Decision.Judge(77, Status.ACCEPTED)))
                .isInstanceOf(LibraryException.class)
                .hasMessage("There is no example 77 in this library.");
        assertThat(library.undoable()).isEmpty();
    }

    @Test
    void aPrefetchCanRunAheadOfTheDecisions() {
        for (int i = 0; i < 10; i++) {
            add(1, chat("q" + i, "a"));
        }
        var first = library.waiting(1, false, 4);
        var next = library.waiting(1, false, first.getLast().id(), 4);
        assertThat(next).extracting(StoredExample::id).containsExactly(5L, 6L, 7L, 8L);
    }

    @Test
    void theRowsOfOneSourceWaitByThemselves() {
        library.add(List.of(
                waiting(1, chat("q1", "a")),
                new NewExample(1, chat("q2", "a"), new Origin("other", 1, "MIT", Tier.HIGH_VALUE), Status.WAITING),
                waiting(1, chat("q3", "a"))));
        assertThat(library.waiting(1, false, "other", 0, 9))
                .hasSize(1)
                .allMatch(row -> row.origin().source().equals("other"));
        assertThat(library.waiting(
                        1,
                        false,
                        "other",
                        library.waiting(1, false, "other", 0, 9).getFirst().id(),
                        9))
                .isEmpty();
        assertThat(library.waiting(1, false, null, 0, 9)).hasSize(3);
    }

    @Test
    void aRowOfOnesOwnIsAnActThatCanBeTakenBackAndDoneAgain() {
        var own = waiting(4, new Example.Preference(List.of(Message.user("q")), "good", "bad"));
        long id = library.compose(own);
        assertThat(library.waiting(4, true, 9)).extracting(StoredExample::id).containsExactly(id);
        assertThat(library.undoable())
                .hasValueSatisfying(said -> assertThat(said).startsWith("added"));

        library.undo();
        assertThat(library.find(id)).isEmpty();
        assertThat(library.counts(4, true).total()).isZero();
        library.redo();
        assertThat(library.find(id)).isPresent();
        assertThatThrownBy(() -> library.compose(own)).hasMessageContaining("in the library already");
        library.undo();
        assertThat(library.compose(own))
                .as("what was taken back can be written again")
                .isEqualTo(id);
    }

    @Test
    void aPhraseInQuotesIsFoundAsAPhrase() {
        library.add(List.of(
                waiting(1, chat("the gate is old", "red\n  gate")), waiting(1, chat("an old gate", "it is red"))));
        assertThat(library.search("old gate", 9)).hasSize(2);
        assertThat(library.search("\"old gate\"", 9)).hasSize(1);
        assertThat(library.search("“Red gate” is", 9)).hasSize(1);
        assertThat(library.search("\"gate is", 9))
                .as("a quote that is still open")
                .hasSize(1);
    }
}
