package sam.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes decisions as acts and events, and takes them back. Every method runs inside a transaction of the caller.
///
/// The newest act's `undo_top` and `redo_top` head two linked lists (see 001.sql), so no undo ever searches.
record Acts(Sql sql, InstantSource clock) {
    private static final int SAID_LENGTH = 40;

    private record Tops(@Nullable Long undo, @Nullable Long redo) {}

    void decide(Decision decision) throws SQLException {
        var example = new Rows(sql)
                .find(decision.example())
                .orElseThrow(() ->
                        new LibraryException("There is no example %d in this library.".formatted(decision.example())));
        switch (decision) {
            case Decision.Judge judge -> judge(example, judge);
            case Decision.Edit edit -> edit(example, edit);
            case Decision.Prefer prefer -> prefer(example, prefer);
            case Decision.Annotate annotate -> annotate(example, annotate);
        }
    }

    int acceptAll() throws SQLException {
        return moveAll("accept-all", "accepted", Status.ACCEPTED, "status = 0 AND tier < 3");
    }

    int reopenSkipped(int phase, boolean pairs) throws SQLException {
        return moveAll(
                "reopen",
                "put back",
                Status.WAITING,
                "status = 3 AND phase = %d AND pair = %d".formatted(phase, pairs ? 1 : 0));
    }

    /// Moves every example that a condition of this class picks, as one act.
    private int moveAll(String verb, String said, Status to, String picked) throws SQLException {
        long count = sql.number("SELECT count(*) FROM example WHERE " + picked);
        if (count == 0) {
            return 0;
        }
        long act = begin(verb, "%s %,d %s".formatted(said, count, count == 1 ? "row" : "rows"));
        sql.update(
                "INSERT INTO event SELECT ?, id, status, ?, wording, wording, swapped, swapped, remark, remark"
                        + " FROM example WHERE " + picked,
                act,
                Standing.code(to));
        apply(act);
        return (int) count;
    }

    Optional<String> undoable() throws SQLException {
        return sql.first(
                "SELECT says FROM act WHERE id = (SELECT undo_top FROM act ORDER BY id DESC LIMIT 1)",
                row -> row.getString(1));
    }

    Optional<Library.Undone> undo() throws SQLException {
        var tops = tops();
        var target = tops.undo();
        if (target == null) {
            return Optional.empty();
        }
        var below = link(target);
        long act = nextAct();
        append(act, "undo", says(target), target, tops.redo(), below, act);
        return Optional.of(reverse(act, target));
    }

    Optional<Library.Undone> redo() throws SQLException {
        var tops = tops();
        var undo = tops.redo();
        if (undo == null) {
            return Optional.empty();
        }
        long target = sql.number("SELECT target FROM act WHERE id = ?", undo);
        long act = nextAct();
        append(act, "redo", says(target), target, null, target, link(undo));
        return Optional.of(reverse(act, undo));
    }

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

    private void judge(StoredExample example, Decision.Judge judge) throws SQLException {
        if (judge.verdict() == Status.ACCEPTED) {
            requireTrainable(example);
        }
        var verb = switch (judge.verdict()) {
            case ACCEPTED -> "accepted";
            case REJECTED -> "rejected";
            case SKIPPED -> "skipped";
            case WAITING -> "put back";
        };
        long act = begin("judge", says(verb, example));
        move(act, example.id(), standing(example.id()).with(judge.verdict()));
    }

    private void edit(StoredExample example, Decision.Edit edit) throws SQLException {
        var replacement = edit.replacement();
        if (!ExampleJson.kind(replacement).equals(ExampleJson.kind(example.example()))) {
            throw new LibraryException("An edit keeps the kind of an example: this one is a %s."
                    .formatted(ExampleJson.kind(example.example())));
        }
        if (answer(replacement).isBlank()) {
            throw new LibraryException("The answer is empty. Write one, or reject the row.");
        }
        long act = begin("edit", says("edited", example));
        long wording = sql.insert("INSERT INTO wording (content) VALUES (?)", ExampleJson.write(replacement));
        var edited = standing(example.id()).reworded(wording);
        boolean trainable = example.origin().tier() != Tier.RETRIEVE_ONLY;
        move(act, example.id(), trainable ? edited.with(Status.ACCEPTED) : edited);
        if (edit.keepPair() && trainable) {
            var pair = pairOf(replacement, original(example.id()));
            if (pair != null) {
                addPair(act, example, pair);
            }
        }
    }

