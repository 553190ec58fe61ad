package sam.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What goes wrong on the way to pages, and going on afterwards.
class DocsFaultsTest extends DocsDesk {
    @Test
    void aBrokenDownloadIsTriedAgainAndAMissingOneIsASentence() throws IOException, InterruptedException {
        var whole = zip(Map.of("x/index.html", SPHINX));
        answers.add(new Answer(200, Arrays.copyOf(whole, 50), whole.length, null));
        answers.add(new Answer(503, new byte[0], -1, null));
        answers.add(new Answer(302, new byte[0], -1, "/elsewhere"));
        answers.add(Answer.whole(whole));
        assertThat(collect("rtd:frob@2.1").taken()).isEqualTo(2);
        assertThat(asked).contains("/frob/_/downloads/en/2.1/htmlzip/", "/elsewhere");
        answers.clear();
        answers.add(new Answer(404, new byte[0], -1, null));
        assertThatThrownBy(() -> collect("rtd:nofrob"))
                .hasMessageContaining("Read the Docs has no HTML archive of nofrob latest");
        answers.clear();
        answers.add(Answer.whole("<html>Sign in</html>".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> collect("rtd:frob@9")).hasMessageContaining("is no ZIP archive");
    }

    @Test
    void anArchiveThatLeadsOutOfItselfIsNotOpened() throws IOException {
        Files.write(folder.resolve("evil.zip"), zip(Map.of("../../evil.md", "# Creating evil\n")));
        assertThatThrownBy(() -> collect(folder.resolve("evil.zip").toString()))
                .hasMessageContaining("evil.zip")
                .hasMessageContaining("leads out of it");
    }

    @Test
    void addressesThatNameNothingAreSentences() throws IOException {
        assertThatThrownBy(() -> collect("nowhere/at/all"))
                .hasMessageContaining("“nowhere/at/all” is neither a folder");
        write("rst/index.rst", "Title\n=====\n");
        assertThatThrownBy(() -> collect(folder.resolve("rst").toString()))
                .hasMessageContaining("no page in Markdown or HTML")
                .hasMessageContaining("reStructuredText");
        assertThatThrownBy(() -> collect(write("one.md", "# a").toString())).hasMessageContaining("Give the folder");
        assertThatThrownBy(() -> Docs.of(Map.of("READTHEDOCS_URL", "docs"), InstantSource.system()))
                .hasMessageContaining("READTHEDOCS_URL");
    }

    @Test
    void killedInTheMiddleItGoesOnWithoutARowTwiceOrLost() throws IOException, InterruptedException {
        for (int i = 0; i < 8; i++) {
            write("many/page" + i + ".md", page("Using lever number " + i, "lever " + i));
        }
        write("slow", "");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var child = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        Killed.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.txt").toFile())
                .start();
        var mark = folder.resolve("desk/mark.json");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!(Files.exists(mark) && Files.readString(mark).contains("page1"))
                && System.nanoTime() < end
                && child.isAlive()) {
            Thread.sleep(20);
        }
        child.destroyForcibly().waitFor();
        assertThat(mark).as(Files.readString(folder.resolve("child.txt"))).exists();
        Files.delete(folder.resolve("slow"));
        int before = rows().size();
        assertThat(before).isBetween(2, 7);
        var report = collect(folder.resolve("many").toString());
        assertThat(report.duplicates()).isZero();
        assertThat(rows()).hasSize(8);
        assertThat(questions()).doesNotHaveDuplicates();
    }

    /// Collects in a process of its own, to be killed.
    static final class Killed {
        public static void main(String[] args) throws InterruptedException {
            var folder = Path.of(args[0]);
            run(folder, "http://localhost:1", folder.resolve("many").toString(), null, null, () -> false);
        }
    }
}
