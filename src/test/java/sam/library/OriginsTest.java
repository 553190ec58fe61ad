package sam.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sam.library.LibraryTest.chat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where rows come from: every source that brought one is kept, and an import can be taken back.
class OriginsTest {
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

    private static NewExample row(String question, String source, String licence) {
        return new NewExample(
                1, chat(question, "answer"), new Origin(source, 1, licence, Tier.TRAIN_FIRST), Status.WAITING);
    }

    private Import read(String file, NewExample... rows) {
        var reading = library.startImport(file);
        reading.add(List.of(rows));
        return reading;
    }

    private StoredExample find(long id) {
        return library.find(id).orElseThrow();
    }

    @Test
    void everythingAnOriginSaysComesBack() {
        library.add(List.of(row("parent", "letters", "MIT")));
        var told = new Origin("forum", 12, "CC-BY-SA-4.0", Tier.HIGH_VALUE)
                .with(new Origin.Item("q/77", "question 77", "https://example.org/q/77", "Ada", "r3"))
                .madeBy(
                        new Origin.Maker(
                                "teacher", "model-1", "ab12", 0.0125, List.of(new Origin.Check("compiles", true))),
                        List.of(1L));
        library.add(List.of(new NewExample(1, chat("q", "a"), told, Status.WAITING)));
        assertThat(library.origins(2)).containsExactly(told);
        assertThat(find(2).origin()).isEqualTo(new Origin("forum", 12, "CC-BY-SA-4.0", Tier.HIGH_VALUE));
    }

    @Test
    void aDuplicateAddsItsOriginAndTheStrictestLicenceCounts() {
        library.add(List.of(row("q", "letters", "MIT")));
        assertThat(library.add(List.of(row("q", "forum", "CC-BY-SA-4.0")))).isEqualTo(new Library.Added(0, 1));
        assertThat(library.add(List.of(row("q", "attic", "CC0-1.0")))).isEqualTo(new Library.Added(0, 1));
        assertThat(find(1).origin()).isEqualTo(new Origin("letters", 1, "CC-BY-SA-4.0", Tier.TRAIN_FIRST));
        assertThat(library.origins(1))
                .extracting(Origin::source, Origin::licence)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("letters", "MIT"),
                        org.assertj.core.groups.Tuple.tuple("forum", "CC-BY-SA-4.0"),
                        org.assertj.core.groups.Tuple.tuple("attic", "CC0-1.0"));
        library.decide(new Decision.Relicense("attic", "CC-BY-NC-4.0"));
        assertThat(find(1).origin().licence()).isEqualTo("CC-BY-NC-4.0");
        library.undo();
        assertThat(find(1).origin().licence()).isEqualTo("CC-BY-SA-4.0");
    }

    @Test
    void theSameFileReadAgainAddsNothing() {
        read("a.jsonl", row("q", "letters", "MIT"), row("q", "letters", "MIT"));
        var again = read("a.jsonl", row("q", "letters", "MIT"));
        assertThat(again.taken()).isZero();
        assertThat(again.duplicates()).isEqualTo(1);
        assertThat(library.origins(1)).hasSize(1);
    }

    @Test
    void anImportIsTakenBackAsOneActWithWhatWasDecidedOfIt() {
        var reading = read("a.jsonl", row("one", "letters", "MIT"), row("two", "letters", "MIT"));
        library.add(List.of(row("three", "letters", "MIT")));
        library.decide(new Decision.Judge(1, Status.ACCEPTED));
        long id = java.util.Objects.requireNonNull(reading.id());
        assertThat(library.imports()).containsExactly(new ImportSummary(id, CLOCK.instant(), "a.jsonl", 2, false));

        assertThat(library.decide(new Decision.TakeBackImport(id))).isEqualTo(2);
        assertThat(library.find(1)).isEmpty();
        assertThat(library.counts(1, false)).isEqualTo(new Counts(1, 0, 0, 0));
        assertThat(library.search("one", 9)).isEmpty();
        assertThat(library.imports().getFirst().takenBack()).isTrue();
        assertThat(library.undoable()).contains("took back the import of “a.jsonl”");
        assertThatThrownBy(() -> library.decide(new Decision.TakeBackImport(id)))
                .hasMessageContaining("already");

        library.undo();
        assertThat(find(1).status()).isEqualTo(Status.ACCEPTED);
        assertThat(library.imports().getFirst().takenBack()).isFalse();
        library.redo();
        assertThat(library.find(1)).isEmpty();
    }

    @Test
    void whatAnotherSourceBroughtTooStaysAndIsShownAsThatOnes() {
        var first = read("a.jsonl", row("q", "letters", "UNKNOWN"));
        read("b.jsonl", row("q", "forum", "MIT"));
        assertThat(find(1).origin().licence()).isEqualTo("UNKNOWN");
        library.decide(new Decision.TakeBackImport(java.util.Objects.requireNonNull(first.id())));
        assertThat(find(1).origin()).isEqualTo(new Origin("forum", 1, "MIT", Tier.TRAIN_FIRST));
        assertThat(library.sources())
                .containsExactly(new SourceSummary("forum", Tier.TRAIN_FIRST, "MIT", 1, 1, 0, 1, 0));
        library.undo();
        assertThat(find(1).origin()).isEqualTo(new Origin("letters", 1, "UNKNOWN", Tier.TRAIN_FIRST));
    }

    @Test
    void whatWasTakenBackComesAgainWhenItIsImportedAgain() {
        var first = read("a.jsonl", row("q", "letters", "MIT"));
        library.decide(new Decision.Rate(1, 2));
        library.decide(new Decision.TakeBackImport(java.util.Objects.requireNonNull(first.id())));
        var again = read("a.jsonl", row("q", "letters", "CC-BY-4.0"));
        assertThat(again.taken()).isEqualTo(1);
        assertThat(find(1).origin()).isEqualTo(new Origin("letters", 1, "CC-BY-4.0", Tier.TRAIN_FIRST));
        assertThat(find(1).status()).isEqualTo(Status.WAITING);
        // the arrival is no act of the person's: what undo takes back is what was done before it
        assertThat(library.undoable()).contains("took back the import of “a.jsonl”");
        library.undo();
        assertThat(find(1).status()).isEqualTo(Status.WAITING);
        library.undo();
        assertThat(library.remark(1)).isEmpty();
    }

    @Test
    void aPairMadeByAnEditKnowsWhatItWasMadeFrom() {
        read("a.jsonl", row("q", "letters", "MIT"));
        library.decide(new Decision.Edit(1, chat("q", "better"), true));
        assertThat(library.origins(2))
                .containsExactly(new Origin("letters", 1, "MIT", Tier.TRAIN_FIRST).from(List.of(1L)));
    }
}
