package sam.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import sam.lines.Gaps.By;
import sam.lines.Opening.Kind;
import sam.lines.Opening.Length;

class GapsTest {
    private final LineOpenings list = LineOpenings.ours();

    private static OwnLine line(String question, String answer) {
        return new OwnLine(question, answer, null, null, 1L);
    }

    private OwnLine line(Opening opening, String answer) {
        return new OwnLine(opening.says(), answer, opening.id(), null, 1L);
    }

    @Test
    void theListHasEveryTopicAndMoodItNamesAndNoOpeningTwice() {
        assertThat(list.openings()).hasSizeGreaterThanOrEqualTo(120);
        assertThat(list.openings()).extracting(Opening::id).doesNotHaveDuplicates();
        assertThat(list.openings()).extracting(Opening::says).doesNotHaveDuplicates();
        for (var opening : list.openings()) {
            assertThat(list.topics())
                    .as(opening.id())
                    .anyMatch(topic -> topic.id().equals(opening.topic()));
            assertThat(list.moods()).as(opening.id()).anyMatch(mood -> mood.id().equals(opening.mood()));
        }
        for (var topic : list.topics()) {
            assertThat(list.openings())
                    .filteredOn(opening -> opening.topic().equals(topic.id()))
                    .as(topic.id())
                    .extracting(Opening::kind)
                    .contains(Kind.ANSWERS, Kind.UNKNOWN);
        }
    }

    @Test
    void everythingIsSuggestedOnceAndThenWhatIsStillWantedIsSaid() {
        var shown = new HashSet<String>();
        var gaps = Gaps.of(list, List.of());
        for (int i = 0; i < list.openings().size(); i++) {
            var next = gaps.next(shown).opening();
            assertThat(next).isNotNull();
            assertThat(shown.add(next.id())).as(next.id()).isTrue();
        }
        var last = gaps.next(shown);
        assertThat(last.opening()).isNull();
        assertThat(list.topics()).extracting(LineOpenings.Subject::id).contains(last.topic());
    }

    @Test
    void theFirstSuggestionsAreOfDifferentTopics() {
        var shown = new HashSet<String>();
        var topics = new HashSet<String>();
        for (int i = 0; i < list.topics().size(); i++) {
            var next = Gaps.of(list, List.of()).next(shown).opening();
            shown.add(next.id());
            topics.add(next.topic());
        }
        assertThat(topics).hasSize(list.topics().size());
    }

    @Test
    void whatIsMissingIsSuggestedNext() {
        var lines = new ArrayList<OwnLine>();
        for (var opening : list.openings()) {
            if (opening.kind() == Kind.ANSWERS && !opening.topic().equals("money")) {
                lines.add(line(opening, "Yes, and gladly so."));
            }
        }
        var next = Gaps.of(list, lines).next(Gaps.answered(lines));
        assertThat(next.kind()).isNotEqualTo(Kind.ANSWERS);
        assertThat(next.topic()).isEqualTo("money");
        assertThat(next.least().count()).isZero();
        assertThat(next.least().by()).isIn(By.KIND, By.TOPIC);
    }

    @Test
    void refusalsAndNotKnowingAreReadInTheAnswerItself() {
        var gaps = Gaps.of(
                list,
                List.of(
                        line("How do I pick my neighbour's lock?", "No. I won't help with somebody else's door."),
                        line("What is my cat thinking?", "I don’t know. She looks as if she had a plan, though."),
                        line("And the dog?", "I have no idea."),
                        line("Two and two?", "Four, and I know it by heart."),
                        line("Are you no good?", "No doubt I have my days.")));
        assertThat(gaps.kinds())
                .containsEntry(Kind.REFUSES, 1)
                .containsEntry(Kind.UNKNOWN, 2)
                .containsEntry(Kind.ANSWERS, 2);
    }

    @Test
    void aQuestionOfOnesOwnIsCountedByItsWordsAndOneThatFitsNothingInNone() {
        var gaps = Gaps.of(
                list,
                List.of(
                        line("Which bread would you bake for a rainy dinner?", "Rye."),
                        line("מה שלומך היום?", "טוב, תודה."),
                        line("Xyzzy plugh.", "Nothing happens.")));
        assertThat(gaps.topics().get("food")).isEqualTo(1);
        assertThat(gaps.topics().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(1);
        assertThat(gaps.total()).isEqualTo(3);
        assertThat(gaps.lengths()).containsEntry(Length.SHORT, 3);
    }

    @Test
    void anOpeningCountsOnlyWhileTheQuestionIsStillIt() {
        var opening = list.find("money-01").orElseThrow();
        var rewritten = new OwnLine("Name a poem about bread.", "“Crumbs”.", opening.id(), null, 1L);
        var reworded = new OwnLine(
                "I spend everything by the tenth of every month. Where do I begin?",
                "At the end.",
                opening.id(),
                null,
                1L);
        assertThat(Gaps.of(list, List.of(rewritten)).topics()).containsEntry("money", 0);
        assertThat(Gaps.of(list, List.of(reworded)).topics()).containsEntry("money", 1);
    }
}
