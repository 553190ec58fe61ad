package sam.library;

import static org.assertj.core.api.Assertions.assertThat;
import static sam.library.LibraryTest.chat;
import static sam.library.LibraryTest.waiting;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
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
        library.close();
    }

    private void add(String... answers) {
        for (var answer : answers) {
            library.add(List.of(waiting(1, chat("Say something", answer))));
        }
    }

    private List<Long> ids(String typed) {
        var found = library.look(typed, 50);
        assertThat(found.complete()).isTrue();
        return found.rows().stream().map(StoredExample::id).toList();
    }

    @Test
    void wordsBeginWordsAndPhrasesAreThemselves() {
        add("the red fox runs", "a fox is red", "redemption of foxes", "outfox them");
        assertThat(ids("red fox")).containsExactly(1L, 2L, 3L);
        assertThat(ids("\"red fox\"")).containsExactly(1L);
        assertThat(ids("\"red\" \"fox\"")).containsExactly(1L, 2L);
        assertThat(ids("\"red fo")).isEmpty();
        assertThat(ids("FOX*")).containsExactly(1L, 2L, 3L);
        assertThat(ids("something")).hasSize(4);
        assertThat(ids("role")).isEmpty();
    }

    @Test
    void scriptsWithoutSpacesAreFoundByAnyPiece() {
        add("长江在中国，流入东海。", "แม่น้ำเจ้าพระยาไหลผ่านกรุงเทพ", "東京タワーは高い", "नदी लंबी है", "Ολυμπία ρέει");
        assertThat(ids("中国")).containsExactly(1L);
        assertThat(ids("江")).containsExactly(1L);
        assertThat(ids("国中")).isEmpty();
        assertThat(ids("เจ้าพระยา")).containsExactly(2L);
        assertThat(ids("น้ำ")).containsExactly(2L);
        assertThat(ids("タワー")).containsExactly(3L);
        assertThat(ids("ﾀﾜｰ")).containsExactly(3L);
        assertThat(ids("लंबी")).containsExactly(4L);
        assertThat(ids("ολυμπια")).containsExactly(5L);
        assertThat(ids("\"长江在中国\" 东海")).containsExactly(1L);
    }

    @Test
    void whateverIsTypedIsNeverASyntaxError() {
        add("if (a[1] == \"x\") { return NEAR; }", "plain words AND OR NOT here");
        for (var odd : List.of(
                "\"",
                "\"\"",
                "*",
                "* *",
                "(",
                ")",
                "NEAR(",
                "NEAR(a b, 5)",
                "AND",
                "OR NOT",
                "words:here",
                "^plain",
                "-",
                "+",
                "a + b",
                "{x}",
                "'; DROP TABLE example",
                "\\",
                "%",
                "_",
                "\u0000",
                "\ud83d",
                "ab\"cd",
                "\"ab\"cd\"",
                "col : x",
                "x*y*",
                "\"x*\"",
                "😀",
                "a".repeat(5000),
                "w ".repeat(300))) {
            library.look(odd, 10);
        }
        var random = new Random(5);
        for (int i = 0; i < 300; i++) {
            var typed = new StringBuilder();
            for (int c = 0; c < 12; c++) {
                typed.append("\"*()^:-+ aNEARx{}'\\%\t國ก́".charAt(random.nextInt(24)));
            }
            library.look(typed.toString(), 10);
        }
        assertThat(ids("return NEAR")).containsExactly(1L);
        assertThat(ids("AND OR NOT")).containsExactly(2L);
        assertThat(ids("a[1]")).containsExactly(1L);
        assertThat(ids("%%%")).isEmpty();
    }

    @Test
    void theCurrentWordingIsSearchedAndUndoBringsTheOldOneBack() {
        add("A bad answer");
        library.decide(new Decision.Edit(1, chat("Say something", "A splendid one"), true));
        assertThat(ids("splendid")).containsExactlyInAnyOrder(1L, 2L);
        assertThat(ids("bad")).containsExactly(2L);
        library.undo();
        assertThat(ids("splendid")).isEmpty();
        assertThat(ids("bad")).containsExactly(1L);
        library.redo();
        assertThat(ids("\"bad answer\"")).containsExactly(2L);
    }

    @Test
    void notesAndTagsAreSearchedWithTheText() {
        add("The red fox", "The blue fox", "A whale");
        library.decide(new Decision.Note(2, "check the colour"));
        library.decide(new Decision.Tag(List.of(1L, 2L, 3L), "animals", true));
        library.decide(new Decision.Judge(1, Status.SKIPPED));
        assertThat(ids("colour")).containsExactly(2L);
        assertThat(ids("animals")).containsExactly(1L, 2L, 3L);
        assertThat(ids("fox animals")).containsExactly(1L, 2L);
        assertThat(ids("fox colour animals")).containsExactly(2L);
        library.undo();
        library.undo();
        assertThat(ids("animals")).isEmpty();
        assertThat(ids("colour")).containsExactly(2L);
    }

    @Test
    void aBigImportIsIndexedBehindItAndSearchesSaySoMeanwhile() throws InterruptedException {
        var rows = new ArrayList<NewExample>();
        for (int i = 0; i < 4000; i++) {
            rows.add(waiting(1, chat("question " + i, "answer " + i + " of the long import, with some words to read")));
        }
        var reading = library.startImport("big.jsonl");
        reading.add(rows);
        var at = library.look("question", 5);
        assertThat(at.unindexed()).isPositive();
        assertThat(at.complete()).isFalse();
        // a row that is edited meanwhile is indexed as it is worded then
        library.decide(new Decision.Edit(3999, chat("question 3998", "a marmot"), false));
        library.awaitIndex();
        assertThat(library.look("question", 5).unindexed()).isZero();
        assertThat(ids("marmot")).containsExactly(3999L);
        assertThat(ids("\"question 3997\"")).containsExactly(3998L);
        // what was still missing when the program ended is caught up when it starts again
        reading.add(List.of(waiting(2, chat("the last one", "of all"))));
        library.close();
        open();
        library.awaitIndex();
        assertThat(ids("\"last one\"")).containsExactly(4001L);
    }
}
