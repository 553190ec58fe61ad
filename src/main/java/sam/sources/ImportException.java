package sam.sources;

/// A file cannot be imported, or not to its end; the message is for the person.
public final class ImportException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long taken;

    public ImportException(String message) {
        super(message);
        this.taken = 0;
    }

    public ImportException(String message, Throwable cause) {
        super(message, cause);
        this.taken = 0;
    }

    private ImportException(String message, ImportException cause, long taken) {
        super(message, cause);
        this.taken = taken;
    }

    /// The same, with the rows that were taken before the file broke off.
    ImportException after(long taken) {
        return taken == 0
                ? this
                : new ImportException(
                        "%s The %,d rows before the break are in the library.".formatted(getMessage(), taken),
                        this,
                        taken);
    }

    /// How many rows of the file are in the library all the same.
    public long taken() {
        return taken;
    }
}
