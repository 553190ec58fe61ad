package sam.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that decides and says so is killed at any moment: what it said is in the library.
class LibraryKillIT {
    private static final int KILLS = 15;
    private static final int ROWS = 6000;

    @TempDir
    Path folder;

    /// The process that is killed: decides one row after the other, each time saying which after the commit.
    public static void main(String[] args) {
        try (var library = Library.open(Path.of(args[0]), InstantSource.system())) {
            for (var row : library.waiting(1, false, ROWS / KILLS)) {
                var verdict = row.id() % 2 == 0 ? Status.ACCEPTED : Status.REJECTED;
                library.decide(new Decision.Judge(row.id(), verdict));
                System.out.println(row.id());
                System.out.flush();
            }
        }
    }

    @Test
    void nothingAcknowledgedIsMissingAfterAKill() throws Exception {
        var file = folder.resolve("library.sqlite");
        try (var library = Library.open(file, InstantSource.system())) {
            var rows = new ArrayList<NewExample>();
            for (int i = 0; i < ROWS; i++) {
                rows.add(LibraryTest.waiting(1, LibraryTest.chat("question " + i, "answer " + i)));
            }
            library.add(rows);
        }
        var random = new Random(11);
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            var said = decideUntilKilled(file, random.nextInt(200));
            acknowledged += said.size();
            try (var library = Library.open(file, InstantSource.system())) {
                assertThat(library.storage().writer().text("PRAGMA integrity_check"))
                        .isEqualTo("ok");
                for (long id : said) {
                    assertThat(library.find(id).orElseThrow().status())
                            .as("kill %d, example %d", kill, id)
                            .isEqualTo(id % 2 == 0 ? Status.ACCEPTED : Status.REJECTED);
                }
                var counts = library.counts(1, false);
                // the one decision that was being committed may be there without having been acknowledged
                assertThat(counts.accepted() + counts.rejected()).isBetween(acknowledged, acknowledged + kill + 1);
                LibraryChecks.assertDerivable(library);
            }
        }
        assertThat(acknowledged).isGreaterThan(KILLS);
    }

    private static List<Long> decideUntilKilled(Path file, int millis) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LibraryKillIT.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new ArrayList<Long>();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            said.add(Long.parseLong(lines.readLine()));
            Thread.sleep(millis);
            // not Process.destroyForcibly: that closes the stream with what was said but not yet read
            process.toHandle().destroyForcibly();
            process.waitFor();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(Long.parseLong(line));
            }
        }
        return said;
    }
}
