package sam.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "How to split a file | split a file",
                "Creating a command | create a command",
                "Using and testing frames | use and test frames",
                "Sending and receiving messages | send and receive messages",
                "Running two servers | run two servers",
                "Set up a project | set up a project",
                "2.1 Writing tests | write tests",
            })
    void aHeadingThatTellsOfADeedAsksHowItIsDone(String heading, String deed) {
        assertThat(Wording.deed(heading)).contains(deed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Logging", "String methods", "Missing values", "Overview", "Sending and blorking messages"})
    void otherHeadingsAskNothing(String heading) {
        assertThat(Wording.deed(heading)).isEmpty();
    }

    @Test
    void sentencesThatLeadToCodeBecomeQuestions() {
        assertThat(Wording.asked("To read all of your lines at once, call `lines()`:", " in Kit"))
                .contains(new Wording.Asked("How do I read all of my lines at once in Kit?", true));
        assertThat(Wording.asked("The following example shows how to turn a wheel:", ""))
                .contains(new Wording.Asked("Write an example that shows how to turn a wheel.", false));
        assertThat(Wording.asked("You can name a wheel when it is made, like this:", ""))
                .contains(new Wording.Asked("How can I name a wheel when it is made?", true));
        assertThat(Wording.asked("Wheels are round.", "")).isEmpty();
        assertThat(Wording.asked("You can make schemas with `.make(all)` at once:", ""))
                .as("the full stop is code")
                .isEmpty();
    }
}
