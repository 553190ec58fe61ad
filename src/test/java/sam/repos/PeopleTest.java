package sam.repos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeopleTest {
    private static String without(String text) {
        return People.without(text, List.of("Zoë Müller"), Set.of("Nullable", "Override")::contains);
    }

    @Test
    void signaturesGo() {
        assertThat(without("""
            Close the stream before deleting it

            It leaked on Windows.

            Signed-off-by: Ada Byron <ada@lovelace.net>
            Co-authored-by: Zoë Müller <zoe@müller.de>
            Reviewed-by: someone
            Change-Id: I0123
            CC: @ada
            """)).isEqualTo("Close the stream before deleting it\n\nIt leaked on Windows.");
    }

    @Test
    void thanksMentionsAndAddressesGo() {
        assertThat(without("Fix it. Thanks to John Smith for the report. It was broken."))
                .doesNotContain("John")
                .contains("It was broken.");
        assertThat(without("As @ada-byron said, close it.")).doesNotContain("ada");
        assertThat(without("Write to ada@lovelace.net or <b.c@d.ef>")).isEqualTo("Write to  or");
        assertThat(without("Zoë Müller found this. Close it.")).isEqualTo("Close it.");
        assertThat(without("Written by ada (at) lovelace.net")).doesNotContain("lovelace");
    }

    @Test
    void codeStays() {
        var text = "Annotate it with @Nullable and @click.option(\"--x\"), see user@example.com and `@ada`.";
        assertThat(without(text)).isEqualTo(text);
        assertThat(without("Cost is $1 \\ each")).isEqualTo("Cost is $1 \\ each");
    }

    @Test
    void codeLosesItsAuthors() {
        assertThat(People.inCode("""
            /**
             * Reads.
             *
             * @author Ada Byron
             */
            class A {
                String author; // TODO(ada): mend $1
                String mail = "ada@lovelace.net";
            }
            """)).isEqualTo("""
                /**
                 * Reads.
                 *
                 */
                class A {
                    String author; // TODO: mend $1
                    String mail = "user@example.com";
                }
                """);
        assertThat(People.inCode("\"git://root:pwd@host.org/a.git\", \"git@host.org:a/b\""))
                .isEqualTo("\"git://root:pwd@host.org/a.git\", \"git@host.org:a/b\"");
        assertThat(People.inCode("author: str = None\n")).isEqualTo("author: str = None\n");
        assertThat(People.inCode("__author__ = 'Ada'\nx = 1\n")).isEqualTo("x = 1\n");
    }

    @Test
    void programsAreKnown() {
        assertThat(People.isBot("dependabot[bot]", "x")).isTrue();
        assertThat(People.isBot("A", "49699333+dependabot[bot]@users.noreply.github.com"))
                .isTrue();
        assertThat(People.isBot("release-bot", "x")).isTrue();
        assertThat(People.isBot("Abbott", "abbott@x.org")).isFalse();
        assertThat(People.isBot("Ada Byron", "ada@lovelace.net")).isFalse();
    }
}
