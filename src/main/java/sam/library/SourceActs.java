package sam.library;

import java.sql.SQLException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.Events.Change;
import sam.library.Events.Column;
import sam.library.Events.Picked;

/// Acts on a source, known by its name, or on an import: one act each, whatever number of rows it moves.
record SourceActs(DecisionWriter acts) {
    private static final String OF_SOURCE = "source IN (SELECT id FROM source WHERE name = ?) AND status < 4";

    long decide(Decision.OfSource decision) throws SQLException {
        var source = decision.source();
        if (acts.sql().number("SELECT count(*) FROM source WHERE name = ?", source) == 0) {
            throw new LibraryException(Plain.text("There is no source “%s” in this library.", source));
        }
        return switch (decision) {
            case Decision.RenameSource rename -> {
                var name = require(rename.name(), "The new name is empty. Write one.");
                yield change("rename", Plain.text("renamed “%s” to “%s”", source, name), source, name, null, null);
            }
            case Decision.Relicense relicense ->
                change(
                        "relicense",
                        Plain.text("put “%s” under %s", source, relicense.licence()),
                        source,
                        null,
                        require(relicense.licence(), "The licence is empty. Write one, or UNKNOWN."),
                        null);
            case Decision.MoveSourceToPhase move ->
                acts.moveAll(
                        "phase",
                        moved(Plain.text("moved “%s” to phase ", source) + DecisionWriter.requirePhase(move.phase())),
                        new Picked(OF_SOURCE + " AND phase <> ?", source, move.phase()),
                        new Change().set(Column.PHASE, move.phase()));
            case Decision.ChangeSourceTier tier ->
                change(
                        "tier",
                        Plain.text("moved “%s” to Tier ", source) + tier.tier().number(),
                        source,
                        null,
                        null,
                        tier.tier());
        };
    }

    private static LongFunction<String> moved(String says) {
        return _ -> says;
    }

    private static String require(String text, String sentence) {
        if (text.isBlank()) {
            throw new LibraryException(sentence);
        }
        return text.strip();
    }

    private long change(
            String verb,
            String says,
            String source,
            @Nullable String name,
            @Nullable String licence,
            @Nullable Tier tier)
            throws SQLException {
        var sql = acts.sql();
        var number = tier == null ? null : tier.number();
        var differs = """
            name = ? AND (name <> coalesce(?, name) OR licence <> coalesce(?, licence) OR tier <> coalesce(?, tier))
            """;
        var rows = new Picked(OF_SOURCE + " AND tier <> ?", source, number == null ? 0 : number);
        boolean sources = sql.number("SELECT count(*) FROM source WHERE " + differs, source, name, licence, number) > 0;
        if (!sources && (tier == null || acts.events().count(rows) == 0)) {
            return 0;
        }
        long act = acts.log().begin(verb, says);
        sql.update("""
            INSERT INTO source_event
            SELECT ?, id, name, coalesce(?, name), tier, coalesce(?, tier), licence, coalesce(?, licence)
            FROM source WHERE name = ?
            """, act, name, number, licence, source);
        if (tier != null) {
            acts.events().write(act, rows, DecisionWriter.toTier(tier));
        }
        acts.events().apply(act);
        return sql.number("SELECT count(*) FROM source_event WHERE act = ?", act);
    }

    /// What another source brought too stays, and is shown as that source's.
    long takeBack(long id) throws SQLException {
        var sql = acts.sql();
        var name = sql.first("SELECT name FROM import WHERE id = ?", row -> row.getString(1), id)
                .orElseThrow(() -> new LibraryException(Plain.text("There is no import %d in this library.", id)));
        if (sql.number("SELECT taken_back FROM import WHERE id = ?", id) == 1) {
            throw new LibraryException(Plain.text("The import of %s was taken back already.", name));
        }
        long act = acts.log().begin("take-back", Plain.text("took back the import of “%s”", name));
        sql.update("INSERT INTO import_event VALUES (?, ?, 0, 1)", act, id);
        var others = """
            (SELECT min(o.n) FROM origin o LEFT JOIN import i ON i.id = o.import
             WHERE o.example = standing.example AND o.import IS NOT ? AND coalesce(i.taken_back, 0) = 0)
            """;
        var ofImport = new Picked("status < 4 AND example IN (SELECT example FROM origin WHERE import = ?)", id);
        acts.events()
                .write(
                        act,
                        ofImport.and(others + " IS NULL", id),
                        new Change().set(Column.STATUS, StatusCode.WITHDRAWN));
        acts.events()
                .write(
                        act,
                        ofImport.and(
                                others + " IS NOT NULL AND origin IN (SELECT n FROM origin o WHERE o.example ="
                                        + " standing.example AND o.import = ?)",
                                id,
                                id),
                        new Change().compute(Column.ORIGIN, others, id));
        acts.events().apply(act);
        return sql.number("SELECT count(*) FROM event WHERE act = ?", act);
    }
}
