package sam.intake;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.Example;
import sam.library.Tier;
import tools.jackson.databind.JsonNode;

/// Parses one file: which format it has, and what each of its rows becomes. It knows nothing of the library.
final class RowParser implements RowShape.Sink {
    private static final int LOOKED_AT = 25;
    private static final int TOLD_ROWS = 256;
    private static final int LONGEST_NAME = 40;
    /// It may take more memory than there is, so what came before it is told first.
    private static final int LARGE_ROW = 1 << 20;

    private final ImportSettings settings;
    private final Predicate<Parsed> out;
    private final Map<String, Long> ignored = new LinkedHashMap<>();
    private final Map<String, Long> notes = new LinkedHashMap<>();
    private long refused;
    private boolean stopped;

    private RowParser(ImportSettings settings, Predicate<Parsed> out) {
        this.settings = settings;
        this.out = out;
    }

    /// Tells all of a file, until `out` wants no more.
    static void parse(Path file, ImportSettings settings, Predicate<Parsed> out) {
        var parser = new RowParser(settings, out);
        Parsed end;
        try (var rows = RowFile.open(file, settings.rowGroups())) {
            parser.parse(file, rows);
            end = new Parsed.Done();
        } catch (ImportException e) {
            end = new Parsed.Fault(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            end = new Parsed.Fault(Plain.text("%s cannot be read (%s).", file, e.getMessage()));
        }
        parser.tell(end);
    }

    /// The first rows of a file that are objects, as JSON.
    static List<String> head(Path file) throws IOException {
        try (var rows = RowFile.open(file, null)) {
            return rows.head(LOOKED_AT).stream()
                    .filter(row -> row.fault() == null)
                    .map(RowSource.Row::json)
                    .filter(node -> node != null && node.isObject())
                    .map(String::valueOf)
                    .toList();
        }
    }

    private void parse(Path file, RowFile rows) {
        var format = settings.mapping() != null
                ? Format.MAPPED
                : settings.format() == null ? detect(file, rows.head(LOOKED_AT), rows.isTable()) : settings.format();
        settings.requireNoTest(format, String.valueOf(file.getFileName()));
        tell(new Parsed.Begun(format, rows.size()));
        try {
            read(format, rows);
        } catch (ImportException e) {
            tellRead(rows);
            throw e;
        }
        tellRead(rows);
    }

    private void read(Format format, RowFile rows) {
        var mapping = settings.mapping();
        var reading = new RowReading(mapping == null ? format.shape() : new MappedRows(mapping), this);
        int untold = 0;
        for (var row = rows.next(); row != null && !stopped; row = rows.next()) {
            if (++untold == TOLD_ROWS || row.to() - row.from() > LARGE_ROW) {
                untold = 0;
                tellRead(rows);
            }
            reading.read(row);
        }
        if (!stopped) {
            reading.finish(rows);
        }
    }

    private void tellRead(RowFile rows) {
        tell(new Parsed.Read(rows.bytesRead(), Parsed.Count.of(ignored), Parsed.Count.of(notes)));
    }

    private void tell(Parsed parsed) {
        stopped = stopped || !out.test(parsed);
    }

    @Override
    public void take(long line, Example example, Fields row) {
        tell(new Parsed.Taken(line, example, own(row)));
    }

    @Override
    public void refuse(long line, String reason, String row) {
        var beginning = refused++ < ImportReport.KEPT_REFUSALS ? ImportReport.Refusal.beginning(row) : "";
        tell(new Parsed.Refused(line, reason, beginning));
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

    /// The file's origin holds, unless the row brings a licence of its own and the person said nothing.
    private Parsed.@Nullable Own own(Fields row) {
        var licence = said(row, "licence");
        if (licence.isBlank()) {
            licence = said(row, "license");
        }
        if (licence.isBlank()) {
            return null;
        }
        var source = said(row, "source");
        var number = row.number("tier");
        int tier = number == null || number.signum() < 0 || number.compareTo(BigDecimal.valueOf(3)) > 0
                ? 0
                : number.intValue();
        return new Parsed.Own(
                settings.source() != null || source.isBlank() ? null : source,
                settings.licence() != null ? null : licence,
                settings.tier() != null || tier < 1 ? null : Tier.of(tier));
    }

    private static String said(Fields row, String field) {
        return row.peek(field).isString() ? row.peek(field).asString() : "";
    }

    /// The format the first rows look like.
    private static Format detect(Path file, List<RowSource.Row> head, boolean table) {
        var nodes = new ArrayList<JsonNode>();
        var fields = new TreeSet<String>();
        for (var row : head) {
            if (row.fault() == null && row.json() instanceof JsonNode node && node.isObject()) {
                nodes.add(node);
                fields.addAll(node.propertyNames());
            }
        }
        return Format.detect(nodes).orElseThrow(() -> unknown(file, fields, head, table));
    }

    private static ImportException unknown(Path file, TreeSet<String> fields, List<RowSource.Row> head, boolean table) {
        if (RowReading.anyIsNoUtf8(head)) {
            return new ImportException(Plain.text(
                    "%s is not UTF-8 text, but perhaps Latin-1 (ISO-8859-1) or Windows-1252."
                            + " Convert it first, for example with iconv -f WINDOWS-1252 -t UTF-8.",
                    file));
        }
        if (fields.isEmpty() && table) {
            return new ImportException(Plain.text(
                    "%s is a table without a row that is as wide as its first, which names the columns."
                            + " Choose another file, or mend it.",
                    file));
        }
        if (fields.isEmpty()) {
            return new ImportException(Plain.text(
                    "%s holds no JSON objects, neither one a line nor in a list. Choose another file.", file));
        }
        var named = fields.stream()
                .limit(8)
                .map(name -> name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…")
                .collect(Collectors.joining(", "));
        if (table) {
            return new ImportException(Plain.text(
                    "The first row of %s names the columns %s, which is no format we know."
                            + " Say which it is: %s; or give it a first row that names its columns.",
                    file, named, Format.keys()));
        }
        return new ImportException(Plain.text(
                "The rows of %s have the fields %s, which is no format we know. Say which it is: %s.",
                file, named, Format.keys()));
    }
}
