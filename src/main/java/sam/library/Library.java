package sam.library;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The SQLite store of examples and decisions: one file, one writing process, nothing ever overwritten.
///
/// Thread-safe; a method that changes something returns after the commit. Faults arrive as [LibraryException].
public final class Library implements AutoCloseable {
    private Library() {}

    /// Opens or makes the library; migrates an older one after a verified backup, refuses a newer one, and refuses one
    /// that another process has open.
    public static Library open(Path file, InstantSource clock) {
        throw new UnsupportedOperationException();
    }

    public record Added(int taken, int duplicates) {}

    /// Adds examples in one transaction; one whose content is already there (same phase and kind) is a duplicate.
    public Added add(List<NewExample> examples) {
        throw new UnsupportedOperationException();
    }

    public Optional<StoredExample> find(long id) {
        throw new UnsupportedOperationException();
    }

    /// The next waiting examples of a phase in review order: single answers, or pairs.
    public List<StoredExample> waiting(int phase, boolean pairs, int limit) {
        throw new UnsupportedOperationException();
    }

    /// Every accepted example of a phase in a fixed order.
    public void accepted(int phase, Consumer<StoredExample> each) {
        throw new UnsupportedOperationException();
    }

    /// A page of examples whose text contains `words` (all when blank), newest decision first.
    public List<StoredExample> search(String words, int limit) {
        throw new UnsupportedOperationException();
    }

    public Counts counts(int phase, boolean pairs) {
        throw new UnsupportedOperationException();
    }

    public List<SourceSummary> sources() {
        throw new UnsupportedOperationException();
    }

    /// Commits one decision.
    public void decide(Decision decision) {
        throw new UnsupportedOperationException();
    }

    /// Accepts every waiting example of every phase as one act (one undo takes it back); answers how many.
    public int acceptAll() {
        throw new UnsupportedOperationException();
    }

    public record Undone(List<Long> examples, String what) {}

    /// Takes back the newest act that was not taken back, by a new event; works across restarts.
    public Optional<Undone> undo() {
        throw new UnsupportedOperationException();
    }

    /// What the next undo would take back, in words, for example `rejected "List three…"`.
    public Optional<String> undoable() {
        throw new UnsupportedOperationException();
    }

    public Optional<Undone> redo() {
        throw new UnsupportedOperationException();
    }

    /// How the person chooses sides: pairs decided, and how often the left one and the longer one won.
    public record Habits(long pairs, long leftChosen, long longerChosen, long activeMillis) {}

    public Habits habits() {
        throw new UnsupportedOperationException();
    }

    /// Writes a verified copy beside the library (`backups/`), keeps the newest 24, and answers its path.
    public Path backup() {
        throw new UnsupportedOperationException();
    }

    public List<Path> backups() {
        throw new UnsupportedOperationException();
    }

    /// Puts a backup in the place of a closed library; the replaced file is kept beside it.
    public static void restore(Path library, Path backup) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
