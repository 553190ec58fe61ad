package sam.intake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sam.durable.Hashes;
import tools.jackson.databind.JsonNode;

/// The columns of a file, or the fields of its rows: what each holds, by its first rows.
public record Columns(List<Column> all) {
    private static final int SAMPLES = 3;
    private static final int SAMPLE_CHARS = 200;

    public Columns {
        all = List.copyOf(all);
    }

    /// What the values of a column are.
    public enum Type {
        TEXT,
        NUMBER,
        TRUTH,
        MESSAGES,
        LIST,
        OBJECT,
        NOTHING
    }

    /// A column with its first three values that are something, each on one line.
    public record Column(String name, Type type, List<String> samples) {
        public Column {
            samples = List.copyOf(samples);
        }
    }

    /// Looks at the first rows of a file; one that cannot be read is an [ImportException].
    public static Columns of(Path file) {
        return of(ParserProcess.head(file));
    }

    static Columns of(List<String> rows) {
        var types = new LinkedHashMap<String, Type>();
        var samples = new LinkedHashMap<String, List<String>>();
        for (var row : rows) {
            if (!(VerbatimJson.parse(row) instanceof JsonNode node) || !node.isObject()) {
                continue;
            }
            for (var field : node.properties()) {
                types.merge(field.getKey(), type(field.getValue()), (a, b) -> a == Type.NOTHING ? b : a);
                var some = samples.computeIfAbsent(field.getKey(), _ -> new ArrayList<>());
                if (Fields.isContent(field.getValue()) && some.size() < SAMPLES) {
                    some.add(shortly(field.getValue()));
                }
            }
        }
        return new Columns(types.entrySet().stream()
                .map(entry ->
                        new Column(entry.getKey(), entry.getValue(), samples.getOrDefault(entry.getKey(), List.of())))
                .toList());
    }

    private static String shortly(JsonNode value) {
        var digits = VerbatimJson.digits(value);
        var text = digits != null ? digits : value.isString() ? value.asString() : value.toString();
        return ImportReport.Refusal.beginning(
                text.length() <= 4 * SAMPLE_CHARS ? text : text.substring(0, 4 * SAMPLE_CHARS));
    }

    private static Type type(JsonNode value) {
        if (!Fields.isContent(value)) {
            return Type.NOTHING;
        }
        if (value.isArray() || value.isObject()) {
            return Messages.areIn(value) ? Type.MESSAGES : value.isArray() ? Type.LIST : Type.OBJECT;
        }
        return value.isBoolean() ? Type.TRUTH : VerbatimJson.digits(value) != null ? Type.NUMBER : Type.TEXT;
    }

    /// The same for every file whose columns have these names and hold values, lists or objects as these do, in
    /// whatever order.
    public String shape() {
        var lines = all.stream()
                .map(column -> column.name() + "\n" + rough(column.type()))
                .sorted()
                .toList();
        return Hashes.sha256(String.join("\n\n", lines)).substring(0, 16);
    }

    private static String rough(Type type) {
        return switch (type) {
            case TEXT, NUMBER, TRUTH, NOTHING -> "value";
            case MESSAGES, LIST -> "list";
            case OBJECT -> "object";
        };
    }

    /// Whether a mapping reads only columns that are there.
    boolean holdAll(Mapping mapping) {
        var names = Map.copyOf(byName());
        return mapping.parts().values().stream()
                .allMatch(source -> source.column() == null || names.containsKey(source.column()));
    }

    private Map<String, Column> byName() {
        var names = new LinkedHashMap<String, Column>();
        all.forEach(column -> names.put(column.name(), column));
        return names;
    }
}
