package sam.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sam.stories.Work.Scene;

class VoiceLensTest {
    private final Prose prose = new Prose(11);

    private static VoiceLens lens(String... paragraphs) {
        return VoiceLens.of(List.of(Prose.work(paragraphs))).getFirst();
    }

    @Test
    void sentencesAndDialogueAreCounted() {
        var lens = lens("He ran to the lake. It was cold.", "“Four words are here,” she said.");
        assertThat(lens.words()).isEqualTo(14);
        assertThat(lens.sentenceWords()).isCloseTo(14 / 3.0, within(1e-9));
        assertThat(lens.dialogue()).isCloseTo(4 / 14.0, within(1e-9));
    }

    @Test
    void personAndTenseAreGuessedFromWhatIsToldNotFromWhatIsSaid() {
        assertThat(lens("I was there. I saw him, and he saw me. We went home. “You are late,” he said.")
                        .person())
                .isEqualTo(VoiceLens.Person.FIRST);
        assertThat(lens("She was there. “I am here, I think I am,” he said, and she took his hand.")
                        .person())
                .isEqualTo(VoiceLens.Person.THIRD);
        assertThat(lens("You wake. Your hand is cold, and you look at it.").person())
                .isEqualTo(VoiceLens.Person.SECOND);
        assertThat(lens("The lake. The stone.").person()).isEqualTo(VoiceLens.Person.UNCLEAR);
        assertThat(lens("She is there and takes his hand. He says no. “It was late, it had been, it was,” he says.")
                        .tense())
                .isEqualTo(VoiceLens.Tense.PRESENT);
        assertThat(lens("She was there and took his hand. “It is late, is it, is it,” he said.")
                        .tense())
                .isEqualTo(VoiceLens.Tense.PAST);
    }

    @Test
    void wordsThatOnlyThisWorkLeansOnComeFirstAndNamesAreNoWords() {
        var own = Prose.work(
                prose.paragraph(30),
                "Mara smirked. He smirked. They smirked. Mara smirked and Mara left. She smirked.");
        var other = Prose.work(prose.paragraph(60), "He left. They left.");
        var lenses = VoiceLens.of(List.of(own, other));
        assertThat(lenses.getFirst().overused().getFirst().word()).isEqualTo("smirked");
        assertThat(lenses.getFirst().overused().getFirst().z()).isGreaterThan(1.96);
        assertThat(lenses.getFirst().overused())
                .extracting(WordOdds.Overused::word)
                .doesNotContain("mara", "the", "stone");
        assertThat(VoiceLens.of(List.of(own)).getFirst().overused()).isEmpty();
    }

    @Test
    void theLogOddsAreThoseOfTheFormula() {
        var own = WordOdds.counts(Prose.work("rain rain rain rain wind wind wind"));
        var others = WordOdds.counts(Prose.work("rain wind wind wind wind wind wind wind wind wind"));
        // y=4 of 7, 1 of 10, prior 500*5/17
        double prior = 500 * 5 / 17.0;
        double odds = Math.log((4 + prior) / (7 + 500 - 4 - prior)) - Math.log((1 + prior) / (10 + 500 - 1 - prior));
        double z = odds / Math.sqrt(1 / (4 + prior) + 1 / (1 + prior));
        assertThat(WordOdds.z(own, others, "rain")).isCloseTo(z, within(1e-12)).isPositive();
        assertThat(WordOdds.z(own, others, "wind")).isNegative();
    }

    @Test
    void thePassageThatLeavesTheVoiceComesFirstAndSaysWhy() {
        var paragraphs = new ArrayList<>(prose.paragraphs(60));
        var strange = "I go. I go now. You see me. I am here. You are here. We run. I run. You look. I look. I stop. "
                .repeat(9);
        paragraphs.add(30, strange.strip());
        var lens = VoiceLens.of(List.of(Prose.work(Prose.about("A"), List.of(new Scene(paragraphs)))))
                .getFirst();
        assertThat(lens.passages()).hasSizeGreaterThan(8);
        assertThat(lens.passages().getFirst().text()).contains("I go now.");
        assertThat(lens.passages().getFirst().outlier()).isGreaterThan(3);
        assertThat(lens.passages().getFirst().why()).matches("(more|less) .+");
        assertThat(lens.passages()).isSortedAccordingTo((a, b) -> Double.compare(b.outlier(), a.outlier()));
    }
}
