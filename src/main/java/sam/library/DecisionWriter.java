package sam.library;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.Events.Change;
import sam.library.Events.Column;
import sam.library.Events.Picked;

/// Writes decisions as acts and events, and takes them back. Every method runs inside a transaction of the caller.
record DecisionWriter(Sql sql, ActLog log, Events events, WordIndex index) {
    static DecisionWriter on(Sql sql, InstantSource clock) {
        var index = new WordIndex(sql);
        return new DecisionWriter(sql, new ActLog(sql, clock), new Events(sql, index), index);
    }

    /// Answers how many rows, or sources, stand elsewhere now; an act that changes nothing is not written.
    long decide(Decision decision) throws SQLException {
        return switch (decision) {
            case Decision.OfRows rows -> decide(rows);
            case Decision.Edit edit -> new Edits(this).edit(find(edit.example()), edit);
            case Decision.Prefer prefer -> prefer(find(prefer.example()), prefer);
            case Decision.OfSource source -> new SourceActs(this).decide(source);
            case Decision.TakeBackImport back -> new SourceActs(this).takeBack(back.id());
        };
    }

    long acceptAll() throws SQLException {
        return moveAll(
                "accept-all",
                count -> "accepted " + ActLog.rows(count),
                new Picked("status = 0 AND tier < 3 AND kind <> 'document'"),
                new Change().set(Column.STATUS, StatusCode.ACCEPTED));
    }

    long reopenSkipped(int phase, boolean pairs) throws SQLException {
        return moveAll(
                "reopen",
                count -> "put back " + ActLog.rows(count),
                new Picked("status = 3 AND phase = ? AND pair = ?", phase, pairs),
                new Change().set(Column.STATUS, StatusCode.WAITING));
    }

    Optional<Library.Undone> undo() throws SQLException {
        return reverse(log.back());
    }

    Optional<Library.Undone> redo() throws SQLException {
        return reverse(log.forward());
    }

    private Optional<Library.Undone> reverse(Optional<ActLog.Turn> turn) throws SQLException {
        if (turn.isEmpty()) {
            return Optional.empty();
        }
        var examples = events.reverse(turn.get().act(), turn.get().of());
        return Optional.of(new Library.Undone(examples, log.says(turn.get().act())));
    }

    private long decide(Decision.OfRows rows) throws SQLException {
        if (rows.examples().isEmpty()) {
            return 0;
        }
        requireThere(rows.examples());
        var picked = Picked.of(rows.examples());
        return switch (rows) {
            case Decision.Judge judge -> judge(judge, picked);
            case Decision.Rate rate ->
                remark(rate, rate.rating() == 0 ? "unrated" : "rated", remark -> remark.rated(rate.rating()));
            case Decision.Tag tag -> remark(tag, tag.on() ? "tagged" : "untagged", tagging(tag));
            case Decision.Note note -> remark(note, "noted", remark -> remark.noted(note.note()));
            case Decision.Flag flag ->
                remark(flag, flag.on() ? "flagged" : "unflagged", remark -> remark.flagged(flag.on()));
            case Decision.HoldOut hold ->
                moveAll(
                        "hold-out",
                        named(rows, hold.on() ? "held out %s" : "no longer held out %s"),
                        picked.and("held <> ?", hold.on()),
                        new Change().set(Column.HELD, hold.on()));
            case Decision.MoveToPhase move ->
                moveAll(
                        "phase",
                        named(rows, "moved %s to phase " + requirePhase(move.phase())),
                        picked.and("phase <> ?", move.phase()),
                        new Change().set(Column.PHASE, move.phase()));
            case Decision.ChangeTier tier ->
                moveAll(
                        "tier",
                        named(rows, "moved %s to Tier " + tier.tier().number()),
                        picked.and("tier <> ?", tier.tier().number()),
                        toTier(tier.tier()));
        };
    }

    private static UnaryOperator<Remark> tagging(Decision.Tag tag) {
        var word = tag.tag().strip();
        if (word.isEmpty()) {
            throw new LibraryException("The tag is empty. Write a word.");
        }
        return remark -> remark.tagged(word, tag.on());
    }

    static int requirePhase(int phase) {
        if (phase < 1 || phase > 4) {
            throw new LibraryException(Plain.text("There is no phase %d; phases are 1 to 4.", phase));
        }
        return phase;
    }

    /// What becomes Tier 3 cannot stay accepted.
    static Change toTier(Tier tier) {
        var change = new Change().set(Column.TIER, tier.number());
        return tier == Tier.RETRIEVE_ONLY ? change.compute(Column.STATUS, "iif(status = 1, 0, status)") : change;
    }

    /// What an act is called: `%s` stands for how its one row begins, or for how many rows it moved.
    private LongFunction<String> named(Decision.OfRows rows, String text) throws SQLException {
        var one = rows.examples().size() == 1
                ? ActLog.quoted(find(rows.examples().getFirst()).example())
                : null;
        return count -> text.replace("%s", one == null ? ActLog.rows(count) : one);
    }

    private long judge(Decision.Judge judge, Picked picked) throws SQLException {
        if (judge.verdict() == Status.ACCEPTED) {
            requireTrainable(picked);
        }
        var verb = switch (judge.verdict()) {
            case ACCEPTED -> "accepted";
            case REJECTED -> "rejected";
            case SKIPPED -> "skipped";
            case WAITING -> "put back";
        };
        return move(
                "judge",
                named(judge, verb + " %s").apply(judge.examples().size()),
                picked,
                new Change().set(Column.STATUS, StatusCode.code(judge.verdict())));
    }

