package sam.lines;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PersonaCardTest {
    @Test
    void headingsThatSayNothingAreNoSystemPrompt() {
        assertThat(PersonaCard.prompt(PersonaCard.HEADINGS)).isEmpty();
        assertThat(PersonaCard.prompt(" \n")).isEmpty();
    }

    @Test
    void whatIsWrittenGoesWithTheHeadingsAboveIt() {
        var card = PersonaCard.HEADINGS.replace("## Voice\n", "## Voice\nDry and kind.\n");
        assertThat(PersonaCard.prompt(card)).isEqualTo("# SAM\n\n## Voice\nDry and kind.");
    }

    @Test
    void plainTextIsTakenAsItIs() {
        assertThat(PersonaCard.prompt("You are SAM.\n\nNever say #1.\n")).isEqualTo("You are SAM.\n\nNever say #1.");
    }
}
