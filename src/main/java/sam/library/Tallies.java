package sam.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// Counts of what can be trained on.
record Tallies(Sql sql) {
    /// From the counts that are kept as rows move; reads no row.
    List<Tallied> judged(int phase) throws SQLException {
        return sql.list("""
            SELECT s.name, t.kind = 'preference', t.status, sum(t.n) FROM tally t JOIN source s ON s.id = t.source
            WHERE t.phase = ? AND t.status IN (1, 2) AND t.tier < 3 AND t.kind <> 'document' AND t.held = 0
            GROUP BY 1, 2, 3 HAVING sum(t.n) > 0
            """, Tallies::read, phase);
    }

    /// Without those that have no question; looks into every row for it.
    List<Tallied> questioned(int phase) throws SQLException {
        return sql.list("""
            SELECT s.name, g.pair, g.status, count(*)
            FROM standing g JOIN source s ON s.id = g.source CROSS JOIN example e ON e.id = g.example
            LEFT JOIN wording w ON w.id = g.wording
            WHERE g.phase = ? AND g.status IN (1, 2) AND g.tier < 3 AND g.kind <> 'document' AND g.held = 0
              AND (g.kind = 'diff' OR json_array_length(
                  coalesce(w.content, e.content), iif(g.kind = 'chat', '$.messages', '$.prompt')) > (g.kind = 'chat'))
            GROUP BY 1, 2, 3
            """, Tallies::read, phase);
    }

    private static Tallied read(ResultSet row) throws SQLException {
        return new Tallied(row.getString(1), row.getBoolean(2), row.getInt(3) == 1, row.getLong(4));
    }
}
