package sam.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import sam.durable.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// Reads examples and what is counted of them.
record Rows(Sql sql) {
    /// With one origin its licence counts; with several, all that were not taken back, one a line.
    private static final String SELECT = """
        SELECT e.id, g.phase, e.kind, g.tier, o.line, g.status, g.swapped, g.wording, g.held, s.name,
               iif(g.origins = 1, s.licence,
                   (SELECT group_concat(t.licence, char(10)) FROM origin p JOIN source t ON t.id = p.source
                    LEFT JOIN import i ON i.id = p.import
                    WHERE p.example = e.id AND coalesce(i.taken_back, 0) = 0)) AS licences,
               coalesce(w.content, e.content) AS content, o.key
        FROM standing g CROSS JOIN example e ON e.id = g.example
        CROSS JOIN origin o ON o.example = g.example AND o.n = g.origin
        JOIN source s ON s.id = g.source LEFT JOIN wording w ON w.id = g.wording
        """;

    static final String WAITING = SELECT + """
        WHERE g.status = 0 AND g.tier < 3 AND g.kind <> 'document' AND g.phase = ? AND g.pair = ? AND g.example > ?
        ORDER BY g.example LIMIT ?
        """;

    static final String WAITING_OF = SELECT + """
        WHERE g.status = 0 AND g.tier < 3 AND g.kind <> 'document' AND g.phase = ? AND g.pair = ? AND g.example > ?
          AND g.source IN (SELECT id FROM source WHERE name = ?)
        ORDER BY g.example LIMIT ?
        """;

    Optional<StoredExample> find(long id) throws SQLException {
        return sql.first(SELECT + "WHERE g.example = ? AND g.status < 4", Rows::read, id);
    }

    /// From one source when it is named, whatever tiers and licences its rows have.
    List<StoredExample> waiting(int phase, boolean pairs, @Nullable String source, long after, int limit)
            throws SQLException {
        return source == null
                ? sql.list(WAITING, Rows::read, phase, pairs, after, limit)
                : sql.list(WAITING_OF, Rows::read, phase, pairs, after, source, limit);
    }

    /// Every example of a phase that was accepted, or every one that was rejected; never what is only retrieved, nor
    /// what is held out.
    void judged(boolean accepted, int phase, Consumer<StoredExample> each) throws SQLException {
        sql.each(
                SELECT
                        + "WHERE g.status = "
                        + (accepted ? "1" : "2")
                        + " AND g.tier < 3 AND g.kind <> 'document' AND g.held = 0 AND g.phase = ? ORDER BY g.example",
                row -> each.accept(read(row)),
                phase);
    }

    List<SourcedRow> accepted(String source) throws SQLException {
        return sql.list(SELECT + """
            WHERE g.status = 1 AND g.pair = 0
              AND g.phase IN (SELECT t.phase FROM tally t JOIN source u ON u.id = t.source
                              WHERE u.name = ? AND t.status = 1 AND t.n > 0)
              AND g.source IN (SELECT id FROM source WHERE name = ?)
            ORDER BY g.example DESC
            """, row -> new SourcedRow(read(row), row.getString("key")), source, source);
    }

