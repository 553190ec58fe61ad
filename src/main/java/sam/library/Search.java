package sam.library;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Finds rows by their words, their notes and their tags: the newest decision first, then those nobody touched, in the
/// order in which they came.
record Search(Sql sql) {
    SearchResult find(String typed, int limit) throws SQLException {
        long missing = WordIndex.missing(sql);
        var terms = SearchText.terms(typed);
        if (terms.isEmpty()) {
            boolean nothing = SearchText.isNothing(typed);
            return new SearchResult(nothing ? rows(newest(limit)) : List.of(), nothing ? 0 : missing);
        }
        return new SearchResult(rows(isRemarked(terms) ? anywhere(terms, limit) : inText(terms, limit)), missing);
    }

    private List<Long> newest(int limit) throws SQLException {
        var ids = ids(
                "SELECT example FROM standing WHERE decided > 0 AND status < 4 ORDER BY decided DESC, example LIMIT ?",
                limit);
        ids.addAll(ids(
                "SELECT example FROM standing WHERE decided = 0 AND status < 4 ORDER BY example LIMIT ?",
                limit - ids.size()));
        return ids;
    }

    private boolean isRemarked(List<String> terms) throws SQLException {
        return sql.number(
                        "SELECT EXISTS (SELECT 1 FROM remark_words WHERE remark_words MATCH ?)",
                        String.join(" OR ", terms))
                == 1;
    }

    /// The common case: no remark has any of the words. Untouched rows are found in the order of the index, so their
    /// reading stops as soon as there are enough.
    private List<Long> inText(List<String> terms, int limit) throws SQLException {
        var all = String.join(" AND ", terms);
        var ids = ids("""
            SELECT g.example FROM standing g
            WHERE g.decided > 0 AND g.status < 4
              AND g.example IN (SELECT rowid FROM example_words WHERE example_words MATCH ?)
            ORDER BY g.decided DESC, g.example LIMIT ?
            """, all, limit);
        ids.addAll(ids("""
            SELECT g.example FROM example_words w CROSS JOIN standing g ON g.example = w.rowid
            WHERE example_words MATCH ? AND g.decided = 0 AND g.status < 4 ORDER BY w.rowid LIMIT ?
            """, all, limit - ids.size()));
        return ids;
    }

    /// Every word in the text or in the remark.
    private List<Long> anywhere(List<String> terms, int limit) throws SQLException {
        var each = """
            (g.example IN (SELECT rowid FROM example_words WHERE example_words MATCH ?)
             OR g.remark IN (SELECT rowid FROM remark_words WHERE remark_words MATCH ?))
            """;
        var values = new ArrayList<Object>();
        for (var term : terms) {
            values.add(term);
            values.add(term);
        }
        values.add(limit);
        return ids(
                "SELECT g.example FROM standing g WHERE g.status < 4 AND "
                        + String.join(" AND ", Collections.nCopies(terms.size(), each))
                        + " ORDER BY g.decided DESC, g.example LIMIT ?",
                values.toArray());
    }

    private List<Long> ids(String select, Object... values) throws SQLException {
        return sql.list(select, row -> row.getLong(1), values);
    }

    private List<StoredExample> rows(List<Long> ids) throws SQLException {
        var rows = new Rows(sql);
        var found = new ArrayList<StoredExample>(ids.size());
        for (long id : ids) {
            rows.find(id).ifPresent(found::add);
        }
        return found;
    }
}
