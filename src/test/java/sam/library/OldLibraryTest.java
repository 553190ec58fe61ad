package sam.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Hashes;

/// A library that the program of the first shape wrote, with what that program said of every row after every act. Its
/// last two acts were taken back.
class OldLibraryTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z"));
    private static final int LAKES = 14;

    @TempDir
    Path folder;

    private final List<State> states = new ArrayList<>();
    private Library library;

    /// What every row was after an act, and what undo would have taken back.
    private record State(String undoable, List<String> rows) {}

    @BeforeEach
    void open() throws IOException {
        try (var old = resource("written-by-001.sqlite")) {
            Files.copy(old, folder.resolve("library.sqlite"));
        }
        try (var told = resource("written-by-001.txt")) {
            for (var state : new String(told.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^== ")) {
                if (!state.isEmpty()) {
                    var lines = state.lines().toList();
                    var undoable = lines.getFirst().replaceFirst(".* \\| undo: ", "");
                    states.add(new State(undoable, lines.subList(1, lines.size())));
                }
            }
        }
        library = Library.open(folder.resolve("library.sqlite"), CLOCK);
    }

    @AfterEach
    void close() {
        library.close();
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(OldLibraryTest.class.getResourceAsStream(name));
    }

    @Test
    void everythingIsAsItWasAndTheOldFileIsKept() {
        assertSame(states.getLast());
        LibraryChecks.assertDerivable(library);
        assertThat(library.backups()).hasSize(1);
        assertThat(library.find(4).orElseThrow().origin()).isEqualTo(new Origin("letters", 4, "MIT", Tier.TRAIN_FIRST));
    }

    @Test
    void actsFromBeforeAreTakenBackAndDoneAgain() {
        // the last two states are those after the two undos
        int applied = states.size() - 2;
        library.redo().orElseThrow();
        library.redo().orElseThrow();
        assertThat(library.redo()).isEmpty();
        assertSame(states.get(applied - 1));
        for (int state = applied - 2; state >= 0; state--) {
            library.undo().orElseThrow();
            assertSame(states.get(state));
        }
        assertThat(library.undo()).isEmpty();
        for (int state = 1; state < applied; state++) {
            library.redo().orElseThrow();
            assertSame(states.get(state));
        }
        LibraryChecks.assertDerivable(library);
    }

    @Test
    void qualityTagsBecameRatingsAndTheOthersTags() {
        assertThat(library.remark(4)).contains(new Remark("numbers are off", List.of(), 2, false));
        assertThat(library.remark(1)).contains(new Remark("check the date", List.of("style"), 0, true));
        assertThat(library.remark(15)).contains(new Remark("", List.of("history"), 0, true));
    }

    @Test
    void aDocumentThatWasAcceptedIsPutBackWhateverIsUndone() {
        assertThat(library.find(LAKES).orElseThrow().status()).isEqualTo(Status.WAITING);
        while (library.undo().isPresent()) {}
        while (library.redo().isPresent()) {}
        assertThat(library.find(LAKES).orElseThrow().status()).isEqualTo(Status.WAITING);
        var rows = new ArrayList<StoredExample>();
        library.accepted(1, rows::add);
        assertThat(rows).isNotEmpty().noneMatch(row -> row.example() instanceof Example.Document);
    }

    @Test
    void whatArrivesAgainIsKnownByItsOldHash() {
        var again = new NewExample(
                1,
                LibraryTest.chat("Name a river, number 1", "The Elbe carries barge 1."),
                new Origin("mirror", 7, "CC-BY-NC-4.0", Tier.TRAIN_FIRST),
                Status.WAITING);
        assertThat(library.add(List.of(again))).isEqualTo(new Library.Added(0, 1));
        assertThat(library.origins(1)).extracting(Origin::source).containsExactly("letters", "mirror");
        assertThat(library.find(1).orElseThrow().origin().licence()).isEqualTo("CC-BY-NC-4.0");
    }

    @Test
    void oldWordsNotesAndTagsAreFoundOnceTheyAreIndexed() throws InterruptedException {
        library.awaitIndex();
        assertThat(library.look("danube", 9).rows())
                .extracting(StoredExample::id)
                .contains(4L);
        assertThat(library.look("numbers off", 9))
                .isEqualTo(new SearchResult(library.find(4).stream().toList(), 0));
        assertThat(library.search("history", 9)).extracting(StoredExample::id).containsExactly(15L);
        assertThat(library.search("长江", 9)).extracting(StoredExample::id).containsExactly(9L);
    }

    private void assertSame(State state) {
        var now = library.search("", 1000).stream()
                .sorted(Comparator.comparingLong(StoredExample::id))
                .map(this::line)
                .toList();
        assertThat(now)
                .isEqualTo(state.rows().stream().map(OldLibraryTest::today).toList());
        assertThat(library.undoable().orElse("-")).isEqualTo(state.undoable());
    }

    /// The one thing that is no longer as it was: a document is not accepted.
    private static String today(String line) {
        var fields = line.split("\t");
        boolean document = fields[0].equals("13") || fields[0].equals("" + LAKES);
        return document ? line.replace("\tACCEPTED\t", "\tWAITING\t") : line;
    }

    private String line(StoredExample row) {
        var remark = library.remark(row.id()).orElse(Remark.NONE);
        var tag = remark.rating() > 0 ? "quality " + remark.rating() : String.join(",", remark.tags());
        return String.join(
                "\t",
                Long.toString(row.id()),
                Integer.toString(row.phase()),
                Integer.toString(row.origin().tier().number()),
                row.status().name(),
                row.edited() ? "edited" : "as-came",
                Hashes.sha256(ExampleJson.write(row.example())).substring(0, 8),
                tag,
                remark.note(),
                Boolean.toString(remark.flag()));
    }
}
