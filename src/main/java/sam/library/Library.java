package sam.library;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sam.library.WritingGate.Turn;

/// The SQLite store of examples and decisions: one file, one writing process, nothing ever overwritten.
///
/// Thread-safe; a method that changes something returns after the commit. Faults arrive as [LibraryException].
/// Nobody who reads waits for another, nor for a commit; a decision goes before an import.
public final class Library implements AutoCloseable {
    /// What an import writes in one transaction when nobody waits, by what it takes to bring that to the disk.
    private static final long SLICE_CHARS = 4 << 20;

    private static final long INDEX_SLICE_NANOS = 25_000_000;

    private final LibraryFile file;
    private final InstantSource clock;
    private final DecisionWriter acts;
    private final Arrivals arrivals;
    private final WritingGate gate = new WritingGate();
    private final Indexing indexing = new Indexing(this::indexMore);
    private boolean closed;

    private Library(LibraryFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        this.acts = DecisionWriter.on(file.writer(), clock);
        this.arrivals = new Arrivals(file.writer(), acts.log(), acts.events(), acts.index());
    }

    /// Opens or makes the library; migrates an older one after a verified backup, refuses a newer one, and refuses one
    /// that another process has open.
    public static Library open(Path file, InstantSource clock) {
        return open(file, clock, Migrations.bundled());
    }

    static Library open(Path file, InstantSource clock, Migrations migrations) {
        var library = new Library(LibraryFile.open(file, clock, migrations), clock);
        library.indexing.wake();
        return library;
    }

    public record Added(int taken, int duplicates) {}

    /// Adds examples in one transaction. One whose content is already there (same phase and kind) is a duplicate: its
    /// origin joins that row's, whose strictest licence counts.
    public Added add(List<NewExample> examples) {
        var rows = encoded(examples);
        var turn = rows.size() <= Arrivals.INDEXED_AT_ONCE ? Turn.DECISION : Turn.IMPORT;
        int taken = write(turn, () -> arrivals.add(rows, 0, null, _ -> false)).taken();
        indexing.wake();
        return new Added(taken, rows.size() - taken);
    }

    /// Begins an import, known by its file or collection.
    public Import startImport(String name) {
        return new Import(this, name);
    }

    @Nullable
    Long add(Import into, List<NewExample> examples) {
        var rows = encoded(examples);
        var id = into.id();
        for (int next = 0; next < rows.size(); ) {
            indexing.arriving();
            int from = next;
            var importing = id;
            var written = write(Turn.IMPORT, () -> {
                long under = importing != null
                        ? importing
                        : file.writer()
                                .insert(
                                        "INSERT INTO import (at, name) VALUES (?, ?)",
                                        clock.instant().toString(),
                                        into.name());
                var slice = arrivals.add(
                        rows, from, under, chars -> chars > SLICE_CHARS || gate.isWantedBefore(Turn.IMPORT));
                return new Written(under, slice);
            });
            id = written.under();
            next = written.slice().next();
            into.count(new Added(
                    written.slice().taken(), next - from - written.slice().taken()));
        }
        indexing.arriving();
        indexing.wake();
        return id;
    }

    private record Written(long under, Arrivals.Slice slice) {}

    private static List<Arrivals.Encoded> encoded(List<NewExample> examples) {
        for (var example : examples) {
            DecisionWriter.requirePhase(example.phase());
            if (example.status() != Status.WAITING && example.status() != Status.ACCEPTED) {
                throw new LibraryException("A new example is waiting or accepted; rejecting is a decision.");
            }
        }
        return Arrivals.Encoded.of(examples);
    }

    private boolean indexMore() {
        return write(Turn.INDEX, () -> {
            long start = System.nanoTime();
            return acts.index()
                    .catchUp(() -> System.nanoTime() - start > INDEX_SLICE_NANOS || gate.isWantedBefore(Turn.INDEX));
        });
    }

    public Optional<StoredExample> find(long id) {
        return read(sql -> new Rows(sql).find(id));
    }

    /// The next waiting examples of a phase in review order: single answers, or pairs.
    public List<StoredExample> waiting(int phase, boolean pairs, int limit) {
        return waiting(phase, pairs, 0, limit);
    }

    /// As [#waiting(int, boolean, int)], only what comes after the example with this id: for a prefetch that runs
    /// ahead.
    public List<StoredExample> waiting(int phase, boolean pairs, long after, int limit) {
        return waiting(phase, pairs, null, after, limit);
    }

    /// The same, and only from one source, when it is named.
    public List<StoredExample> waiting(int phase, boolean pairs, @Nullable String source, long after, int limit) {
        return read(sql -> new Rows(sql).waiting(phase, pairs, source, after, limit));
    }

    /// Every accepted example of a phase in a fixed order, except those held out.
    public void accepted(int phase, Consumer<StoredExample> each) {
        judged(true, phase, each);
    }

    /// The rejected ones, which an objective of judged answers learns from too.
    public void rejected(int phase, Consumer<StoredExample> each) {
        judged(false, phase, each);
    }

    private void judged(boolean accepted, int phase, Consumer<StoredExample> each) {
        read(sql -> {
            new Rows(sql).judged(accepted, phase, each);
            return phase;
        });
    }

    /// A page of examples in which every one of the words occurs (all when blank), newest decision first.
    public List<StoredExample> search(String words, int limit) {
        return look(words, limit).rows();
    }

    /// As [#search], and how many rows could not be looked at yet. A word finds those that begin with it, a phrase in
    /// quotes itself; notes and tags are searched too.
    public SearchResult look(String words, int limit) {
        return read(sql -> new Search(sql).find(words, limit));
    }

