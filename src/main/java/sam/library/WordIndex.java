package sam.library;

import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/// The index of words: kept up in the transaction that changes them, and brought up behind an import or a migration.
record WordIndex(Sql sql) {
    private static final int READ_AT_ONCE = 64;

    /// How many rows cannot be found yet.
    static long missing(Sql sql) throws SQLException {
        return sql.number("""
            SELECT (SELECT coalesce(max(id), 0) FROM example) - (SELECT upto FROM indexed WHERE what = 'example')
                 + (SELECT coalesce(max(id), 0) FROM remark) - (SELECT upto FROM indexed WHERE what = 'remark')
            """);
    }

    boolean isComplete() throws SQLException {
        return missing(sql) == 0;
    }

    /// A row that has just come in. When rows before it are still missing, it is left to [#catchUp].
    void arrived(long example, Example content) throws SQLException {
        if (upto("example") == example - 1) {
            put("example_words", example, SearchText.words(content));
            reached("example", example);
        }
    }

    /// A row that is worded anew, or as before.
    void reworded(long example) throws SQLException {
        if (example <= upto("example")) {
            putExample(example);
        }
    }

    void remarked(long id, Remark remark) throws SQLException {
        if (upto("remark") == id - 1) {
            put("remark_words", id, SearchText.words(remark));
            reached("remark", id);
        }
    }

    /// Indexes the next rows until `enough`; answers whether some are left.
    boolean catchUp(BooleanSupplier enough) throws SQLException {
        long remark = upto("remark");
        long lastRemark = sql.number("SELECT max(id) FROM remark");
        while (remark < lastRemark && !enough.getAsBoolean()) {
            remark++;
            put("remark_words", remark, SearchText.words(new Remarks(sql).read(remark)));
            reached("remark", remark);
        }
        long example = upto("example");
        long last = sql.number("SELECT max(id) FROM example");
        long before = example;
        while (remark == lastRemark && example < last && !(example > before && enough.getAsBoolean())) {
            example = putExamples(example);
        }
        if (example > before) {
            reached("example", example);
        }
        return remark < lastRemark || example < last;
    }

    private long putExamples(long after) throws SQLException {
        var rows = sql.list(
                """
                SELECT e.id, e.kind, coalesce(w.content, e.content)
                FROM example e JOIN standing g ON g.example = e.id LEFT JOIN wording w ON w.id = g.wording
                WHERE e.id > ? ORDER BY e.id LIMIT ?
                """,
                row -> new Worded(row.getLong(1), Rows.parse(row.getString(2), row.getString(3))),
                after,
                READ_AT_ONCE);
        for (var row : rows) {
            put("example_words", row.id(), SearchText.words(row.example()));
        }
        return rows.getLast().id();
    }

    private record Worded(long id, Example example) {}

    private void putExample(long id) throws SQLException {
        var example = sql.first("""
            SELECT e.kind, coalesce(w.content, e.content)
            FROM example e JOIN standing g ON g.example = e.id LEFT JOIN wording w ON w.id = g.wording WHERE e.id = ?
            """, row -> Rows.parse(row.getString(1), row.getString(2)), id);
        put("example_words", id, SearchText.words(example.orElseThrow()));
    }

    private void put(String table, long id, String words) throws SQLException {
        sql.update("INSERT OR REPLACE INTO " + table + " (rowid, words) VALUES (?, ?)", id, words);
    }

    private long upto(String what) throws SQLException {
        return sql.number("SELECT upto FROM indexed WHERE what = ?", what);
    }

    private void reached(String what, long id) throws SQLException {
        sql.update("UPDATE indexed SET upto = ? WHERE what = ?", id, what);
    }
}
