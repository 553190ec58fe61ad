package sam.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The list of acts. The newest act's `undo_top` and `redo_top` head two linked lists (see 001.sql), so no undo ever
/// searches.
record ActLog(Sql sql, InstantSource clock) {
    private static final int SAID_LENGTH = 40;

    /// A turn back or forward: the new act, and the act whose events it writes backwards.
    record Turn(long act, long of) {}

    private record Tops(@Nullable Long undo, @Nullable Long redo) {}

    /// Begins an act that an undo can take back.
    long begin(String verb, String says) throws SQLException {
        long act = next();
        append(act, verb, says, null, tops().undo(), act, null);
        return act;
    }

    /// Begins an act of the program's own, of which undo and redo know nothing.
    long beginAside(String verb, String says) throws SQLException {
        long act = next();
        var tops = tops();
        append(act, verb, says, null, null, tops.undo(), tops.redo());
        return act;
    }

    Optional<Turn> back() throws SQLException {
        var tops = tops();
        var target = tops.undo();
        if (target == null) {
            return Optional.empty();
        }
        var below = link(target);
        long act = next();
        append(act, "undo", says(target), target, tops.redo(), below, act);
        return Optional.of(new Turn(act, target));
    }

    Optional<Turn> forward() throws SQLException {
        var tops = tops();
        var undo = tops.redo();
        if (undo == null) {
            return Optional.empty();
        }
        long target = sql.number("SELECT target FROM act WHERE id = ?", undo);
        long act = next();
        append(act, "redo", says(target), target, null, target, link(undo));
        return Optional.of(new Turn(act, undo));
    }

    Optional<String> undoable() throws SQLException {
        return sql.first(
                "SELECT says FROM act WHERE id = (SELECT undo_top FROM act ORDER BY id DESC LIMIT 1)",
                row -> row.getString(1));
    }

    String says(long act) throws SQLException {
        return sql.first("SELECT says FROM act WHERE id = ?", row -> row.getString(1), act)
                .orElse("");
    }

    /// How a row begins, in quotes.
    static String quoted(Example example) {
        var opening = example.opening().strip().replaceAll("\\s+", " ");
        var words = opening.codePointCount(0, opening.length()) <= SAID_LENGTH
                ? opening
                : opening.substring(0, opening.offsetByCodePoints(0, SAID_LENGTH))
                                .strip() + "…";
        return "“" + words + "”";
    }

    static String rows(long count) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? "row" : "rows");
    }

    private void append(
            long act,
            String verb,
            String says,
            @Nullable Long target,
            @Nullable Long prior,
            @Nullable Long undoTop,
            @Nullable Long redoTop)
            throws SQLException {
        sql.update(
                "INSERT INTO act (id, at, verb, says, target, prior, undo_top, redo_top) VALUES (?, ?, ?, ?, ?, ?, ?,"
                        + " ?)",
                act,
                clock.instant().toString(),
                verb,
                says,
                target,
                prior,
                undoTop,
                redoTop);
    }

    private long next() throws SQLException {
        return sql.number("SELECT max(id) FROM act") + 1;
    }

    private Tops tops() throws SQLException {
        return sql.first("SELECT undo_top, redo_top FROM act ORDER BY id DESC LIMIT 1", ActLog::tops)
                .orElse(new Tops(null, null));
    }

    private static Tops tops(ResultSet row) throws SQLException {
        return new Tops(nullable(row, 1), nullable(row, 2));
    }

    private @Nullable Long link(long act) throws SQLException {
        long prior = sql.number("SELECT prior FROM act WHERE id = ?", act);
        return prior == 0 ? null : prior;
    }

    private static @Nullable Long nullable(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
