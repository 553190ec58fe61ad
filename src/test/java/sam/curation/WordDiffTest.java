package sam.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sam.curation.WordDiff.Piece;

class WordDiffTest {
    @Test
    void onlyTheWordsThatDifferAreTinted() {
        var diff = WordDiff.of("turn off the cold water first", "turn off the hot water first");

        assertThat(diff.left())
                .containsExactly(
                        new Piece("turn off the ", false), new Piece("cold", true), new Piece(" water first", false));
        assertThat(diff.right().get(1)).isEqualTo(new Piece("hot", true));
    }

    @Test
    void theSpaceBetweenTwoChangedWordsBelongsToTheChange() {
        var diff = WordDiff.of("a red apple here", "a green pear here");

        assertThat(diff.left()).contains(new Piece("red apple", true));
    }

    @Test
    void equalTextsHaveNoTint() {
        assertThat(WordDiff.of("the same", "the same").left()).containsExactly(new Piece("the same", false));
        assertThat(WordDiff.of("", "").left()).isEmpty();
    }

    @Test
    void thePiecesAlwaysMakeUpTheirText() {
        var random = new Random(7);
        var words = List.of("a", "b", " ", "\n", "ç", "😀", ".", "don't", "  ");
        for (int i = 0; i < 300; i++) {
            var left = text(random, words);
            var right = text(random, words);
            var diff = WordDiff.of(left, right);
            assertThat(joined(diff.left())).isEqualTo(left);
            assertThat(joined(diff.right())).isEqualTo(right);
            assertThat(shared(diff.left()).replaceAll("\\s", ""))
                    .as("what is shared is the same on both sides")
                    .isEqualTo(shared(diff.right()).replaceAll("\\s", ""));
        }
    }

    @Test
    void wilsonsIntervalIsTheTextbooks() {
        var half = Wilson.of(50, 100);
        assertThat(half.low()).isCloseTo(0.4038, within(1e-4));
        assertThat(half.high()).isCloseTo(0.5962, within(1e-4));
        var none = Wilson.of(0, 10);
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.2775, within(1e-4));
    }

    private static String text(Random random, List<String> words) {
        return random.ints(random.nextInt(20), 0, words.size())
                .mapToObj(words::get)
                .collect(Collectors.joining());
    }

    private static String joined(List<Piece> pieces) {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }

    private static String shared(List<Piece> pieces) {
        return pieces.stream()
                .filter(piece -> !piece.changed())
                .map(Piece::text)
                .collect(Collectors.joining());
    }
}