    /// How many rows no search can find yet, because they are still being indexed.
    public long unindexed() {
        return read(WordIndex::missing);
    }

    public Counts counts(int phase, boolean pairs) {
        return read(sql -> new Rows(sql).counts(phase, pairs));
    }

    /// The accepted and rejected rows of a phase by source and kind, as far as they can be trained on; with
    /// `questioned` only those that ask something before they answer.
    public List<Tallied> tallied(int phase, boolean questioned) {
        return read(sql -> questioned ? new Tallies(sql).questioned(phase) : new Tallies(sql).judged(phase));
    }

    public List<SourceSummary> sources() {
        return read(sql -> new Rows(sql).sources());
    }

    /// What was imported, the newest first.
    public List<ImportSummary> imports() {
        return read(sql -> new Rows(sql).imports());
    }

    /// Every origin of an example, the first one first, each under the licence it came with.
    public List<Origin> origins(long example) {
        return read(sql -> new Rows(sql).origins(example));
    }

    /// Commits one decision as one act; answers how many rows or sources it changed. One that changes nothing is no
    /// act.
    public long decide(Decision decision) {
        return write(Turn.DECISION, () -> acts.decide(decision));
    }

    /// Adds an example of the person's own, waiting or accepted, as an act, which undo takes back; answers its id.
    public long compose(NewExample example) {
        return compose(example, null);
    }

    /// The same for what the person made of a draft: with the draft rejected it also becomes a pair, in the same act.
    public long compose(NewExample example, @Nullable String draft) {
        encoded(List.of(example));
        return write(Turn.DECISION, () -> acts.compose(example, draft));
    }

    /// The accepted single answers of a source, the newest first, each with the source's own name for it.
    public List<SourcedRow> accepted(String source) {
        return read(sql -> new Rows(sql).accepted(source));
    }

    /// Accepts every waiting example of every phase as one act (one undo takes it back); answers how many.
    public int acceptAll() {
        return Math.toIntExact(write(Turn.DECISION, acts::acceptAll));
    }

    /// Puts every skipped example of a phase back into the queue as one act; answers how many.
    public int reopenSkipped(int phase, boolean pairs) {
        return Math.toIntExact(write(Turn.DECISION, () -> acts.reopenSkipped(phase, pairs)));
    }

    /// What was taken back or done again: the examples, and the act in words.
    public record Undone(List<Long> examples, String what) {}

    /// Takes back the newest act that was not taken back, by a new event; works across restarts.
    public Optional<Undone> undo() {
        return write(Turn.DECISION, acts::undo);
    }

    /// What the next undo would take back, in words, for example `rejected “List three…”`.
    public Optional<String> undoable() {
        return read(sql -> new ActLog(sql, clock).undoable());
    }

    /// Does again what the last undo took back, as long as nothing was decided since.
    public Optional<Undone> redo() {
        return write(Turn.DECISION, acts::redo);
    }

    /// What the person wrote beside an example.
    public Optional<Remark> remark(long example) {
        return read(sql -> new Remarks(sql).beside(example));
    }

    /// How the person chooses sides: pairs decided, and how often the left one and the longer one won.
    public record Habits(long pairs, long leftChosen, long longerChosen, long activeMillis) {}

    public Habits habits() {
        return read(sql -> new Rows(sql).habits());
    }

    /// Writes a verified copy beside the library (`backups/`), keeps the newest 24, and answers its path.
    public Path backup() {
        return new Backups(file.path(), clock).write();
    }

    /// Writes a backup when the newest is older than `age` and something was added or decided since.
    public Optional<Path> backupWhenDue(Duration age) {
        var size = read(Backups.Size::of);
        return new Backups(file.path(), clock).writeWhenDue(age, size);
    }

    /// The backups of this library, newest first.
    public List<Path> backups() {
        return Backups.list(file.path());
    }

    /// When one of them was taken.
    public Optional<Instant> takenAt(Path backup) {
        return Backups.takenAt(file.path(), backup);
    }

    /// The backups of a library that may be closed or damaged, newest first.
    public static List<Path> backups(Path library) {
        return Backups.list(library);
    }

    /// Puts a backup in the place of a closed library; the replaced file is kept beside it.
    public static void restore(Path library, Path backup) throws IOException {
        Backups.restore(library, backup);
    }

    public Path file() {
        return file.path();
    }

    @Override
    public void close() {
        indexing.close();
        gate.enter(Turn.DECISION);
        try {
            if (!closed) {
                closed = true;
                file.close();
            }
        } finally {
            gate.leave();
        }
    }

    /// The file beneath, for tests that look at it with SQL or make it fail.
    LibraryFile storage() {
        return file;
    }

    /// Waits until every row can be found.
    void awaitIndex() throws InterruptedException {
        indexing.await();
    }

    private <T> T read(Readers.Reading<T> reading) {
        try {
            return file.readers().read(reading);
        } catch (SQLException e) {
            throw file.readers().isClosed() ? Faults.closed(file.path()) : Faults.of(file.path(), e);
        }
    }

    private <T> T write(Turn turn, Sql.Work<T> work) {
        gate.enter(turn);
        try {
            if (closed) {
                throw Faults.closed(file.path());
            }
            file.requireInPlace();
            var result = file.writer().transaction(work);
            file.requireInPlace();
            return result;
        } catch (SQLException e) {
            throw Faults.of(file.path(), e);
        } finally {
            gate.leave();
        }
    }
}
