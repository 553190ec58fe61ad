package sam.library;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.library.Events.Change;
import sam.library.Events.Column;
import sam.library.Events.Picked;

/// Takes examples in. One whose content is there already adds its origin to the row it equals.
record Arrivals(Sql sql, ActLog log, Events events, WordIndex index) {
    /// So few rows are put into the index of words at once; more follow behind.
    static final int INDEXED_AT_ONCE = 200;

    /// A row as it will lie in the library: made before anything is locked.
    record Encoded(NewExample row, String kind, String content, byte[] hash) {
        static Encoded of(NewExample row) {
            return new Encoded(
                    row,
                    ExampleJson.kind(row.example()),
                    ExampleJson.write(row.example()),
                    ExampleJson.hash(row.phase(), row.example(), ""));
        }

        static List<Encoded> of(List<NewExample> rows) {
            return rows.stream().map(Encoded::of).toList();
        }
    }

    /// What one transaction took: the rows up to `next`, of these `taken` new ones.
    record Slice(int next, int taken) {}

    /// Adds rows from `from` on until all are added, or those that were say so many characters that it is `enough`.
    Slice add(List<Encoded> rows, int from, @Nullable Long importing, LongPredicate enough) throws SQLException {
        var sources = new HashMap<SourceKey, Long>();
        boolean moved = sql.number("SELECT EXISTS (SELECT 1 FROM event WHERE phase_after IS NOT NULL)") == 1;
        boolean indexed = rows.size() - from <= INDEXED_AT_ONCE && index.isComplete();
        var returned = new LinkedHashSet<Long>();
        long standing = sql.number("SELECT max(id) FROM example");
        long last = standing;
        int taken = 0;
        long chars = 0;
        int next = from;
        while (next < rows.size() && !(next > from && enough.test(chars))) {
            var row = rows.get(next);
            chars += row.content().length();
            var source = source(row.row().origin(), sources);
            var twin = moved ? movedTwin(row) : Optional.<Long>empty();
            if (twin.isEmpty() && insert(last + 1, row, source, importing, status(row.row()))) {
                last++;
                taken++;
                if (indexed) {
                    index.arrived(last, row.row().example());
                }
            } else {
                stand(standing);
                standing = last;
                long there = twin.isPresent()
                        ? twin.get()
                        : sql.number("SELECT id FROM example WHERE hash = ?", (Object) row.hash());
                if (!returned.contains(there) && again(there, row, source, importing)) {
                    returned.add(there);
                    taken++;
                }
            }
            next++;
        }
        stand(standing);
        putBack(List.copyOf(returned), rows.subList(from, next));
        return new Slice(next, taken);
    }

    /// The pair that an edit makes: withdrawn until the edit puts it in. The same edit again finds it there.
    long derived(long from, Origin parent, Example.Preference pair) throws SQLException {
        var hash = ExampleJson.hash(4, pair, "edit of " + from);
        var there = sql.first("SELECT id FROM example WHERE hash = ?", row -> row.getLong(1), (Object) hash);
        if (there.isPresent()) {
            return there.get();
        }
        var origin =
                new Origin(parent.source(), parent.line(), "", parent.tier(), Origin.Item.NONE, null, List.of(from));
        var encoded = new Encoded(
                new NewExample(4, pair, origin, Status.WAITING), "preference", ExampleJson.write(pair), hash);
        long source = sql.number("SELECT source FROM standing WHERE example = ?", from);
        return putWithdrawn(encoded, source);
    }

    /// A row that an act will put in: withdrawn until then. The same row again is found, wherever it stands.
    long withdrawn(NewExample row) throws SQLException {
        var encoded = Encoded.of(row);
        var twin = movedTwin(encoded);
        var there = twin.isPresent()
                ? twin
                : sql.first(
                        "SELECT id FROM example WHERE hash = ?", found -> found.getLong(1), (Object) encoded.hash());
        if (there.isPresent()) {
            return there.get();
        }
        return putWithdrawn(encoded, source(row.origin(), new HashMap<>()));
    }

    private long putWithdrawn(Encoded encoded, long source) throws SQLException {
        long last = sql.number("SELECT max(id) FROM example");
        insert(last + 1, encoded, source, null, StatusCode.WITHDRAWN);
        stand(last);
        index.arrived(last + 1, encoded.row().example());
        return last + 1;
    }

    /// What is only retrieved waits, whatever was asked.
    static int status(NewExample row) {
        boolean trainable = row.origin().tier() != Tier.RETRIEVE_ONLY && !(row.example() instanceof Example.Document);
        return trainable ? StatusCode.code(row.status()) : StatusCode.WAITING;
    }

    /// What came in; where it stands is written by [#stand], for many rows at once. Answers false when it is there.
    private boolean insert(long id, Encoded encoded, long source, @Nullable Long importing, int status)
            throws SQLException {
        var row = encoded.row();
        int tier = row.origin().tier().number();
        int added = sql.update(
                "INSERT INTO example (id, phase, tier, kind, arrival, hash, content) VALUES (?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (hash) DO NOTHING",
                id,
                row.phase(),
                tier,
                encoded.kind(),
                status,
                encoded.hash(),
                encoded.content());
        if (added == 0) {
            return false;
        }
        origin(id, 0, row.origin(), source, importing);
        for (long parent : row.origin().parents()) {
            sql.update("INSERT INTO parent VALUES (?, ?) ON CONFLICT DO NOTHING", id, parent);
        }
        return true;
    }