    Counts counts(int phase, boolean pairs) throws SQLException {
        var counts = new long[StatusCode.WITHDRAWN + 1];
        var heldOut = new long[StatusCode.WITHDRAWN + 1];
        sql.list("""
            SELECT status, sum(n), sum(n * held) FROM tally
            WHERE tier < 3 AND kind <> 'document' AND phase = ? AND (kind = 'preference') = ? GROUP BY status
            """, row -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3)}, phase, pairs)
                .forEach(line -> {
                    counts[(int) line[0]] = line[1];
                    heldOut[(int) line[0]] = line[2];
                });
        return new Counts(counts[0], counts[1], counts[2], counts[3], heldOut[1]);
    }

    List<SourceSummary> sources() throws SQLException {
        return sql.list(
                """
                SELECT s.name, t.tier, s.licence, t.phase, sum(t.n) AS rows,
                       sum(iif(t.status = 1, t.n, 0)) AS accepted,
                       sum(iif(t.status = 0 AND t.tier < 3 AND t.kind <> 'document', t.n, 0)) AS waiting,
                       sum(iif(t.status = 1 AND t.kind = 'diff', t.n, 0)) AS diffs
                FROM tally t JOIN source s ON s.id = t.source
                WHERE t.status < 4 GROUP BY s.name, t.tier, s.licence, t.phase
                HAVING rows > 0 ORDER BY t.tier, t.phase, s.name
                """,
                row -> new SourceSummary(
                        row.getString("name"),
                        Tier.of(row.getInt("tier")),
                        row.getString("licence"),
                        row.getInt("phase"),
                        row.getLong("rows"),
                        row.getLong("accepted"),
                        row.getLong("waiting"),
                        row.getLong("diffs")));
    }

    List<ImportSummary> imports() throws SQLException {
        return sql.list(
                """
                SELECT i.id, i.at, i.name, i.taken_back, count(*) AS rows
                FROM import i JOIN origin o ON o.import = i.id GROUP BY i.id ORDER BY i.id DESC
                """,
                row -> new ImportSummary(
                        row.getLong("id"),
                        Instant.parse(row.getString("at")),
                        row.getString("name"),
                        row.getLong("rows"),
                        row.getBoolean("taken_back")));
    }

    /// Every origin of an example with all it says, the first one first, each under its own licence.
    List<Origin> origins(long example) throws SQLException {
        var parents = List.copyOf(sql.list(
                "SELECT parent FROM parent WHERE example = ? ORDER BY parent", row -> row.getLong(1), example));
        return sql.list(
                """
                SELECT o.*, s.name, s.licence, s.tier, m.teacher, m.model, m.prompt_hash, m.cost, m.checks
                FROM origin o JOIN source s ON s.id = o.source LEFT JOIN import i ON i.id = o.import
                LEFT JOIN maker m ON m.example = o.example AND m.n = o.n
                WHERE o.example = ? AND coalesce(i.taken_back, 0) = 0 ORDER BY o.n
                """,
                row -> new Origin(
                        row.getString("name"),
                        row.getLong("line"),
                        row.getString("licence"),
                        Tier.of(row.getInt("tier")),
                        new Origin.Item(
                                row.getString("key"),
                                row.getString("family"),
                                row.getString("address"),
                                row.getString("author"),
                                row.getString("revision")),
                        maker(row),
                        row.getInt("n") == 0 ? parents : List.of()),
                example);
    }

    private static Origin.@Nullable Maker maker(ResultSet row) throws SQLException {
        var teacher = row.getString("teacher");
        return teacher == null
                ? null
                : new Origin.Maker(
                        teacher,
                        row.getString("model"),
                        row.getString("prompt_hash"),
                        row.getDouble("cost"),
                        Json.MAPPER.readValue(row.getString("checks"), new TypeReference<List<Origin.Check>>() {}));
    }

    /// How the person chooses sides.
    Library.Habits habits() throws SQLException {
        return sql.first("""
            SELECT count(*), coalesce(sum((choice = 'LEFT') ), 0), coalesce(sum(longer_won), 0),
                   coalesce(sum(active_millis), 0)
            FROM comparison c
            WHERE choice IN ('LEFT', 'RIGHT') AND coalesce(
                (SELECT verb FROM act u WHERE u.target = c.act ORDER BY u.id DESC LIMIT 1), 'redo') = 'redo'
            """, row -> new Library.Habits(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .orElse(new Library.Habits(0, 0, 0, 0));
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
                            LicenceKind.strictest(
                                    List.of(row.getString("licences").split("\n"))),
                            Tier.of(row.getInt("tier"))),
                    StatusCode.status(row.getInt("status")),
                    edited,
                    row.getBoolean("held"));
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
}
