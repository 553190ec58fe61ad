package sam.intake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sam.library.Import;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.NewExample;

/// What was parsed of one file on its way into the library, in batches.
final class Intake {
    /// Big, because each commit writes a good part of the index of hashes anew, however few rows it adds; the library
    /// commits earlier where a person's decision waits.
    private static final int BATCH_ROWS = 10_000;

    private static final int BATCH_CHARS = 16 << 20;
    private static final int TOLD_BYTES = 4 << 20;

    private final Path file;
    private final Import into;
    private final ImportSettings settings;
    private final Parsed.Begun begun;
    private final ImportSettings.Resolved resolved;
    private final Consumer<Importer.Progress> progress;
    private final List<NewExample> batch = new ArrayList<>();
    private final List<ImportReport.Refusal> refusals = new ArrayList<>();
    private final Map<String, Long> reasons = new HashMap<>();
    private Parsed.Read read = new Parsed.Read(0, List.of(), List.of());
    private int batchChars;
    private long refused;
    private long toldBytes;

    Intake(
            Path file,
            ImportSettings settings,
            Parsed.Begun begun,
            Library library,
            Consumer<Importer.Progress> progress) {
        this.file = file;
        this.into = library.startImport(String.valueOf(file.getFileName()));
        this.settings = settings;
        this.begun = begun;
        this.resolved =
                settings.resolve(begun.format(), RowFile.isPipe(file) ? "pipe" : String.valueOf(file.getFileName()));
        this.progress = progress;
    }

    /// Whether progress was told.
    boolean take(Parsed.Taken row) {
        batch.add(new NewExample(resolved.phase(), row.example(), resolved.origin(row), settings.status()));
        for (var text : row.example().texts()) {
            batchChars += text.length();
        }
        if (batch.size() < BATCH_ROWS && batchChars < BATCH_CHARS) {
            return false;
        }
        flush();
        tell();
        return true;
    }

    void refuse(Parsed.Refused row) {
        refused++;
        reasons.merge(row.reason(), 1L, Long::sum);
        if (refusals.size() < ImportReport.KEPT_REFUSALS) {
            refusals.add(new ImportReport.Refusal(row.line(), row.reason(), row.row()));
        }
    }

    /// Whether progress was told; a file of refusals fills no batch.
    boolean read(Parsed.Read now) {
        read = now;
        if (now.bytes() - toldBytes < TOLD_BYTES) {
            return false;
        }
        tell();
        return true;
    }

    private void tell() {
        toldBytes = read.bytes();
        progress.accept(new Importer.Progress(read.bytes(), begun.size(), into.taken(), refused, into.duplicates()));
    }

    private void flush() {
        if (!batch.isEmpty()) {
            into.add(batch);
            batch.clear();
            batchChars = 0;
        }
    }

    /// The rows before the break go into the library too, if it can take them.
    ImportException broken(ImportException e) {
        try {
            flush();
        } catch (LibraryException full) {
            e.addSuppressed(full);
        }
        return e.after(into.taken(), refused, into.duplicates());
    }

    ImportException full(LibraryException e) {
        return new ImportException(String.valueOf(e.getMessage()), e).after(into.taken(), refused, into.duplicates());
    }

    ImportReport report(boolean stopped) {
        flush();
        tell();
        return new ImportReport(
                file,
                begun.format(),
                resolved.source(),
                resolved.tier(),
                resolved.licence(),
                resolved.phase(),
                into.taken(),
                refused,
                into.duplicates(),
                refusals,
                MostFirst.of(reasons),
                MostFirst.of(counted(read.ignored())),
                MostFirst.of(counted(read.notes())),
                stopped);
    }

    private static Map<String, Long> counted(List<Parsed.Count> counts) {
        var counted = new HashMap<String, Long>();
        counts.forEach(count -> counted.put(count.what(), count.rows()));
        return counted;
    }
}
