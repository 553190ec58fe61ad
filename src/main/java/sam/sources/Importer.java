package sam.sources;

import java.io.IOException;
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
import sam.library.Example;
import sam.library.Import;
import sam.library.Library;
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
    private int batchChars;
    private long refused;

    private Importer(Path file, ImportSettings settings, Format format, Library library) {
        this.file = file;
        this.into = library.startImport(String.valueOf(file.getFileName()));
        this.settings = settings;
        this.format = format;
        this.resolved = settings.resolve(format, String.valueOf(file.getFileName()));
    }

    /// How far an import is; `bytes` of `totalBytes` of the file as it lies on the disk.
    public record Progress(long bytes, long totalBytes, long taken, long refused, long duplicates) {}

    /// Imports a file. A file that cannot be imported at all, or breaks off, is an [ImportException]; rows taken before
    /// the break stay, and importing the whole file later adds only the others.
    public static ImportReport run(
            Path file,
            ImportSettings settings,
            Library library,
            Consumer<Progress> progress,
            BooleanSupplier cancelled) {
        var format = settings.format() == null ? detect(file) : settings.format();
        var importer = new Importer(file, settings, format, library);
        try (var rows = RowFile.open(file)) {
            return importer.run(rows, progress, cancelled);
        } catch (IOException e) {
            throw new ImportException("%s cannot be read (%s).".formatted(file, e.getMessage()), e);
        }
    }

    /// The format a file's first rows look like.
    public static Format detect(Path file) {
        try (var rows = RowFile.open(file)) {
            var nodes = new ArrayList<JsonNode>();
            var fields = new TreeSet<String>();
            for (int i = 0; i < LOOKED_AT; i++) {
                var row = rows.next();
                if (row == null) {
                    break;
                }
                if (row.fault() == null && RowReading.parse(row) instanceof JsonNode node && node.isObject()) {
                    nodes.add(node);
                    fields.addAll(node.propertyNames());
                }
            }
            return Format.detect(nodes).orElseThrow(() -> unknown(file, fields));
        } catch (IOException e) {
            throw new ImportException("%s cannot be read (%s).".formatted(file, e.getMessage()), e);
        }
    }

    private static ImportException unknown(Path file, TreeSet<String> fields) {
        if (fields.isEmpty()) {
            return new ImportException(
                    "%s holds no JSON objects, neither one a line nor in a list. Choose another file.".formatted(file));
        }
        var named = String.join(", ", fields.stream().limit(8).toList());
        return new ImportException("The rows of %s have the fields %s, which is no format we know. Say which it is: %s."
                .formatted(file, named, Format.keys()));
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
        } catch (ImportException e) {
            flush();
            throw e.after(into.taken());
        }
        flush();
        progress.accept(new Progress(rows.bytesRead(), rows.size(), into.taken(), refused, into.duplicates()));
        return report(stopped);
    }

    @Override
    public void take(long line, Example example, JsonNode row) {
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
    private Origin origin(long line, JsonNode row) {
        var licence = row.path("licence").asString(row.path("license").asString(""));
        if (licence.isBlank()) {
            return new Origin(resolved.source(), line, resolved.licence(), resolved.tier());
        }
        var source = row.path("source").asString("");
        int tier = row.path("tier").asInt(0);
        return new Origin(
                settings.source() != null || source.isBlank() ? resolved.source() : source,
                line,
                settings.licence() != null ? resolved.licence() : licence,
                settings.tier() != null || tier < 1 || tier > 3 ? resolved.tier() : Tier.of(tier));
    }

    private void flush() {
        if (!batch.isEmpty()) {
            into.add(batch);
            batch.clear();
            batchChars = 0;
        }
    }

    private ImportReport report(boolean stopped) {
        var counted = new LinkedHashMap<String, Long>();
        reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .forEach(entry -> counted.put(entry.getKey(), entry.getValue()));
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
                counted,
                stopped);
    }
}