    /// Every example with an id above `after` stands where it came.
    private void stand(long after) throws SQLException {
        sql.update("""
            INSERT INTO standing (example, kind, pair, phase, tier, status, source)
            SELECT e.id, e.kind, e.kind = 'preference', e.phase, e.tier, e.arrival, o.source
            FROM example e CROSS JOIN origin o ON o.example = e.id AND o.n = 0 WHERE e.id > ?
            """, after);
        sql.update("""
            INSERT INTO tally SELECT source, phase, tier, kind, held, status, count(*) AS arrived
            FROM standing WHERE example > ? GROUP BY source, phase, tier, kind, held, status
            ON CONFLICT DO UPDATE SET n = n + excluded.n
            """, after);
    }

    private void origin(long example, long n, Origin origin, long source, @Nullable Long importing)
            throws SQLException {
        var item = origin.item();
        if (item.equals(Origin.Item.NONE)) {
            sql.update(
                    "INSERT INTO origin (example, n, source, import, line) VALUES (?, ?, ?, ?, ?)",
                    example,
                    n,
                    source,
                    importing,
                    origin.line());
        } else {
            sql.update(
                    "INSERT INTO origin VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    example,
                    n,
                    source,
                    importing,
                    origin.line(),
                    item.key(),
                    item.group(),
                    item.address(),
                    item.author(),
                    item.revision());
        }
        var maker = origin.maker();
        if (maker != null) {
            sql.update(
                    "INSERT INTO maker VALUES (?, ?, ?, ?, ?, ?, ?)",
                    example,
                    n,
                    maker.teacher(),
                    maker.model(),
                    maker.promptHash(),
                    maker.cost(),
                    Json.line(maker.checks()));
        }
    }

    /// A row that was moved here from another phase keeps the hash it came with.
    private Optional<Long> movedTwin(Encoded row) throws SQLException {
        for (int phase = 1; phase <= 4; phase++) {
            if (phase != row.row().phase()) {
                var there = sql.first(
                        "SELECT e.id FROM example e JOIN standing g ON g.example = e.id"
                                + " WHERE e.hash = ? AND g.phase = ? AND g.status < 4",
                        found -> found.getLong(1),
                        ExampleJson.hash(phase, row.row().example(), ""),
                        row.row().phase());
                if (there.isPresent()) {
                    return there;
                }
            }
        }
        return Optional.empty();
    }

    /// One more origin of a row, unless the same source says the same item again. Answers whether the row was withdrawn
    /// and comes back with this.
    private boolean again(long example, Encoded row, long source, @Nullable Long importing) throws SQLException {
        var origin = row.row().origin();
        boolean withdrawn =
                sql.number("SELECT status FROM standing WHERE example = ?", example) == StatusCode.WITHDRAWN;
        boolean known = sql.number("""
            SELECT EXISTS (SELECT 1 FROM origin o LEFT JOIN import i ON i.id = o.import
                           WHERE o.example = ? AND o.source = ? AND o.key IS ? AND coalesce(i.taken_back, 0) = 0)
            """, example, source, origin.item().key()) == 1;
        if (known && !withdrawn) {
            return false;
        }
        long n = sql.number("SELECT origins FROM standing WHERE example = ?", example);
        origin(example, n, origin, source, importing);
        sql.update("UPDATE standing SET origins = origins + 1 WHERE example = ?", example);
        return withdrawn;
    }

    /// Rows of an import that was taken back, and now arrive again.
    private void putBack(List<Long> examples, List<Encoded> rows) throws SQLException {
        if (examples.isEmpty()) {
            return;
        }
        boolean accepted = rows.stream().allMatch(row -> row.row().status() == Status.ACCEPTED);
        long act = log.beginAside("arrive", "put back on arrival " + ActLog.rows(examples.size()));
        var status = accepted ? "iif(tier = 3 OR kind = 'document', 0, 1)" : "0";
        events.write(
                act,
                Picked.of(examples),
                new Change().compute(Column.STATUS, status).compute(Column.ORIGIN, "origins - 1"));
        events.apply(act);
    }

    private record SourceKey(String name, String licence, Tier tier) {}

    private long source(Origin origin, Map<SourceKey, Long> sources) throws SQLException {
        var key = new SourceKey(origin.source(), origin.licence(), origin.tier());
        var known = sources.get(key);
        if (known != null) {
            return known;
        }
        var there = sql.first(
                "SELECT id FROM source WHERE name = ? AND tier = ? AND licence = ? ORDER BY id LIMIT 1",
                row -> row.getLong(1),
                key.name(),
                key.tier().number(),
                key.licence());
        long id = there.isPresent()
                ? there.get()
                : sql.insert(
                        "INSERT INTO source (name, tier, licence) VALUES (?, ?, ?)",
                        key.name(),
                        key.tier().number(),
                        key.licence());
        sources.put(key, id);
        return id;
    }
}
