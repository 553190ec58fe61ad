package sam.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptionTest {
    private static Description of(String title, String body) {
        return Description.of(
                new Proposal("a/b#1", title, body, List.of("Ada Byron"), null, "c0ffee", false), "Nullable"::equals);
    }

    @Test
    void templatesReferencesAndOrnamentsGo() {
        var told = of("[core] fix(reader): close the stream after the last card (fixes #12)", """
            <!-- Thank you for your contribution! -->
            ## Description
            The reader kept its stream open, which leaked a handle for each card. It is closed now, see #13.
            A method marked @Nullable stays as it is.

            Closes #12
            https://github.com/lovelace/engine/issues/12

            ## Checklist
            - [x] I have read the guide
            Tests are green.

            ## Type of change
            Bug fix

            Co-authored-by: Ada Byron <ada@lovelace.net>
            """);
        assertThat(told.title()).isEqualTo("Close the stream after the last card");
        assertThat(told.body())
                .isEqualTo("The reader kept its stream open, which leaked a handle for each card.\n"
                        + "A method marked @Nullable stays as it is.");
    }

    @Test
    void anExplanationSaysWhyAndIsNoTalk() {
        var why = "The reader kept its stream open, which leaked a handle for each card because nobody closed it when"
                + " the last card was read. The stream is closed after the last card.";
        assertThat(of("Close the stream after the last card", why).rationale()).isPresent();
        assertThat(of("Close the stream after the last card", why + " I hope this is right.")
                        .rationale())
                .isEmpty();
        assertThat(of("Close the stream after the last card", "See the issue.").rationale())
                .isEmpty();
    }

    @Test
    void whatNobodyWroteForAReaderIsLeftOutInTime() {
        var told = of("Close the stream after the last card", "a.b!".repeat(200_000) + "\n" + "fix ".repeat(50_000));
        assertThat(told.body()).isEmpty();
        assertThat(of("x".repeat(301), "").title()).isEmpty();
        var comments = "# c\n".repeat(100_000) + "x = 1\n";
        assertThat(Edited.of("a.py", false, "# Copyright Ada\n" + comments, "").before())
                .isEqualTo("x = 1\n");
        assertThat(Edited.of("a.c", false, "// Copyright Ada\n#include <a.h>\n", "")
                        .before())
                .isEqualTo("#include <a.h>\n");
    }
}
