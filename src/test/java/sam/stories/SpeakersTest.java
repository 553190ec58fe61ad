package sam.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sam.rows.Message;
import sam.rows.Message.Role;
import sam.stories.Work.Labels;
import sam.stories.Work.Scene;

class SpeakersTest {
    private static final List<String> TALK = List.of(
            "Mara stood at the window in her wet coat. Tom had not moved since noon.",
            "“You came back,” said Tom.",
            "“I live here.” Mara put down the lamp.",
            "“Since when?”",
            "“Since the lake took the other house.”",
            "“That was,” he said, “a very long time ago.”",
            "“It was yesterday,” Mara Voss answered quietly, “and you know it.”");

    private static Work work(List<String> paragraphs) {
        var labels = new Labels(
                null, List.of(), List.of(), List.of(), List.of(), List.of("Mara Voss", "Tom Hale (Lakes)"), List.of());
        return Prose.work(Prose.about("The Lake", labels, null), List.of(new Scene(paragraphs)));
    }

    @Test
    void whoSpeaksIsGuessedFromVerbsActionsPronounsAndTurns() {
        var said = Speakers.of(work(TALK));
        assertThat(said)
                .extracting(Utterance::speaker)
                .containsExactly("Tom Hale", "Mara Voss", "Tom Hale", "Mara Voss", "Tom Hale", "Mara Voss");
        assertThat(said.getFirst().confidence()).isEqualTo(0.9);
        assertThat(said.get(1).confidence()).isEqualTo(0.7);
        assertThat(said.get(2).confidence()).isEqualTo(0.5);
        assertThat(said.get(3).confidence()).isLessThan(said.get(2).confidence());
        assertThat(said.getLast().text()).isEqualTo("It was yesterday, and you know it.");
        assertThat(said.getLast().confidence()).isEqualTo(0.9);
    }

    @Test
    void whereNothingTellsThereIsNoGuess() {
        var said = Speakers.of(work(List.of("“Who is there?”", "“Nobody.”", "“Mara saw Tom,” somebody shouted.")));
        assertThat(said).extracting(Utterance::speaker).containsOnlyNulls();
        assertThat(said).extracting(Utterance::confidence).containsOnly(0.0);
    }

    @Test
    void everyonesMarksAreReadAndASpeechMayGoOn() {
        for (var paragraph :
                List.of("\"Stay,\" Tom said.", "«Stay,» Tom said.", "„Stay,“ Tom said.", "”Stay,\" Tom said.")) {
            assertThat(Speakers.of(work(List.of(paragraph))))
                    .as(paragraph)
                    .singleElement()
                    .satisfies(said -> assertThat(said.text()).isEqualTo("Stay,"))
                    .satisfies(said -> assertThat(said.speaker()).isEqualTo("Tom Hale"));
        }
        var single = Speakers.of(work(List.of("‘Don’t go,’ said Tom. ‘It’s late.’", "‘I won’t,’ said Mara.")));
        assertThat(single).extracting(Utterance::text).containsExactly("Don’t go, It’s late.", "I won’t,");
        var long_ = Speakers.of(work(List.of("Tom said, “It began in May.", "“Nobody knew then.”")));
        assertThat(long_).extracting(Utterance::speaker).containsExactly("Tom Hale", "Tom Hale");
    }

    @Test
    void thePersonCorrectsAGuess() {
        var work = work(TALK);
        var choices = StoryChoices.of(Map.of(
                "speaker." + work.id() + ".2",
                "Ann",
                "name." + work.id() + ".Mara Voss",
                "Keeper",
                "speaker." + work.id() + ".4",
                ""));
        var said = Speakers.corrected(work, Speakers.of(work), choices);
        assertThat(said)
                .extracting(Utterance::speaker)
                .containsExactly("Tom Hale", "Keeper", "Ann", "Keeper", null, "Keeper");
        assertThat(said.get(2).confidence()).isEqualTo(1);
    }

    @Test
    void aCharacterAnswersAsInItsSceneAndThePersonaComesFromThere() {
        var work = work(TALK);
        var rows = RolePlay.of(work, StoryChoices.of(Map.of("roles", "Mara Voss")));
        var row = rows.getFirst();
        assertThat(rows).hasSize(1);
        assertThat(row)
                .extracting(Message::role)
                .containsExactly(
                        Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER, Role.ASSISTANT, Role.USER, Role.ASSISTANT);
        assertThat(row.getFirst().content())
                .contains("You are Mara Voss.", "Mara stood at the window in her wet coat.", "Tom Hale")
                .doesNotContain("Tom had not moved");
        assertThat(row.get(1).content()).isEqualTo("You came back,");
        assertThat(row.getLast().content()).isEqualTo("It was yesterday, and you know it.");
        assertThat(row.stream().map(Message::content))
                .noneMatch(text -> text.contains("“") || text.contains("he said"));
    }

    @Test
    void moreThanOnePartnerIsNamedAndUnknownVoicesEndAConversation() {
        var rows = RolePlay.of(
                work(List.of(
                        "“Is it you, then?” asked Tom.",
                        "“Who else?” said Ann.",
                        "“Nobody else would come out in this weather,” said Mara.",
                        "“Silence!” shouted somebody.",
                        "“You always say that,” said Ann.")),
                StoryChoices.of(Map.of("roles", "Mara Voss")));
        assertThat(rows)
                .singleElement()
                .satisfies(row ->
                        assertThat(row.get(1).content()).isEqualTo("Tom Hale: Is it you, then?\n\nAnn: Who else?"));
    }
}
