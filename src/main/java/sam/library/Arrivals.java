package sam.library;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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

    /// Adds rows from `from` on until `enough` or all are added.
    Slice add(List<Encoded> rows, int from, @Nullable Long importing, BooleanSupplier enough) throws SQLException {
        var sources = new HashMap<Origin, Long>();
        boolean moved = sql.number("SELECT EXISTS (SELECT 1 FROM event WHERE phase_after IS NOT NULL)") == 1;
        boolean indexed = rows.size() - from <= INDEXED_AT_ONCE && index.isComplete();
        var returned = new LinkedHashSet<Long>();
        int taken = 0;
        int next = from;
        while (next < rows.size() && !(next > from && enough.getAsBoolean())) {
            var row = rows.get(next);
            var source = source(row.row().origin(), sources);
            var twin = moved ? movedTwin(row) : Optional.<Long>empty();
            var id = twin.isPresent() ? Optional.<Long>empty() : insert(row, source, importing, status(row));
            if (id.isPresent()) {
                taken++;
                if (indexed) {
                    index.arrived(id.get(), row.row().example());
                }
            } else {
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
        putBack(List.copyOf(returned), rows.subList(from, next));
        return new Slice(next, taken);
    }

    /// The pair that an edit makes: withdrawn until the edit puts it in. The same edit again finds it there.
    long derived(long from, Example.Preference pair) throws SQLException {
        var hash = ExampleJson.hash(4, pair, "edit of " + from);
        var there = sql.first("SELECT id FROM example WHERE hash = ?", row -> row.getLong(1), (Object) hash);
        if (there.isPresent()) {
            return there.get();
        }
        var parent = new Rows(sql).find(from).orElseThrow();
        var origin = new Origin(
                parent.origin().source(),
                parent.origin().line(),
                "",
                parent.origin().tier(),
                Origin.Item.NONE,
                null,
                List.of(from));
        var encoded = new Encoded(
                new NewExample(4, pair, origin, Status.WAITING), "preference", ExampleJson.write(pair), hash);
        long source = sql.number("SELECT source FROM standing WHERE example = ?", from);
        long id = insert(encoded, source, null, Standing.WITHDRAWN).orElseThrow();
        index.arrived(id, pair);
        return id;
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
        long id = insert(encoded, source(row.origin(), new HashMap<>()), null, Standing.WITHDRAWN)
                .orElseThrow();
        index.arrived(id, row.example());
        return id;
    }

    /// What is only retrieved waits, whatever was asked.
    private static int status(Encoded row) {
        boolean trainable =
                row.row().origin().tier() != Tier.RETRIEVE_ONLY && !row.kind().equals("document");
        return trainable ? Standing.code(row.row().status()) : Standing.WAITING;
    }

    private Optional<Long> insert(Encoded encoded, long source, @Nullable Long importing, int status)
            throws SQLException {
        var row = encoded.row();
        int tier = row.origin().tier().number();
        int added = sql.update(
                "INSERT INTO example (phase, tier, kind, content, hash, arrival) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (hash) DO NOTHING",
                row.phase(),
                tier,
                encoded.kind(),
                encoded.content(),
                encoded.hash(),
                status);
        if (added == 0) {
            return Optional.empty();
        }
        long id = sql.number("SELECT last_insert_rowid()");
        origin(id, 0, row.origin(), source, importing);
        sql.update(
                "INSERT INTO standing (example, kind, pair, phase, tier, status, source) VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                encoded.kind(),
                encoded.kind().equals("preference") ? 1 : 0,
                row.phase(),
                tier,
                status,
                source);
        for (long parent : row.origin().parents()) {
            sql.update("INSERT INTO parent VALUES (?, ?) ON CONFLICT DO NOTHING", id, parent);
        }
        return Optional.of(id);
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
        boolean withdrawn = sql.number("SELECT status FROM standing WHERE example = ?", example) == Standing.WITHDRAWN;
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

    private long source(Origin origin, Map<Origin, Long> sources) throws SQLException {
        var key = new Origin(origin.source(), 0, origin.licence(), origin.tier());
        var known = sources.get(key);
        if (known != null) {
            return known;
        }
        var there = sql.first(
                "SELECT id FROM source WHERE name = ? AND tier = ? AND licence = ? ORDER BY id LIMIT 1",
                row -> row.getLong(1),
                key.source(),
                key.tier().number(),
                key.licence());
        long id = there.isPresent()
                ? there.get()
                : sql.insert(
                        "INSERT INTO source (name, tier, licence) VALUES (?, ?, ?)",
                        key.source(),
                        key.tier().number(),
                        key.licence());
        sources.put(key, id);
        return id;
    }
}
