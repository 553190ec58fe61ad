package sam.library;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what an act does to rows as events, and makes the rows stand where the events say.
record Events(Sql sql, WordIndex index) {
    /// What events change. The later ones are NULL in an event that leaves them alone (see 002.sql).
    enum Column {
        STATUS(true),
        WORDING(true),
        SWAPPED(true),
        REMARK(true),
        PHASE(false),
        TIER(false),
        HELD(false),
        ORIGIN(false);

        private final boolean always;

        Column(boolean always) {
            this.always = always;
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The rows an act is about: a condition on `standing` with its values.
    record Picked(String condition, List<Object> values) {
        Picked(String condition, Object... values) {
            this(condition, List.of(values));
        }

        static Picked one(long example) {
            return new Picked("example = ?", example);
        }

        static Picked of(List<Long> examples) {
            return examples.size() == 1
                    ? one(examples.getFirst())
                    : new Picked("example IN (SELECT value FROM json_each(?))", json(examples));
        }

        Picked and(String more, Object... others) {
            var all = new ArrayList<>(values);
            all.addAll(List.of(others));
            return new Picked("(" + condition + ") AND " + more, List.copyOf(all));
        }

        private static String json(List<Long> ids) {
            return ids.toString();
        }
    }

    /// What becomes of the picked rows: new values, or SQL over a row of `standing`.
    static final class Change {
        private final Map<Column, String> expressions = new EnumMap<>(Column.class);
        private final Map<Column, List<@Nullable Object>> values = new EnumMap<>(Column.class);

        Change set(Column column, @Nullable Object value) {
            expressions.put(column, "?");
            var one = new ArrayList<@Nullable Object>();
            one.add(value);
            values.put(column, one);
            return this;
        }

        Change compute(Column column, String expression, Object... its) {
            expressions.put(column, expression);
            values.put(column, List.of(its));
            return this;
        }
    }

    private static final String COLUMNS = columns();

    private static String columns() {
        var text = new StringBuilder("act, example");
        for (var column : Column.values()) {
            text.append(", ")
                    .append(column.text())
                    .append("_before, ")
                    .append(column.text())
                    .append("_after");
        }
        return text.toString();
    }

    long count(Picked picked) throws SQLException {
        return sql.number(
                "SELECT count(*) FROM standing WHERE " + picked.condition(),
                picked.values().toArray());
    }

    /// Writes the events of an act. Several calls for one act are several groups of rows, none of them twice.
    void write(long act, Picked picked, Change change) throws SQLException {
        var text = new StringBuilder("INSERT INTO event (" + COLUMNS + ") SELECT ?, example");
        var values = new ArrayList<@Nullable Object>();
        values.add(act);
        for (var column : Column.values()) {
            var after = change.expressions.get(column);
            if (after != null) {
                text.append(", ").append(column.text()).append(", ").append(after);
                values.addAll(change.values.getOrDefault(column, List.of()));
            } else if (column.always) {
                text.append(", ").append(column.text()).append(", ").append(column.text());
            } else {
                text.append(", NULL, NULL");
            }
        }
        text.append(" FROM standing WHERE ").append(picked.condition());
        values.addAll(picked.values());
        sql.update(text.toString(), values.toArray());
    }

    /// Writes the events of `of` backwards as events of `act`. What an older program accepted and may not be accepted
    /// any more is put back instead.
    List<Long> reverse(long act, long of) throws SQLException {
        var text = new StringBuilder("INSERT INTO event (" + COLUMNS + ") SELECT ?, v.example");
        for (var column : Column.values()) {
            var name = column.text();
            if (column == Column.STATUS) {
                text.append(", g.status, iif(v.status_before = 1 AND (g.kind = 'document'"
                        + " OR coalesce(v.tier_before, g.tier) = 3), 0, v.status_before)");
            } else if (column.always) {
                text.append(String.format(Locale.ROOT, ", g.%1$s, v.%1$s_before", name));
            } else {
                text.append(
                        String.format(Locale.ROOT, ", iif(v.%1$s_before IS NULL, NULL, g.%1$s), v.%1$s_before", name));
            }
        }
        text.append(" FROM event v JOIN standing g ON g.example = v.example WHERE v.act = ?");
        sql.update(text.toString(), act, of);
        sql.update("""
            INSERT INTO source_event SELECT ?, source, name_after, name_before, tier_after, tier_before,
                                            licence_after, licence_before FROM source_event WHERE act = ?
            """, act, of);
        sql.update("""
            INSERT INTO import_event SELECT ?, import, taken_back_after, taken_back_before
            FROM import_event WHERE act = ?
            """, act, of);
        apply(act);
        return List.copyOf(
                sql.list("SELECT example FROM event WHERE act = ? ORDER BY example", row -> row.getLong(1), act));
    }

    /// Makes rows, sources and imports stand where the events of an act say.
    void apply(long act) throws SQLException {
        sql.update("""
            UPDATE source SET name = v.name_after, tier = v.tier_after, licence = v.licence_after
            FROM source_event v WHERE v.act = ? AND v.source = source.id
            """, act);
        sql.update("""
            UPDATE import SET taken_back = v.taken_back_after FROM import_event v WHERE v.act = ? AND v.import = import.id
            """, act);
        sql.update("""
            UPDATE standing SET status = v.status_after, wording = v.wording_after, swapped = v.swapped_after,
                                remark = v.remark_after, decided = v.act,
                                phase = coalesce(v.phase_after, phase), tier = coalesce(v.tier_after, tier),
                                held = coalesce(v.held_after, held), origin = coalesce(v.origin_after, origin),
                                source = coalesce((SELECT o.source FROM origin o
                                                   WHERE o.example = v.example AND o.n = v.origin_after), source)
            FROM event v WHERE v.act = ? AND v.example = standing.example
            """, act);
        for (long reworded : sql.list(
                "SELECT example FROM event WHERE act = ? AND wording_before IS NOT wording_after",
                row -> row.getLong(1),
                act)) {
            index.reworded(reworded);
        }
    }
}