    /// A row of the person's own arrives withdrawn and this act puts it in, so that undo withdraws it again.
    long compose(NewExample row, @Nullable String draft) throws SQLException {
        var arrivals = new Arrivals(sql, log, events, index);
        long id = arrivals.withdrawn(row);
        if (new Rows(sql).find(id).isPresent()) {
            throw new LibraryException(Plain.text(
                    "The same row is in the library already, as row %d. Change its words, or look for it on the"
                            + " Library page.",
                    id));
        }
        int status = Arrivals.status(row);
        long act = log.begin("add", "added " + ActLog.quoted(row.example()));
        events.write(act, Picked.one(id), new Change().set(Column.STATUS, status));
        var pair = draft == null || status != StatusCode.ACCEPTED ? null : Edits.pairOf(row.example(), draft);
        if (pair != null) {
            long made = arrivals.derived(id, row.origin(), pair);
            events.write(act, Picked.one(made), new Change().set(Column.STATUS, StatusCode.ACCEPTED));
        }
        events.apply(act);
        return id;
    }

    private long prefer(StoredExample example, Decision.Prefer prefer) throws SQLException {
        if (!(example.example() instanceof Example.Preference pair)) {
            throw new LibraryException(Plain.text("Example %d is no pair: accept or reject it instead.", example.id()));
        }
        boolean decided = prefer.choice() == Decision.Choice.LEFT || prefer.choice() == Decision.Choice.RIGHT;
        boolean left = prefer.choice() == Decision.Choice.LEFT;
        boolean swap = decided && left != prefer.chosenOnLeft();
        if (decided) {
            requireTrainable(Picked.one(example.id()));
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
        long act = log.begin("prefer", verb + " " + ActLog.quoted(example.example()));
        sql.update(
                "INSERT INTO comparison VALUES (?, ?, ?, ?, ?, ?)",
                act,
                prefer.choice().name(),
                prefer.chosenOnLeft(),
                prefer.much(),
                decided && kept.chosen().length() > kept.rejected().length(),
                prefer.activeMillis());
        var change = new Change().set(Column.STATUS, StatusCode.code(verdict));
        events.write(act, Picked.one(example.id()), swap ? change.compute(Column.SWAPPED, "1 - swapped") : change);
        events.apply(act);
        return 1;
    }

    /// Changes what is written beside rows; those whose remark stays as it is are left alone.
    private long remark(Decision.OfRows rows, String verb, UnaryOperator<Remark> change) throws SQLException {
        var remarks = new Remarks(sql);
        var became = new HashMap<@Nullable Long, @Nullable Remark>();
        var changed = new LinkedHashMap<Long, Long>();
        for (var standing : remarks.of(rows.examples())) {
            if (!became.containsKey(standing.remark())) {
                var before = remarks.read(standing.remark());
                var after = change.apply(before);
                became.put(standing.remark(), after.equals(before) ? null : after);
            }
            if (became.get(standing.remark()) != null) {
                changed.put(standing.example(), standing.remark() == null ? 0 : standing.remark());
            }
        }
        if (changed.isEmpty()) {
            return 0;
        }
        long act = log.begin("annotate", named(rows, verb + " %s").apply(changed.size()));
        var written = new HashMap<Long, Long>();
        for (var row : changed.entrySet()) {
            var id = written.get(row.getValue());
            if (id == null) {
                var after = became.get(row.getValue() == 0 ? null : row.getValue());
                id = remarks.write(after == null ? Remark.NONE : after, index);
                written.put(row.getValue(), id);
            }
            events.write(act, Picked.one(row.getKey()), new Change().set(Column.REMARK, id));
        }
        events.apply(act);
        return changed.size();
    }

    /// One act for all the rows that are picked; none where none are.
    long moveAll(String verb, LongFunction<String> says, Picked picked, Change change) throws SQLException {
        long count = events.count(picked);
        return count == 0 ? 0 : move(verb, says.apply(count), picked, change);
    }

    private long move(String verb, String says, Picked picked, Change change) throws SQLException {
        long act = log.begin(verb, says);
        events.write(act, picked, change);
        events.apply(act);
        return sql.number("SELECT count(*) FROM event WHERE act = ?", act);
    }

    StoredExample find(long id) throws SQLException {
        return new Rows(sql).find(id).orElseThrow(() -> missing(id));
    }

    private void requireThere(List<Long> examples) throws SQLException {
        if (examples.size() == 1) {
            find(examples.getFirst());
            return;
        }
        var missing = sql.first(
                "SELECT value FROM json_each(?) LEFT JOIN standing g ON g.example = value AND g.status < 4"
                        + " WHERE g.example IS NULL",
                row -> row.getLong(1),
                examples.toString());
        if (missing.isPresent()) {
            throw missing(missing.get());
        }
    }

    private static LibraryException missing(long id) {
        return new LibraryException(Plain.text("There is no example %d in this library.", id));
    }

    private void requireTrainable(Picked picked) throws SQLException {
        if (events.count(picked.and("kind = 'document'")) > 0) {
            throw new LibraryException(
                    "This is a document: it is retrieved from and never trained on, so it cannot be accepted.");
        }
        if (events.count(picked.and("tier = 3")) > 0) {
            throw new LibraryException(
                    "This row is Tier 3: it is retrieved from and never trained on, so it cannot be accepted.");
        }
    }
}
