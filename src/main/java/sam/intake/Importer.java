package sam.intake;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sam.library.Library;
import sam.library.LibraryException;

/// Reads one file of examples into the library, row by row. A row that cannot be taken is counted with its reason and
/// never ends the import; rows are committed in batches, so what was counted as taken stays whatever comes after.
public final class Importer {
    private final Path file;
    private final ImportSettings settings;
    private final Library library;
    private final Consumer<Progress> progress;
    private final BooleanSupplier cancelled;
    private @Nullable Intake intake;
    private boolean done;

    private Importer(
            Path file,
            ImportSettings settings,
            Library library,
            Consumer<Progress> progress,
            BooleanSupplier cancelled) {
        this.file = file;
        this.settings = settings;
        this.library = library;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /// How far an import is; `bytes` of `totalBytes` of the file as it lies on the disk, which of a pipe is -1.
    public record Progress(long bytes, long totalBytes, long taken, long refused, long duplicates) {}

    /// Imports a file. A file that cannot be imported at all, or breaks off, is an [ImportException]; rows taken before
    /// the break stay, and importing the whole file later adds only the others.
    public static ImportReport run(
            Path file,
            ImportSettings settings,
            Library library,
            Consumer<Progress> progress,
            BooleanSupplier cancelled) {
        return run(Parsing.of(file), file, settings, library, progress, cancelled);
    }

    /// The same with the parser in this process: for a verb, which has no window to draw and the full compiler.
    public static ImportReport runHere(
            Path file,
            ImportSettings settings,
            Library library,
            Consumer<Progress> progress,
            BooleanSupplier cancelled) {
        return run(Parsing.here(file), file, settings, library, progress, cancelled);
    }

    /// The same with the parser of your choice; the results are equal.
    static ImportReport run(
            Parsing parsing,
            Path file,
            ImportSettings settings,
            Library library,
            Consumer<Progress> progress,
            BooleanSupplier cancelled) {
        return new Importer(file, settings, library, progress, cancelled).run(parsing);
    }

    private ImportReport run(Parsing parsing) {
        try {
            parsing.tell(file, settings, cancelled, this::take);
            return begun().report(!done);
        } catch (ImportException e) {
            throw intake == null ? e : intake.broken(e);
        } catch (LibraryException e) {
            throw intake == null ? e : intake.full(e);
        }
    }

    private Intake begun() {
        return Objects.requireNonNull(intake, "nothing was told of the file");
    }

    /// Whether more is wanted.
    private boolean take(Parsed parsed) {
        boolean told = false;
        switch (parsed) {
            case Parsed.Begun begun -> intake = new Intake(file, settings, begun, library, progress);
            case Parsed.Taken row -> told = begun().take(row);
            case Parsed.Refused row -> begun().refuse(row);
            case Parsed.Read read -> told = begun().read(read);
            case Parsed.Groups _, Parsed.Head _ -> throw new IllegalStateException("nobody asked for it");
            case Parsed.Done _ -> done = true;
            case Parsed.Fault fault -> throw new ImportException(fault.sentence());
        }
        return !(told && cancelled.getAsBoolean());
    }
}
