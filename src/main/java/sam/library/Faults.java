package sam.library;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/// Turns what SQLite and the file system say into sentences for the person.
final class Faults {
    private Faults() {}

    static LibraryException of(Path library, SQLException e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : -1;
        var sentence = switch (code) {
            case 13 ->
                "The disk is full, so this was not saved in %s. Free some space and do it again.".formatted(library);
            case 11, 26 -> damaged(library);
            case 3, 8, 14 ->
                "%s cannot be written, so this was not saved. Make the file and its folder writable and try again."
                        .formatted(library);
            case 5, 6 -> "Another program is using %s. Close it and try again.".formatted(library);
            case 10 ->
                "The disk failed while %s was read or written, so this was not saved. Check the disk and try again."
                        .formatted(library);
            default -> "%s could not do that: %s.".formatted(library, e.getMessage());
        };
        return new LibraryException(sentence, e);
    }

    static LibraryException of(Path library, IOException e) {
        return new LibraryException(
                "%s cannot be opened (%s). Check that the folder exists and can be written."
                        .formatted(library, e.getClass().getSimpleName() + ": " + e.getMessage()),
                e);
    }

    static String damaged(Path library) {
        return Backups.newest(library)
                .map(backup ->
                        "%s is damaged. The newest backup is %s: put it in place with sam restore --library %s --from %s."
                                .formatted(library, backup.getFileName(), library, backup))
                .orElse("%s is damaged and has no backup beside it. Put a copy of it in its place.".formatted(library));
    }

    static LibraryException closed(Path library) {
        return new LibraryException("%s was closed. Open the project again.".formatted(library));
    }

    static LibraryException gone(Path library) {
        return new LibraryException(
                "%s was moved or deleted while it was open, so this was not saved. Put it back or restore a backup, then open it again."
                        .formatted(library));
    }
}
