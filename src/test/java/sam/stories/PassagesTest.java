package sam.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import sam.stories.Work.Scene;

class PassagesTest {
    private final Prose prose = new Prose(5);

    @Test
    void everyPassageHasHalfToTwiceTheTargetAndEndsWithASentence() {
        for (int target : List.of(30, 80, 200, 500)) {
            for (int size : List.of(1, 4, 11, 40)) {
                var scene = new Scene(prose.paragraphs(size));
                for (var run : Passages.of(scene, target, Locale.ENGLISH)) {
                    for (var passage : run) {
                        assertThat(passage.words())
                                .isBetween((target + 1) / 2, 2 * target)
                                .isEqualTo(Work.words(passage.text()));
                        assertThat(passage.text()).matches("(?s)[A-Z].*\\.");
                    }
                }
            }
        }
    }

    @Test
    void aRunIsTheStoryWithoutAGap() {
        var scene = new Scene(prose.paragraphs(40));
        var runs = Passages.of(scene, 100, Locale.ENGLISH);
        assertThat(runs).hasSize(1);
        var text = new StringBuilder();
        runs.getFirst().forEach(passage -> text.append(passage.text()).append(' '));
        assertThat(text.toString().replaceAll("\\s+", " ").strip())
                .isEqualTo(scene.text().replaceAll("\\s+", " "));
        assertThat(runs.getFirst()).allMatch(passage -> passage.words() > 60);
    }

    @Test
    void aSentenceTooLongOrDamagedPartsRuns() {
        var before = prose.paragraph(20);
        var after = prose.paragraph(20);
        var endless = "and so on ".repeat(200) + ".";
        for (var bad : List.of(endless, "The caf� was closed.", "He said â€œno.")) {
            var runs = Passages.of(new Scene(List.of(before, bad, after)), 60, Locale.ENGLISH);
            assertThat(runs).as(bad.substring(0, 9)).hasSize(2);
            assertThat(runs.toString()).doesNotContain(bad);
        }
    }

    @Test
    void sentencesEndWhereReadersHearThemEnd() {
        assertThat(SentenceEnds.of(
                        "“Stop!” she said. Mr. Hale stopped. J. R. waited… “Why?” he asked.", Locale.ENGLISH))
                .extracting(String::strip)
                .containsExactly("“Stop!” she said.", "Mr. Hale stopped.", "J. R. waited…", "“Why?” he asked.");
        assertThat(SentenceEnds.of("他走了。她没有说话。", Locale.CHINESE)).hasSize(2);
        assertThat(SentenceEnds.locale("Deutsch")).isEqualTo(Locale.GERMAN);
        assertThat(SentenceEnds.locale("en-GB").getLanguage()).isEqualTo("en");
        assertThat(Work.words("他走了。She’s gone.")).isEqualTo(5);
    }

    @Test
    void verseWithoutFullStopsIsCutAtItsLines() {
        var verse = String.join("\n", prose.paragraphs(40)).replace(".", "");
        var runs = Passages.of(new Scene(List.of(verse)), 100, Locale.ENGLISH);
        assertThat(runs)
                .singleElement()
                .satisfies(run -> assertThat(run)
                        .hasSizeGreaterThan(10)
                        .allSatisfy(passage -> assertThat(verse).contains(passage.text())));
    }

    @Test
    void aTextOfSignsIsCountedBySigns() {
        var scene = new Scene(List.of("他走了，她没有说话。".repeat(60)));
        assertThat(Passages.of(scene, 100, Locale.CHINESE))
                .singleElement()
                .satisfies(run -> assertThat(run).hasSizeGreaterThan(2));
    }
}
