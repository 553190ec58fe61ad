package sam.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import tools.jackson.core.JacksonException;

/// Reads and adds examples.
record Rows(Sql sql) {
    private static final String SELECT = """
        SELECT e.id, e.phase, e.kind, e.tier, e.line, e.status, e.swapped, e.wording, s.name, s.licence,
               coalesce(w.content, e.content) AS content
        FROM example e JOIN source s ON s.id = e.source LEFT JOIN wording w ON w.id = e.wording
        """;

    static final String WAITING = SELECT
            + "WHERE e.status = 0 AND e.tier < 3 AND e.phase = ? AND e.pair = ? AND e.id > ? ORDER BY e.id LIMIT ?";

    Optional<StoredExample> find(long id) throws SQLException {
        return sql.first(SELECT + "WHERE e.id = ? AND e.status < 4", Rows::read, id);
    }

    List<StoredExample> waiting(int phase, boolean pairs, long after, int limit) throws SQLException {
        return sql.list(WAITING, Rows::read, phase, pairs, after, limit);
    }

    /// Every example of a phase that was accepted, or every one that was rejected; never what is only retrieved.
    void judged(boolean accepted, int phase, Consumer<StoredExample> each) throws SQLException {
        var wanted =
                SELECT + "WHERE e.status = " + (accepted ? 1 : 2) + " AND e.tier < 3 AND e.phase = ? ORDER BY e.id";
        try (var statement = sql.connection().prepareStatement(wanted);
                var row = Sql.bind(statement, phase).executeQuery()) {
            while (row.next()) {
                each.accept(read(row));
            }
        }
    }

    List<StoredExample> search(String words, int limit) throws SQLException {
        var wanted = words.isBlank()
                ? List.<String>of()
                : List.of(words.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        var found = new ArrayList<StoredExample>();
        try (var statement =
                        sql.connection().prepareStatement(SELECT + "WHERE e.status < 4 ORDER BY e.decided DESC, e.id");
                var row = statement.executeQuery()) {
            while (found.size() < limit && row.next()) {
                if (mayContain(row.getString("content"), wanted)) {
                    var example = read(row);
                    if (contains(example.example(), wanted)) {
                        found.add(example);
                    }
                }
            }
        }
        return found;
    }

    Library.Added add(List<NewExample> examples) throws SQLException {
        int taken = 0;
        var sources = new HashMap<Origin, Long>();
        for (var example : examples) {
            if (add(example, sources, "")) {
                taken++;
            }
        }
        return new Library.Added(taken, examples.size() - taken);
    }

    /// Adds one example unless it is there; what is for retrieval only waits, whatever was asked.
    boolean add(NewExample added, Map<Origin, Long> sources, String salt) throws SQLException {
        var origin = added.origin();
        var key = new Origin(origin.source(), 0, origin.licence(), origin.tier());
        var source = sources.get(key);
        if (source == null) {
            source = source(key);
            sources.put(key, source);
        }
        int status = origin.tier() == Tier.RETRIEVE_ONLY ? 0 : Standing.code(added.status());
        var example = added.example();
        return sql.update(
                        """
                        INSERT INTO example (phase, kind, pair, source, tier, line, content, hash, arrival, status)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING
                        """,
                        added.phase(),
                        ExampleJson.kind(example),
                        example instanceof Example.Preference ? 1 : 0,
                        source,
                        origin.tier().number(),
                        origin.line(),
                        ExampleJson.write(example),
                        ExampleJson.hash(added.phase(), example, salt),
                        status,
                        status)
                > 0;
    }

    private long source(Origin origin) throws SQLException {
        sql.update(
                "INSERT INTO source (name, tier, licence) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                origin.source(),
                origin.tier().number(),
                origin.licence());
        return sql.number(
                "SELECT id FROM source WHERE name = ? AND tier = ? AND licence = ?",
                origin.source(),
                origin.tier().number(),
                origin.licence());
    }

    Counts counts(int phase, boolean pairs) throws SQLException {
        var counts = new long[5];
        sql.list("""
            SELECT t.status, sum(t.n) FROM tally t JOIN source s ON s.id = t.source
            WHERE s.tier < 3 AND t.phase = ? AND t.pair = ? GROUP BY t.status
            """, row -> new long[] {row.getLong(1), row.getLong(2)}, phase, pairs)
                .forEach(pair -> counts[(int) pair[0]] = pair[1]);
        return new Counts(counts[0], counts[1], counts[2], counts[3]);
    }

    List<SourceSummary> sources() throws SQLException {
        return sql.list(
                """
                SELECT s.name, s.tier, s.licence, t.phase, sum(t.n) AS rows,
                       sum(iif(t.status = 1, t.n, 0)) AS accepted,
                       sum(iif(t.status = 0 AND s.tier < 3, t.n, 0)) AS waiting
                FROM tally t JOIN source s ON s.id = t.source
                WHERE t.status < 4 GROUP BY s.id, t.phase HAVING rows > 0 ORDER BY s.tier, t.phase, s.name
                """,
                row -> new SourceSummary(
                        row.getString("name"),
                        Tier.of(row.getInt("tier")),
                        row.getString("licence"),
                        row.getInt("phase"),
                        row.getLong("rows"),
                        row.getLong("accepted"),
                        row.getLong("waiting")));
    }

    private static StoredExample read(ResultSet row) throws SQLException {
        var example = parse(row.getString("kind"), row.getString("content"));
        if (row.getBoolean("swapped") && example instanceof Example.Preference pair) {
            example = pair.swapped();
        }
        boolean edited = row.getObject("wording") != null;
        try {
            return new StoredExample(
                    row.getLong("id"),
                    row.getInt("phase"),
                    example,
                    new Origin(
                            row.getString("name"),
                            row.getLong("line"),
                            row.getString("licence"),
                            Tier.of(row.getInt("tier"))),
                    Standing.status(row.getInt("status")),
                    edited);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw corrupt(e);
        }
    }

    /// What the program wrote it can read; when it cannot, the file was damaged where SQLite does not look.
    static Example parse(String kind, String content) throws SQLException {
        try {
            return ExampleJson.read(kind, content);
        } catch (JacksonException | IllegalStateException e) {
            throw corrupt(e);
        }
    }

    private static SQLException corrupt(RuntimeException cause) {
        var e = new SQLiteException("a stored example cannot be read", SQLiteErrorCode.SQLITE_CORRUPT);
        e.initCause(cause);
        return e;
    }

    /// A cheap look before the JSON is parsed; words that JSON may have escaped are left to the second look.
    private static boolean mayContain(String json, List<String> wanted) {
        if (wanted.isEmpty()) {
            return true;
        }
        var lower = json.toLowerCase(Locale.ROOT);
        return wanted.stream()
                .allMatch(word -> lower.contains(word) || word.indexOf('"') >= 0 || word.indexOf('\\') >= 0);
    }

    private static boolean contains(Example example, List<String> wanted) {
        if (wanted.isEmpty()) {
            return true;
        }
        var text = String.join("\n", example.texts()).toLowerCase(Locale.ROOT);
        return wanted.stream().allMatch(text::contains);
    }
}
