package sam.library;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The SQLite store of examples and decisions: one file, one writing process, nothing ever overwritten.
///
/// Thread-safe; a method that changes something returns after the commit. Faults arrive as [LibraryException].
/// Reading has a connection of its own and never waits for a commit.
public final class Library implements AutoCloseable {
    private final LibraryFile file;
    private final InstantSource clock;
    private final Acts acts;
    private final Rows added;
    private final Rows rows;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private boolean closed;

    private Library(LibraryFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        this.acts = new Acts(file.writer(), clock);
        this.added = new Rows(file.writer());
        this.rows = new Rows(file.reader());
    }

    /// Opens or makes the library; migrates an older one after a verified backup, refuses a newer one, and refuses one
    /// that another process has open.
    public static Library open(Path file, InstantSource clock) {
        return open(file, clock, Migrations.bundled());
    }

    static Library open(Path file, InstantSource clock, Migrations migrations) {
        return new Library(LibraryFile.open(file, clock, migrations), clock);
    }

    public record Added(int taken, int duplicates) {}

    /// Adds examples in one transaction; one whose content is already there (same phase and kind) is a duplicate.
    public Added add(List<NewExample> examples) {
        for (var example : examples) {
            if (example.phase() < 1 || example.phase() > 4) {
                throw new LibraryException("There is no phase %d; phases are 1 to 4.".formatted(example.phase()));
            }
            if (example.status() != Status.WAITING && example.status() != Status.ACCEPTED) {
                throw new LibraryException("A new example is waiting or accepted; rejecting is a decision.");
            }
        }
        return write(() -> added.add(examples));
    }

    public Optional<StoredExample> find(long id) {
        return read(() -> rows.find(id));
    }

    /// The next waiting examples of a phase in review order: single answers, or pairs.
    public List<StoredExample> waiting(int phase, boolean pairs, int limit) {
        return read(() -> rows.waiting(phase, pairs, 0, limit));
    }

    /// As [#waiting(int, boolean, int)], only what comes after the example with this id: for a prefetch that runs
    /// ahead.
    public List<StoredExample> waiting(int phase, boolean pairs, long after, int limit) {
        return read(() -> rows.waiting(phase, pairs, after, limit));
    }

    /// Every accepted example of a phase in a fixed order.
    public void accepted(int phase, Consumer<StoredExample> each) {
        read(() -> {
            rows.judged(true, phase, each);
            return phase;
        });
    }

    /// The rejected ones, which an objective of judged answers learns from too.
    public void rejected(int phase, Consumer<StoredExample> each) {
        read(() -> {
            rows.judged(false, phase, each);
            return phase;
        });
    }

    /// A page of examples that contain every one of `words` (all when blank), newest decision first.
    public List<StoredExample> search(String words, int limit) {
        return read(() -> rows.search(words, limit));
    }

    public Counts counts(int phase, boolean pairs) {
        return read(() -> rows.counts(phase, pairs));
    }

    public List<SourceSummary> sources() {
        return read(rows::sources);
    }

    /// Commits one decision.
    public void decide(Decision decision) {
        write(() -> {
            acts.decide(decision);
            return decision;
        });
    }

    /// Accepts every waiting example of every phase as one act (one undo takes it back); answers how many.
    public int acceptAll() {
        return write(acts::acceptAll);
    }

    /// Puts every skipped example of a phase back into the queue as one act; answers how many.
    public int reopenSkipped(int phase, boolean pairs) {
        return write(() -> acts.reopenSkipped(phase, pairs));
    }

    /// What was taken back or done again: the examples, and the act in words.
    public record Undone(List<Long> examples, String what) {}

    /// Takes back the newest act that was not taken back, by a new event; works across restarts.
    public Optional<Undone> undo() {
        return write(acts::undo);
    }

    /// What the next undo would take back, in words, for example `rejected “List three…”`.
    public Optional<String> undoable() {
        return read(new Acts(file.reader(), clock)::undoable);
    }

    /// Does again what the last undo took back, as long as nothing was decided since.
    public Optional<Undone> redo() {
        return write(acts::redo);
    }

    /// What the person wrote beside an example.
    public Optional<Remark> remark(long example) {
        return read(() -> new Acts(file.reader(), clock).remark(example));
    }

    /// How the person chooses sides: pairs decided, and how often the left one and the longer one won.
    public record Habits(long pairs, long leftChosen, long longerChosen, long activeMillis) {}

    public Habits habits() {
        return read(new Acts(file.reader(), clock)::habits);
    }

    /// Writes a verified copy beside the library (`backups/`), keeps the newest 24, and answers its path.
    public Path backup() {
        return new Backups(file.path(), clock).write();
    }

    /// Writes a backup when the newest is older than `age` and something was added or decided since.
    public Optional<Path> backupWhenDue(Duration age) {
        var size = read(() -> Backups.Size.of(file.reader()));
        return new Backups(file.path(), clock).writeWhenDue(age, size);
    }

    /// The backups of this library, newest first.
    public List<Path> backups() {
        return Backups.list(file.path());
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
        writing.lock();
        reading.lock();
        try {
            if (!closed) {
                closed = true;
                file.close();
            }
        } finally {
            reading.unlock();
            writing.unlock();
        }
    }

    /// The file beneath, for tests that look at it with SQL or make it fail.
    LibraryFile storage() {
        return file;
    }

    private <T> T read(Sql.Work<T> work) {
        reading.lock();
        try {
            requireOpen();
            return work.run();
        } catch (SQLException e) {
            throw Faults.of(file.path(), e);
        } finally {
            reading.unlock();
        }
    }

    private <T> T write(Sql.Work<T> work) {
        writing.lock();
        try {
            requireOpen();
            file.requireInPlace();
            var result = file.writer().transaction(work);
            file.requireInPlace();
            return result;
        } catch (SQLException e) {
            throw Faults.of(file.path(), e);
        } finally {
            writing.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new LibraryException("%s was closed. Open the project again.".formatted(file.path()));
        }
    }
}
