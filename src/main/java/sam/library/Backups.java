package sam.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sqlite.SQLiteConnection;
import sam.durable.AtomicFiles;
import sam.durable.Plain;

/// Verified copies of a library in `backups/` beside it, and the way back.
record Backups(Path library, InstantSource clock) {
    static final int KEPT = 24;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String SUFFIX = ".sqlite";

    /// How many rows the tables hold that only ever grow.
    record Size(long examples, long acts, long events) {
        static Size of(Sql sql) throws SQLException {
            return new Size(
                    sql.number("SELECT count(*) FROM example"),
                    sql.number("SELECT count(*) FROM act"),
                    sql.number("SELECT count(*) FROM event"));
        }

        boolean within(Size before, Size after) {
            return examples >= before.examples
                    && examples <= after.examples
                    && acts >= before.acts
                    && acts <= after.acts
                    && events >= before.events
                    && events <= after.events;
        }
    }

    static Path folder(Path library) {
        return library.toAbsolutePath().normalize().resolveSibling("backups");
    }

    /// All backups of a library, newest first.
    static List<Path> list(Path library) {
        var folder = folder(library);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> takenAt(library, file).isPresent())
                    .sorted(Comparator.comparing(
                                    (Path file) -> file.getFileName().toString())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new LibraryException(Plain.text("The backups in %s cannot be listed.", folder), e);
        }
    }

    static Optional<Path> newest(Path library) {
        return list(library).stream().findFirst();
    }

    /// When a backup was taken, by its name; empty when the file is no backup of this library.
    static Optional<Instant> takenAt(Path library, Path backup) {
        var name = backup.getFileName().toString();
        var start = stem(library) + "-";
        if (!name.startsWith(start) || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    STAMP.parse(name.substring(start.length(), name.length() - SUFFIX.length()), Instant::from));
        } catch (DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    /// Copies the library page by page while others may read and write it, opens the copy, checks it, and only then
    /// gives it its name.
    Path write() {
        try {
            Files.createDirectories(folder(library));
            var place = freePlace();
            var temporary = AtomicFiles.sibling(place);
            try {
                copyVerified(temporary);
                AtomicFiles.forceFile(temporary);
                AtomicFiles.publish(temporary, place);
            } finally {
                Files.deleteIfExists(temporary);
            }
            prune();
            return place;
        } catch (SQLException e) {
            throw Faults.of(library, e);
        } catch (IOException e) {
            throw new LibraryException(
                    Plain.text(
                            "No backup could be written to %s (%s). Check that the disk has room and can be written.",
                            folder(library), e.getMessage()),
                    e);
        }
    }

    /// Writes a backup when the newest is older than `age` and the library has grown since.
    Optional<Path> writeWhenDue(Duration age, Size now) {
        var newest = newest(library);
        if (newest.isPresent()) {
            var taken = takenAt(library, newest.get()).orElseThrow();
            if (clock.instant().isBefore(taken.plus(age))
                    || verify(newest.get()).equals(now)) {
                return Optional.empty();
            }
        }
        return Optional.of(write());
    }

    private void copyVerified(Path temporary) throws SQLException, IOException {
        Files.deleteIfExists(temporary);
        try (var source = LibraryFile.connect(library)) {
            var before = Size.of(source);
            int code = ((SQLiteConnection) source.connection())
                    .getDatabase()
                    .backup("main", temporary.toString(), null, 100, 100, -1);
            if (code != 0) {
                throw new LibraryException(Plain.text(
                        "No backup of %s could be written (SQLite code %d). Check that the disk has room.",
                        library, code));
            }
            var after = Size.of(source);
            if (!verify(temporary).within(before, after)) {
                throw new LibraryException(
                        Plain.text("The backup of %s did not come out whole and was thrown away. Try again.", library));
            }
        }
    }

    /// Opens a backup without changing a byte of it, checks every page, and answers its size.
    static Size verify(Path backup) {
        var address = "jdbc:sqlite:"
                + backup.toAbsolutePath().toUri().toString().replaceFirst("^file:/+", "file:///") + "?immutable=1";
        try (var sql = new Sql(DriverManager.getConnection(address))) {
            if (sql.number("PRAGMA application_id") != LibraryFile.APPLICATION_ID
                    || !sql.text("PRAGMA integrity_check(1)").equals("ok")) {
                throw new LibraryException(
                        Plain.text("%s is not a whole backup of a SAM library. Choose another one.", backup));
            }
            return Size.of(sql);
        } catch (SQLException e) {
            throw new LibraryException(
                    Plain.text("%s is not a whole backup of a SAM library. Choose another one.", backup), e);
        }
    }

    /// Puts a backup in the place of a closed library. What was there, its unfinished log included, is copied beside it
    /// first under `.replaced-N`; a log left behind would be mistaken for the backup's own, so it goes before.
    static void restore(Path library, Path backup) throws IOException {
        var place = library.toAbsolutePath().normalize();
        if (!Files.isRegularFile(backup)) {
            throw new LibraryException(
                    Plain.text("%s does not exist. Choose one of the files in %s.", backup, folder(place)));
        }
        try (var _ = LibraryFile.lock(place)) {
            LibraryFile.checkHeader(backup, Migrations.bundled());
            verify(backup);
            var temporary = AtomicFiles.sibling(place);
            try {
                Files.copy(backup, temporary, StandardCopyOption.REPLACE_EXISTING);
                AtomicFiles.forceFile(temporary);
                keepReplaced(place);
                Files.deleteIfExists(place.resolveSibling(place.getFileName() + "-wal"));
                Files.deleteIfExists(place.resolveSibling(place.getFileName() + "-shm"));
                AtomicFiles.publish(temporary, place);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static void keepReplaced(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        int n = 1;
        while (Files.exists(place.resolveSibling(place.getFileName() + ".replaced-" + n))) {
            n++;
        }
        var kept = place.resolveSibling(place.getFileName() + ".replaced-" + n);
        for (var part : new String[] {"", "-wal"}) {
            var from = place.resolveSibling(place.getFileName() + part);
            if (Files.exists(from)) {
                var to = kept.resolveSibling(kept.getFileName() + part);
                Files.copy(from, to);
                AtomicFiles.forceFile(to);
            }
        }
        AtomicFiles.forceFolder(AtomicFiles.parent(place));
    }

    private Path freePlace() {
        var at = clock.instant();
        while (true) {
            var place = folder(library).resolve(stem(library) + "-" + STAMP.format(at) + SUFFIX);
            if (!Files.exists(place)) {
                return place;
            }
            at = at.plusMillis(1);
        }
    }

    private void prune() throws IOException {
        for (var old : list(library).stream().skip(KEPT).toList()) {
            Files.deleteIfExists(old);
        }
    }

    private static String stem(Path library) {
        var name = library.getFileName().toString();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }
}
