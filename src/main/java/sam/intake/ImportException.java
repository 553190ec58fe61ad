package sam.intake;

import org.jspecify.annotations.Nullable;
import sam.durable.Plain;

/// A file cannot be imported, or not to its end; the message is for the person.
public final class ImportException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long taken;
    private final long refused;
    private final long duplicates;

    public ImportException(String message) {
        super(message);
        this.taken = 0;
        this.refused = 0;
        this.duplicates = 0;
    }

    public ImportException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.taken = 0;
        this.refused = 0;
        this.duplicates = 0;
    }

    private ImportException(String message, ImportException cause, long taken, long refused, long duplicates) {
        super(message, cause);
        this.taken = taken;
        this.refused = refused;
        this.duplicates = duplicates;
    }

    /// The same, with what became of the rows before the file broke off or the library failed.
    ImportException after(long taken, long refused, long duplicates) {
        var more = refused + duplicates == 0
                ? ""
                : Plain.text(" %,d more were refused and %,d there already.", refused, duplicates);
        var before = Plain.text("The %,d rows before the break are in the library.", taken);
        if (taken < 2) {
            before = taken == 0
                    ? "No row was taken before the break."
                    : "The one row before the break is in the library.";
        }
        return new ImportException(Plain.text("%s %s%s", getMessage(), before, more), this, taken, refused, duplicates);
    }

    /// How many rows of the file are in the library all the same.
    public long taken() {
        return taken;
    }

    public long refused() {
        return refused;
    }

    public long duplicates() {
        return duplicates;
    }
}
