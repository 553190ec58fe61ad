package sam.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sam.durable.Hashes;
import sam.durable.Plain;

/// Brings a library to the newest shape: numbered scripts, each run once, all in one transaction.
record Migrations(List<String> scripts) {
    Migrations {
        scripts = List.copyOf(scripts);
    }

    /// The scripts of this program, `001.sql` first.
    static Migrations bundled() {
        var scripts = new ArrayList<String>();
        try {
            while (true) {
                var name = String.format(Locale.ROOT, "%03d.sql", scripts.size() + 1);
                try (var stream = Migrations.class.getResourceAsStream(name)) {
                    if (stream == null) {
                        return new Migrations(scripts);
                    }
                    scripts.add(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own scripts cannot be read", e);
        }
    }

    int newest() {
        return scripts.size();
    }

    LibraryException newer(Path library, int version) {
        return new LibraryException(Plain.text(
                "%s was written by a newer SAM Workbench (its format is %d, this program knows %d). Update the"
                        + " program; the file was left as it is.",
                library, version, newest()));
    }

    /// Runs the scripts the file does not have yet. `backup` is called before an existing library is changed.
    void run(Sql sql, Path library, InstantSource clock, Runnable backup) throws SQLException {
        int version = (int) sql.number("PRAGMA user_version");
        if (version > newest()) {
            throw newer(library, version);
        }
        checkHistory(sql, library, version);
        if (version == newest()) {
            return;
        }
        if (version > 0) {
            backup.run();
        }
        // a script may put a table in another's place; that everything still fits together is checked before the commit
        sql.script("PRAGMA foreign_keys = OFF");
        try {
            migrate(sql, library, clock, version);
        } finally {
            sql.script("PRAGMA foreign_keys = ON");
        }
    }

    private void migrate(Sql sql, Path library, InstantSource clock, int version) throws SQLException {
        sql.transaction(() -> {
            sql.script("PRAGMA application_id = " + LibraryFile.APPLICATION_ID);
            for (int next = version + 1; next <= newest(); next++) {
                var script = scripts.get(next - 1);
                sql.script(script);
                sql.update(
                        "INSERT INTO migration (version, sha256, at) VALUES (?, ?, ?)",
                        next,
                        checksum(script),
                        clock.instant().toString());
                sql.script("PRAGMA user_version = " + next);
            }
            check(sql, library);
            return newest();
        });
    }

    private void checkHistory(Sql sql, Path library, int version) throws SQLException {
        if (version == 0) {
            return;
        }
        var known = sql.list("SELECT sha256 FROM migration ORDER BY version", row -> row.getString(1));
        var expected = scripts.stream().limit(version).map(Migrations::checksum).toList();
        if (!known.equals(expected)) {
            throw new LibraryException(Plain.text(
                    "%s was made by a different edition of SAM Workbench and cannot be opened by this one. The file"
                            + " was left as it is.",
                    library));
        }
    }

    private static void check(Sql sql, Path library) throws SQLException {
        if (sql.first("PRAGMA foreign_key_check", row -> 1).isPresent()
                || !sql.text("PRAGMA integrity_check(1)").equals("ok")) {
            throw new LibraryException(Faults.damaged(library));
        }
    }

    private static String checksum(String script) {
        return Hashes.sha256(script.replace("\r\n", "\n"));
    }
}
