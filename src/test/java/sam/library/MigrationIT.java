package sam.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A library of 300,000 rows of the first shape, brought to the newest by a process that is killed in the midst of it.
class MigrationIT {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z"));
    private static final int ROWS = 300_000;
    private static final Migrations OLD =
            new Migrations(List.of(Migrations.bundled().scripts().getFirst()));

    @TempDir
    Path folder;

    /// The process that is killed.
    public static void main(String[] args) {
        Library.open(Path.of(args[0]), InstantSource.system()).close();
    }

    @Test
    void aBigLibraryIsWholeAfterItsMigrationWasKilledAndOldActsAreTakenBack() throws Exception {
        var file = folder.resolve("library.sqlite");
        write(file);
        for (int millis : new int[] {30, 600}) {
            killWhileItMigrates(file, millis);
            try (var old = LibraryFile.open(file, CLOCK, OLD)) {
                assertThat(old.writer().number("SELECT count(*) FROM example")).isEqualTo(ROWS);
            }
        }
        try (var library = Library.open(file, CLOCK)) {
            LibraryChecks.assertDerivable(library);
            assertThat(library.counts(1, false)).isEqualTo(new Counts(0, ROWS / 2, 0, 0));
            assertThat(library.counts(4, true)).isEqualTo(new Counts(0, ROWS / 4, 0, 0));
            assertThat(library.remark(8)).contains(new Remark("", List.of(), 4, true));
            assertThat(library.look("river", 5).complete()).isFalse();
            // decisions go before the index that is being made
            library.decide(new Decision.Judge(6, Status.REJECTED));
            assertThat(library.undo()).isPresent();
            assertThat(library.undo().orElseThrow().examples()).hasSize(ROWS / 100);
            assertThat(library.remark(8)).isEmpty();
            assertThat(library.undo().orElseThrow().examples()).hasSize(ROWS * 3 / 4);
            assertThat(library.counts(1, false)).isEqualTo(new Counts(ROWS / 2, 0, 0, 0));
            assertThat(library.undo()).isEmpty();
            assertThat(library.redo()).isPresent();
            assertThat(library.redo()).isPresent();
            assertThat(library.counts(1, false)).isEqualTo(new Counts(0, ROWS / 2, 0, 0));
            LibraryChecks.assertDerivable(library);
        }
    }

    /// Half chats of phase 1, a quarter pairs of phase 4, a quarter chats of Tier 3; all accepted by one act but the
    /// last, then every hundredth remarked on by another.
    private static void write(Path file) throws SQLException {
        try (var old = LibraryFile.open(file, CLOCK, OLD)) {
            var sql = old.writer();
            sql.transaction(() -> {
                sql.script("INSERT INTO source VALUES (1, 'rivers', 1, 'MIT'), (2, 'lakes', 3, 'CC-BY-SA-4.0')");
                sql.script("""
                    WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
                    INSERT INTO example (id, phase, kind, pair, source, tier, line, content, hash, arrival, status)
                    SELECT i, iif(i % 4 = 3, 4, iif(i % 4 = 1, 2, 1)), iif(i % 4 = 3, 'preference', 'chat'), i % 4 = 3,
                           iif(i % 4 = 1, 2, 1), iif(i % 4 = 1, 3, 1), i,
                           iif(i % 4 = 3,
                               json_object('prompt', json_array(json_object('role', 'user', 'content', 'Question ' || i)),
                                           'chosen', 'A long river ' || i, 'rejected', 'A short river'),
                               json_object('messages', json_array(
                                   json_object('role', 'user', 'content', 'Question ' || i),
                                   json_object('role', 'assistant', 'content', 'The river bends ' || i || ' times.')))),
                           randomblob(16), 0, 0
                    FROM n
                    """);
                sql.script("""
                    INSERT INTO act VALUES (1, '2026-11-20T08:00:00Z', 'accept-all', 'accepted all', NULL, NULL, 1, NULL);
                    INSERT INTO event SELECT 1, id, 0, 1, NULL, NULL, 0, 0, NULL, NULL FROM example WHERE tier < 3;
                    UPDATE example SET status = 1, decided = 1 WHERE tier < 3;
                    INSERT INTO remark VALUES (1, '', 'quality 4', 1);
                    INSERT INTO act VALUES (2, '2026-11-20T08:00:01Z', 'annotate', 'noted', NULL, 1, 2, NULL);
                    INSERT INTO event SELECT 2, id, status, status, NULL, NULL, 0, 0, NULL, 1 FROM example
                        WHERE id % 100 = 8;
                    UPDATE example SET remark = 1, decided = 2 WHERE id % 100 = 8;
                    """);
                return ROWS;
            });
        }
    }

    /// The backup that comes first takes its name when it is whole; from then on the process migrates.
    private void killWhileItMigrates(Path file, int millis) throws IOException, InterruptedException {
        int before = Backups.list(file).size();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MigrationIT.class.getName(),
                        file.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (Backups.list(file).size() == before && process.isAlive() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        Thread.sleep(millis);
        assertThat(process.isAlive()).as("still migrating").isTrue();
        process.destroyForcibly();
        process.waitFor();
        for (var backup : Backups.list(file)) {
            Files.delete(backup);
        }
    }
}