    private static String answer(Example example) {
        return switch (example) {
            case Example.Chat chat -> chat.answer();
            case Example.Reasoned reasoned -> reasoned.spoken();
            case Example.Preference pair -> pair.chosen();
            case Example.Diff diff -> diff.diff();
            case Example.Document document -> document.text();
        };
    }

    /// The edit chosen, the source's own answer rejected; none when the two say the same.
    private static Example.@Nullable Preference pairOf(Example edit, Example original) {
        var pair = switch (edit) {
            case Example.Chat chat
            when original instanceof Example.Chat was ->
                new Example.Preference(chat.prompt(), chat.answer(), was.answer());
            case Example.Reasoned reasoned
            when original instanceof Example.Reasoned was ->
                new Example.Preference(reasoned.prompt(), reasoned.spoken(), was.spoken());
            case Example.Preference preference
            when original instanceof Example.Preference was ->
                new Example.Preference(preference.prompt(), preference.chosen(), was.chosen());
            default -> null;
        };
        return pair == null || pair.chosen().strip().equals(pair.rejected().strip()) ? null : pair;
    }

    /// The pair arrives withdrawn and this act puts it in, so that undoing the edit withdraws it again.
    private void addPair(long act, StoredExample example, Example.Preference pair) throws SQLException {
        var salt = "edit of " + example.id();
        var hash = ExampleJson.hash(4, pair, salt);
        sql.update("""
            INSERT INTO example (phase, kind, pair, source, tier, line, content, hash, arrival, status)
            SELECT 4, 'preference', 1, source, tier, line, ?, ?, 4, 4 FROM example WHERE id = ?
            ON CONFLICT (hash) DO NOTHING
            """, ExampleJson.write(pair), hash, example.id());
        long id = sql.number("SELECT id FROM example WHERE hash = ?", (Object) hash);
        move(act, id, standing(id).with(Status.ACCEPTED));
    }

    private void prefer(StoredExample example, Decision.Prefer prefer) throws SQLException {
        if (!(example.example() instanceof Example.Preference pair)) {
            throw new LibraryException("Example %d is no pair: accept or reject it instead.".formatted(example.id()));
        }
        boolean decided = prefer.choice() == Decision.Choice.LEFT || prefer.choice() == Decision.Choice.RIGHT;
        boolean left = prefer.choice() == Decision.Choice.LEFT;
        boolean swap = decided && left != prefer.chosenOnLeft();
        if (decided) {
            requireTrainable(example);
        }
        var verb = switch (prefer.choice()) {
            case LEFT -> "chose left for";
            case RIGHT -> "chose right for";
            case BOTH_GOOD -> "called both good for";
            case BOTH_BAD -> "called both bad for";
            case SKIP -> "skipped";
        };
        var verdict = switch (prefer.choice()) {
            case LEFT, RIGHT -> Status.ACCEPTED;
            case BOTH_GOOD, BOTH_BAD -> Status.REJECTED;
            case SKIP -> Status.SKIPPED;
        };
        var kept = swap ? pair.swapped() : pair;
        long act = begin("prefer", says(verb, example));
        sql.update(
                "INSERT INTO comparison VALUES (?, ?, ?, ?, ?, ?)",
                act,
                prefer.choice().name(),
                prefer.chosenOnLeft(),
                prefer.much(),
                decided && kept.chosen().length() > kept.rejected().length(),
                prefer.activeMillis());
        move(act, example.id(), standing(example.id()).turned(swap).with(verdict));
    }

