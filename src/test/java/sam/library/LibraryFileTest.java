package sam.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file beneath the library: what is set up, what is refused, what survives.
class LibraryFileTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path folder;

    private Path file;
    private Instant now = NOON;

    @BeforeEach
    void choose() {
        file = folder.resolve("library.sqlite");
    }

    private Library open() {
        return Library.open(file, () -> now);
    }

    private static void fill(Library library, int from, int to) {
        var rows = new ArrayList<NewExample>();
        for (int i = from; i < to; i++) {
            rows.add(LibraryTest.waiting(1, LibraryTest.chat("question " + i, "answer " + i)));
        }
        library.add(rows);
    }

    @Test
    void aCommitIsOnTheDiskBeforeItIsAnswered() throws SQLException {
        try (var library = open()) {
            var sql = library.storage().writer();
            assertThat(sql.text("PRAGMA journal_mode")).isEqualTo("wal");
            assertThat(sql.number("PRAGMA synchronous")).isEqualTo(2);
            assertThat(sql.number("PRAGMA fullfsync")).isEqualTo(1);
            assertThat(sql.number("PRAGMA checkpoint_fullfsync")).isEqualTo(1);
            assertThat(sql.number("PRAGMA foreign_keys")).isEqualTo(1);
            assertThat(sql.number("PRAGMA trusted_schema")).isZero();
        }
    }

    @Test
    void anOldSqliteIsRefused() {
        LibraryFile.requireRecent("3.51.3");
        LibraryFile.requireRecent("3.100.0");
        assertThatThrownBy(() -> LibraryFile.requireRecent("3.51.2")).isInstanceOf(LibraryException.class);
        assertThatThrownBy(() -> LibraryFile.requireRecent("3.9.9")).isInstanceOf(LibraryException.class);
    }

    @Test
    void theSecondOpenerGetsASentenceAndTheFirstGoesOn() {
        try (var library = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(LibraryException.class)
                    .hasMessageContaining("already open in another SAM Workbench window or command");
            assertThatThrownBy(() -> Library.restore(file, library.backup())).isInstanceOf(LibraryException.class);
            fill(library, 0, 3);
        }
        try (var again = open()) {
            assertThat(again.counts(1, false).waiting()).isEqualTo(3);
        }
    }

    @Test
    void aClosedLibrarySaysSo() {
        var library = open();
        library.close();
        library.close();
        assertThatThrownBy(library::acceptAll).hasMessageContaining("was closed");
        assertThatThrownBy(() -> library.find(1)).hasMessageContaining("was closed");
    }

    @Test
    void aFileThatIsNoLibraryIsRefusedUntouched() throws Exception {
        var text = "just some text\n".repeat(20).getBytes(StandardCharsets.UTF_8);
        Files.write(file, text);
        assertThatThrownBy(this::open).hasMessageContaining("is not a SAM library");
        assertThat(Files.readAllBytes(file)).isEqualTo(text);

        var other = folder.resolve("other.sqlite");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + other);
                var statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA application_id = 77; CREATE TABLE t (x)");
        }
        assertThatThrownBy(() -> Library.open(other, () -> now)).hasMessageContaining("another program");
    }

    @Test
    void aLibraryFromANewerVersionIsRefusedUntouched() throws Exception {
        open().close();
        patch(60, ByteBuffer.allocate(4).putInt(999).array());
        var before = Files.readAllBytes(file);
        assertThatThrownBy(this::open)
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("newer SAM Workbench")
                .hasMessageContaining("999");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aFileThatCannotBeMadeGivesASentence() throws IOException {
        Files.writeString(folder.resolve("plain"), "a file, not a folder");
        assertThatThrownBy(() -> Library.open(folder.resolve("plain").resolve("library.sqlite"), () -> now))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("cannot be opened");
    }

    @Test
    void aDamagedLibraryNamesItsNewestBackup() throws Exception {
        Path backup;
        try (var library = open()) {
            fill(library, 0, 2000);
            backup = library.backup();
        }
        patch(0, new byte[100]);
        assertThatThrownBy(this::open)
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining(backup.toString());
        Library.restore(file, backup);
        try (var again = open()) {
            assertThat(again.counts(1, false).waiting()).isEqualTo(2000);
        }
    }

    @Test
    void whateverBytesAreDamagedTheAnswerIsASentenceOrRightRows() throws Exception {
        try (var library = open()) {
            fill(library, 0, 300);
            library.backup();
        }
        var whole = Files.readAllBytes(file);
        var random = new Random(7);
        int noticed = 0;
        for (int trial = 0; trial < 60; trial++) {
            var bytes = whole.clone();
            int length = 1 + random.nextInt(64);
            int at = random.nextInt(bytes.length - length);
            for (int i = 0; i < length; i++) {
                bytes[at + i] ^= (byte) (1 + random.nextInt(255));
            }
            Files.write(file, trial % 5 == 0 ? java.util.Arrays.copyOf(bytes, at) : bytes);
            Files.deleteIfExists(folder.resolve("library.sqlite-wal"));
            try (var library = open()) {
                library.waiting(1, false, 1000);
                library.decide(new Decision.Judge(1, Status.ACCEPTED));
            } catch (LibraryException sentence) {
                noticed++;
                assertThat(sentence.getMessage()).isNotBlank();
            } catch (tools.jackson.core.JacksonException textWasHit) {
                throw new AssertionError("a damaged text reached the person as a parser's complaint", textWasHit);
            }
        }
        assertThat(noticed).isGreaterThan(5);
    }

    @Test
    void aFullDiskSavesNothingOfTheActAndLosesNothingBefore() throws SQLException {
        try (var library = open()) {
            fill(library, 0, 50);
            library.decide(new Decision.Judge(1, Status.ACCEPTED));
            var sql = library.storage().writer();
            long pages = sql.number("PRAGMA page_count");
            sql.number("PRAGMA max_page_count = " + (pages + 2));
            assertThatThrownBy(() -> fill(library, 50, 5000))
                    .isInstanceOf(LibraryException.class)
                    .hasMessageContaining("disk is full")
                    .hasMessageContaining("Free some space");
            assertThat(library.counts(1, false).total()).isEqualTo(50);
            sql.number("PRAGMA max_page_count = 1000000");
            fill(library, 50, 60);
            assertThat(library.counts(1, false)).isEqualTo(new Counts(59, 1, 0, 0));
            LibraryChecks.assertDerivable(library);
        }
    }

    @Test
    void aLibraryDeletedWhileOpenAcknowledgesNothingMore() throws IOException {
        try (var library = open()) {
            fill(library, 0, 3);
            Files.move(file, folder.resolve("elsewhere.sqlite"));
            assertThatThrownBy(() -> library.decide(new Decision.Judge(1, Status.ACCEPTED)))
                    .isInstanceOf(LibraryException.class)
                    .hasMessageContaining("moved or deleted");
            Files.move(folder.resolve("elsewhere.sqlite"), file);
            library.decide(new Decision.Judge(1, Status.ACCEPTED));
        }
        try (var again = open()) {
            assertThat(again.find(1).orElseThrow().status()).isEqualTo(Status.ACCEPTED);
        }
    }

    @Test
    void decisionsCannotBeRewritten() throws SQLException {
        try (var library = open()) {
            fill(library, 0, 2);
            library.decide(new Decision.Judge(1, Status.ACCEPTED));
            var sql = library.storage().writer();
            for (var crime : List.of(
                    "DELETE FROM event",
                    "UPDATE event SET status_after = 2",
                    "DELETE FROM act",
                    "UPDATE act SET says = ''",
                    "DELETE FROM example",
                    "UPDATE example SET content = '{}'",
                    "UPDATE example SET phase = 2",
                    "DELETE FROM standing",
                    "UPDATE origin SET line = 7",
                    "DELETE FROM origin",
                    "UPDATE standing SET tier = 3, status = 1 WHERE example = 1")) {
                assertThatThrownBy(() -> sql.script(crime)).as(crime).isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void aBackupIsWholeAndTheNewestTwentyFourAreKept() {
        try (var library = open()) {
            fill(library, 0, 10);
            var first = library.backup();
            for (int i = 0; i < Backups.KEPT; i++) {
                now = now.plusSeconds(3600);
                fill(library, 10 + i, 11 + i);
                library.backup();
            }
            assertThat(library.backups()).hasSize(24).doesNotContain(first);
            assertThat(library.backups().getFirst().getFileName().toString())
                    .isEqualTo("library-20261124-120000-000.sqlite");
            assertThat(Backups.verify(library.backups().getFirst()).examples()).isEqualTo(34);
        }
    }

    @Test
    void anHourlyBackupIsTakenOnlyWhenSomethingChanged() {
        try (var library = open()) {
            fill(library, 0, 1);
            assertThat(library.backupWhenDue(Duration.ofHours(1))).isPresent();
            fill(library, 1, 2);
            assertThat(library.backupWhenDue(Duration.ofHours(1))).isEmpty();
            now = now.plusSeconds(3600);
            assertThat(library.backupWhenDue(Duration.ofHours(1))).isPresent();
            now = now.plusSeconds(3600);
            assertThat(library.backupWhenDue(Duration.ofHours(1))).isEmpty();
            library.decide(new Decision.Judge(1, Status.SKIPPED));
            assertThat(library.backupWhenDue(Duration.ofHours(1))).isPresent();
        }
    }

    @Test
    void aRestoredLibraryIsAsItWasAndTheReplacedOneIsKept() throws IOException {
        Path backup;
        try (var library = open()) {
            fill(library, 0, 20);
            library.decide(new Decision.Judge(3, Status.REJECTED));
            backup = library.backup();
            library.acceptAll();
            fill(library, 20, 30);
        }
        Library.restore(file, backup);
        try (var library = open()) {
            assertThat(library.counts(1, false)).isEqualTo(new Counts(19, 0, 1, 0));
            assertThat(library.undoable()).contains("rejected “question 2”");
            LibraryChecks.assertDerivable(library);
        }
        try (var replaced = Library.open(folder.resolve("library.sqlite.replaced-1"), () -> now)) {
            assertThat(replaced.counts(1, false)).isEqualTo(new Counts(10, 19, 1, 0));
        }
    }

    @Test
    void aBrokenBackupIsNeverRestored() throws IOException {
        try (var library = open()) {
            fill(library, 0, 500);
            library.backup();
        }
        var backup = Library.backups(file).getFirst();
        var bytes = Files.readAllBytes(backup);
        Files.write(backup, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        var before = Files.readAllBytes(file);
        assertThatThrownBy(() -> Library.restore(file, backup)).hasMessageContaining("not a whole backup");
        assertThatThrownBy(() -> Library.restore(file, folder.resolve("none"))).hasMessageContaining("does not exist");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void anOlderLibraryIsBackedUpAndMigrated() throws SQLException {
        var first = Migrations.bundled().scripts();
        try (var old = Library.open(file, () -> now, new Migrations(first))) {
            fill(old, 0, 5);
        }
        var scripts = new ArrayList<>(first);
        scripts.add("ALTER TABLE source ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'");
        try (var library = Library.open(file, () -> now, new Migrations(scripts))) {
            assertThat(library.counts(1, false).waiting()).isEqualTo(5);
            assertThat(library.storage().writer().text("SELECT max(colour) FROM source"))
                    .isEqualTo("blue");
            assertThat(library.backups()).hasSize(1);
        }
        assertThatThrownBy(this::open).hasMessageContaining("newer SAM Workbench");
    }

    @Test
    void aMigrationThatFailsLeavesTheOldLibrary() throws IOException {
        var scripts = new ArrayList<>(Migrations.bundled().scripts());
        try (var old = open()) {
            fill(old, 0, 5);
        }
        scripts.add("CREATE TABLE half (x INTEGER); INSERT INTO nowhere VALUES (1)");
        assertThatThrownBy(() -> Library.open(file, () -> now, new Migrations(scripts)))
                .isInstanceOf(LibraryException.class);
        scripts.set(scripts.size() - 1, "UPDATE standing SET wording = 999");
        assertThatThrownBy(() -> Library.open(file, () -> now, new Migrations(scripts)))
                .isInstanceOf(LibraryException.class);
        try (var library = open()) {
            assertThat(library.counts(1, false).waiting()).isEqualTo(5);
        }
    }

    @Test
    void aLibraryOfAnotherEditionIsRefused() {
        open().close();
        var other = new Migrations(Migrations.bundled().scripts().stream()
                .map(script -> script + "-- changed")
                .toList());
        assertThatThrownBy(() -> Library.open(file, () -> now, other)).hasMessageContaining("different edition");
    }

    @Test
    void theQueueIsOneIndexLookupHoweverManyRowsThereAre() throws SQLException {
        try (var library = open()) {
            for (int i = 0; i < 200_000; i += 20_000) {
                fill(library, i, i + 20_000);
            }
            var plan = library.storage()
                    .writer()
                    .list("EXPLAIN QUERY PLAN " + Rows.WAITING, row -> row.getString("detail"), 1, false, 0, 10);
            assertThat(String.join("\n", plan)).contains("standing_waiting").doesNotContain("SCAN", "TEMP B-TREE");
            var ofSource = library.storage()
                    .writer()
                    .list(
                            "EXPLAIN QUERY PLAN " + Rows.WAITING_OF,
                            row -> row.getString("detail"),
                            1,
                            false,
                            0,
                            "ours",
                            10);
            assertThat(String.join("\n", ofSource))
                    .as("of one source")
                    .contains("standing_waiting", "source_name")
                    .doesNotContain("SCAN", "TEMP B-TREE");
            library.acceptAll();
            fill(library, 200_000, 200_010);
            library.waiting(1, false, 10);
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(library.waiting(1, false, 7)).hasSize(7);
            }
            // a scan of 200,000 rows takes 20 ms and more each time
            assertThat(Duration.ofNanos((System.nanoTime() - start) / 100)).isLessThan(Duration.ofMillis(5));
            LibraryChecks.assertDerivable(library);
        }
    }

    private void patch(long at, byte[] bytes) {
        try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
