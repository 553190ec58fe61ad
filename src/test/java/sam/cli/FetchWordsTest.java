package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sam.hub.HubException;
import sam.hub.HubException.Way;

/// A fault of the hub is a fact; the terminal says what can be typed against it.
class FetchWordsTest {
    @Test
    void everyWayOutIsSaidAsATerminalOffersIt() {
        assertThat(words(Way.SAID)).isEqualTo("So it is.");
        assertThat(words(Way.AGAIN))
                .isEqualTo("So it is. Give the same command again later: it goes on where it stopped.");
        assertThat(words(Way.OTHER_FOLDER)).isEqualTo("So it is. Choose another folder with --to.");
        assertThat(words(Way.NAME_A_FILE)).isEqualTo("So it is. Say which with --file: a.gguf, b.gguf.");
        assertThat(words(Way.OTHER_MODEL)).isEqualTo("So it is. Choose another, for example of sam fetch --list.");
    }

    private static String words(Way way) {
        return FetchWords.of(new HubException("So it is.", way, List.of("a.gguf", "b.gguf"), null));
    }
}