    private void annotate(StoredExample example, Decision.Annotate annotate) throws SQLException {
        var before = remark(example.id()).orElse(Remark.NONE);
        var note = annotate.note();
        var tag = annotate.tag();
        long act = begin("annotate", says("noted", example));
        long remark = sql.insert(
                "INSERT INTO remark (note, tag, flag) VALUES (?, ?, ?)",
                note == null ? before.note() : note,
                tag == null ? before.tag() : tag,
                annotate.flag());
        move(act, example.id(), standing(example.id()).remarked(remark));
    }

    Optional<Remark> remark(long example) throws SQLException {
        return sql.first(
                "SELECT r.note, r.tag, r.flag FROM example e JOIN remark r ON r.id = e.remark WHERE e.id = ?",
                row -> new Remark(row.getString(1), row.getString(2), row.getBoolean(3)),
                example);
    }

    private Example original(long id) throws SQLException {
        return sql.first(
                        "SELECT kind, content FROM example WHERE id = ?",
                        row -> Rows.parse(row.getString(1), row.getString(2)),
                        id)
                .orElseThrow();
    }

    private Standing standing(long id) throws SQLException {
        return sql.first("SELECT " + Standing.COLUMNS + " FROM example WHERE id = ?", Standing::read, id)
                .orElseThrow();
    }

    private void move(long act, long example, Standing after) throws SQLException {
        sql.update("""
            INSERT INTO event
            SELECT ?, id, status, ?, wording, ?, swapped, ?, remark, ? FROM example WHERE id = ?
            """, act, after.status(), after.wording(), after.swapped(), after.remark(), example);
        apply(act);
    }

    /// Writes the events of `target` backwards as events of `act`.
    private Library.Undone reverse(long act, long target) throws SQLException {
        sql.update("""
            INSERT INTO event
            SELECT ?, example, status_after, status_before, wording_after, wording_before,
                   swapped_after, swapped_before, remark_after, remark_before
            FROM event WHERE act = ?
            """, act, target);
        apply(act);
        var examples = sql.list("SELECT example FROM event WHERE act = ? ORDER BY example", row -> row.getLong(1), act);
        return new Library.Undone(List.copyOf(examples), says(act));
    }

    /// Makes the examples of an act stand where its events say.
    private void apply(long act) throws SQLException {
        sql.update("""
            UPDATE example SET status = v.status_after, wording = v.wording_after, swapped = v.swapped_after,
                               remark = v.remark_after, decided = v.act
            FROM event v WHERE v.act = ? AND v.example = example.id
            """, act);
    }

    private long begin(String verb, String says) throws SQLException {
        long act = nextAct();
        append(act, verb, says, null, tops().undo(), act, null);
        return act;
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

    private long nextAct() throws SQLException {
        return sql.number("SELECT max(id) FROM act") + 1;
    }

    private Tops tops() throws SQLException {
        return sql.first("SELECT undo_top, redo_top FROM act ORDER BY id DESC LIMIT 1", Acts::tops)
                .orElse(new Tops(null, null));
    }

    private static Tops tops(ResultSet row) throws SQLException {
        return new Tops(nullable(row, 1), nullable(row, 2));
    }

    private @Nullable Long link(long act) throws SQLException {
        long prior = sql.number("SELECT prior FROM act WHERE id = ?", act);
        return prior == 0 ? null : prior;
    }

    private String says(long act) throws SQLException {
        return sql.first("SELECT says FROM act WHERE id = ?", row -> row.getString(1), act)
                .orElse("");
    }

    private static String says(String verb, StoredExample example) {
        var opening = example.example().opening().strip().replaceAll("\\s+", " ");
        var words = opening.codePointCount(0, opening.length()) <= SAID_LENGTH
                ? opening
                : opening.substring(0, opening.offsetByCodePoints(0, SAID_LENGTH))
                                .strip() + "…";
        return "%s “%s”".formatted(verb, words);
    }

    private static void requireTrainable(StoredExample example) {
        if (example.origin().tier() == Tier.RETRIEVE_ONLY) {
            throw new LibraryException(
                    "This row is Tier 3: it is retrieved from and never trained on, so it cannot be accepted.");
        }
    }

    private static @Nullable Long nullable(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
