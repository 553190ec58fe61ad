package sam.sources;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import sam.durable.Plain;
import sam.library.Example;
import sam.library.Import;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Tier;
import tools.jackson.databind.JsonNode;

/// Reads one file of examples into the library, row by row. A row that cannot be taken is counted with its reason and
/// never ends the import; rows are committed in batches, so what was counted as taken stays whatever comes after.
public final class Importer implements RowShape.Sink {
    private static final int LOOKED_AT = 25;
    /// Big, because each commit writes a good part of the index of hashes anew, however few rows it adds; the library
    /// commits earlier where a person's decision waits.
    private static final int BATCH_ROWS = 10_000;

    private static final int BATCH_CHARS = 16 << 20;

    private final Path file;
    private final Import into;
    private final ImportSettings settings;
    private final Format format;
    private final ImportSettings.Resolved resolved;
    private final List<NewExample> batch = new ArrayList<>();
    private final List<ImportReport.Refusal> refusals = new ArrayList<>();
    private final Map<String, Long> reasons = new HashMap<>();
    private final Map<String, Long> ignored = new HashMap<>();
    private final Map<String, Long> notes = new HashMap<>();
    private int batchChars;
    private long refused;

    private Importer(Path file, ImportSettings settings, Format format, Library library) {
        this.file = file;
        this.into = library.startImport(String.valueOf(file.getFileName()));
        this.settings = settings;
        this.format = format;
        this.resolved = settings.resolve(format, RowFile.isPipe(file) ? "pipe" : String.valueOf(file.getFileName()));
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
        try (var rows = RowFile.open(file)) {
            var format = settings.format() == null ? detect(file, rows.head(LOOKED_AT)) : settings.format();
            return new Importer(file, settings, format, library).run(rows, progress, cancelled);
        } catch (IOException e) {
            throw new ImportException(Plain.text("%s cannot be read (%s).", file, e.getMessage()), e);
        }
    }

    /// The format the first rows look like.
    private static Format detect(Path file, List<RowCutter.Row> head) {
        var nodes = new ArrayList<JsonNode>();
        var fields = new TreeSet<String>();
        for (var row : head) {
            if (row.fault() == null && RowReading.parse(row) instanceof JsonNode node && node.isObject()) {
                nodes.add(node);
                fields.addAll(node.propertyNames());
            }
        }
        return Format.detect(nodes).orElseThrow(() -> unknown(file, fields, head));
    }

    private static ImportException unknown(Path file, TreeSet<String> fields, List<RowCutter.Row> head) {
        if (RowReading.anyIsNoUtf8(head)) {
            return new ImportException(Plain.text(
                    "%s is not UTF-8 text, but perhaps Latin-1 (ISO-8859-1) or Windows-1252."
                            + " Convert it first, for example with iconv -f WINDOWS-1252 -t UTF-8.",
                    file));
        }
        if (fields.isEmpty()) {
            return new ImportException(Plain.text(
                    "%s holds no JSON objects, neither one a line nor in a list. Choose another file.", file));
        }
        var named = String.join(", ", fields.stream().limit(8).toList());
        return new ImportException(Plain.text(
                "The rows of %s have the fields %s, which is no format we know. Say which it is: %s.",
                file, named, Format.keys()));
    }

    private ImportReport run(RowFile rows, Consumer<Progress> progress, BooleanSupplier cancelled) {
        boolean stopped = false;
        var reading = new RowReading(format.shape(), this);
        try {
            for (var row = rows.next(); row != null && !stopped; row = rows.next()) {
                reading.read(row);
                if (batch.size() >= BATCH_ROWS || batchChars >= BATCH_CHARS) {
                    flush();
                    progress.accept(
                            new Progress(rows.bytesRead(), rows.size(), into.taken(), refused, into.duplicates()));
                    stopped = cancelled.getAsBoolean();
                }
            }
            if (!stopped) {
                reading.finish(rows);
            }
            flush();
        } catch (ImportException e) {
            throw afterFlush(e);
        } catch (LibraryException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e)
                    .after(into.taken(), refused, into.duplicates());
        }
        progress.accept(new Progress(rows.bytesRead(), rows.size(), into.taken(), refused, into.duplicates()));
        return report(stopped);
    }

    /// The rows before the break go into the library too, if it can take them.
    private ImportException afterFlush(ImportException e) {
        try {
            flush();
        } catch (LibraryException full) {
            e.addSuppressed(full);
        }
        return e.after(into.taken(), refused, into.duplicates());
    }

    @Override
    public void ignored(String field) {
        count(ignored, field);
    }

    @Override
    public void noted(String note) {
        count(notes, note);
    }

    /// A stranger's file may have a million names of fields; the first of them are told.
    private static void count(Map<String, Long> counts, String what) {
        if (counts.size() < ImportReport.KEPT_FIELDS || counts.containsKey(what)) {
            counts.merge(what, 1L, Long::sum);
        }
    }

    @Override
    public void take(long line, Example example, Fields row) {
        batch.add(new NewExample(resolved.phase(), example, origin(line, row), settings.status()));
        for (var text : example.texts()) {
            batchChars += text.length();
        }
    }

    @Override
    public void refuse(long line, String reason, String row) {
        refused++;
        reasons.merge(reason, 1L, Long::sum);
        if (refusals.size() < ImportReport.KEPT_REFUSALS) {
            refusals.add(new ImportReport.Refusal(line, reason, row));
        }
    }

    /// The file's origin, unless the row brings a licence of its own and the person said nothing.
    private Origin origin(long line, Fields row) {
        var licence = said(row, "licence");
        if (licence.isBlank()) {
            licence = said(row, "license");
        }
        if (licence.isBlank()) {
            return new Origin(resolved.source(), line, resolved.licence(), resolved.tier());
        }
        var source = said(row, "source");
        var number = row.number("tier");
        int tier = number == null || number.signum() < 0 || number.compareTo(BigDecimal.valueOf(3)) > 0
                ? 0
                : number.intValue();
        return new Origin(
                settings.source() != null || source.isBlank() ? resolved.source() : source,
                line,
                settings.licence() != null ? resolved.licence() : licence,
                settings.tier() != null || tier < 1 ? resolved.tier() : Tier.of(tier));
    }

    private static String said(Fields row, String field) {
        return row.peek(field).isString() ? row.peek(field).asString() : "";
    }

    private void flush() {
        if (!batch.isEmpty()) {
            into.add(batch);
            batch.clear();
            batchChars = 0;
        }
    }

    private ImportReport report(boolean stopped) {
        return new ImportReport(
                file,
                format,
                resolved.source(),
                resolved.tier(),
                resolved.licence(),
                resolved.phase(),
                into.taken(),
                refused,
                into.duplicates(),
                refusals,
                mostFirst(reasons),
                mostFirst(ignored),
                mostFirst(notes),
                stopped);
    }

    private static Map<String, Long> mostFirst(Map<String, Long> counts) {
        var counted = new LinkedHashMap<String, Long>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .forEach(entry -> counted.put(entry.getKey(), entry.getValue()));
        return counted;
    }
}
