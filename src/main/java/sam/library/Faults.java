package sam.library;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;
import sam.durable.Plain;

/// Turns what SQLite and the file system say into sentences for the person.
final class Faults {
    private Faults() {}

    static LibraryException of(Path library, SQLException e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : -1;
        var sentence = switch (code) {
            case 13 ->
                Plain.text("The disk is full, so this was not saved in %s. Free some space and do it again.", library);
            case 11, 26 -> damaged(library);
            case 3, 8, 14 ->
                Plain.text(
                        "%s cannot be written, so this was not saved. Make the file and its folder writable and try"
                                + " again.",
                        library);
            case 5, 6 -> Plain.text("Another program is using %s. Close it and try again.", library);
            case 10 ->
                Plain.text(
                        "The disk failed while %s was read or written, so this was not saved. Check the disk and try"
                                + " again.",
                        library);
            default -> Plain.text("%s could not do that: %s.", library, e.getMessage());
        };
        return new LibraryException(sentence, e);
    }

    static LibraryException of(Path library, IOException e) {
        return new LibraryException(
                Plain.text(
                        "%s cannot be opened (%s). Check that the folder exists and can be written.",
                        library, e.getClass().getSimpleName() + ": " + e.getMessage()),
                e);
    }

    static String damaged(Path library) {
        return Backups.newest(library)
                .map(backup -> Plain.text(
                        "%s is damaged. The newest backup is %s: put it in place with sam restore --library %s --from"
                                + " %s.",
                        library, backup.getFileName(), library, backup))
                .orElse(Plain.text(
                        "%s is damaged and has no backup beside it. Put a copy of it in its place.", library));
    }

    static LibraryException closed(Path library) {
        return new LibraryException(Plain.text("%s was closed. Open the project again.", library));
    }

    static LibraryException gone(Path library) {
        return new LibraryException(Plain.text(
                "%s was moved or deleted while it was open, so this was not saved. Put it back or restore a backup,"
                        + " then open it again.",
                library));
    }
}
