package sam.curation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sam.library.StoredExample;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;

/// The rows ahead of the person: a few are read in advance, so that the next one is there the moment the one before
/// is decided.
final class RowQueue {
    private static final int AHEAD = 8;
    private static final int REFILL_BELOW = 4;

    private final ProjectSession session;
    private final Background background;
    private final Dialogs dialogs;
    private final boolean pairs;
    private final Consumer<@Nullable StoredExample> shown;
    private final Deque<StoredExample> ahead = new ArrayDeque<>();

    /// Decided here, whether or not the disk knows already: a reading begun before the commit still lists them.
    private final Set<Long> decided = new HashSet<>();

    /// Put off for later in this sitting, without a decision.
    private final Set<Long> putOff = new HashSet<>();

    private @Nullable StoredExample current;

    /// The one source whose rows are shown; all when null.
    private @Nullable String source;

    /// The last row read; reading goes on behind it and begins again at the front when nothing is left there.
    private long last;

    private boolean wrapped;
    private int generation;
    private boolean reading;

    RowQueue(
            ProjectSession session,
            Background background,
            Dialogs dialogs,
            boolean pairs,
            Consumer<@Nullable StoredExample> shown) {
        this.session = session;
        this.background = background;
        this.dialogs = dialogs;
        this.pairs = pairs;
        this.shown = shown;
    }

    @Nullable
    StoredExample current() {
        return current;
    }

    /// Whether the library is still being asked, so that "nothing left" is not said too early.
    boolean isReading() {
        return reading;
    }

    /// Begins anew at the session's phase, with the rows of one source, or of all when null.
    void restart(@Nullable String only) {
        source = only;
        generation++;
        reading = false;
        ahead.clear();
        putOff.clear();
        current = null;
        last = 0;
        refill();
    }

    /// Reads on when the queue is empty or short: rows came in, or decisions reached the disk.
    void refill() {
        wrapped = false;
        read();
    }

    private void read() {
        if (reading || ahead.size() >= REFILL_BELOW) {
            return;
        }
        reading = true;
        int asked = generation;
        int phase = session.phase();
        long after = last;
        var only = source;
        background.run(
                () -> session.library().waiting(phase, pairs, only, after, AHEAD),
                rows -> {
                    if (asked == generation) {
                        reading = false;
                        take(rows);
                    }
                },
                fault -> {
                    if (asked == generation) {
                        reading = false;
                        dialogs.problem(fault);
                    }
                });
    }

    private void take(List<StoredExample> rows) {
        var known = new HashSet<Long>();
        ahead.forEach(row -> known.add(row.id()));
        if (current != null) {
            known.add(current.id());
        }
        for (var row : rows) {
            last = Math.max(last, row.id());
            if (!decided.contains(row.id()) && !putOff.contains(row.id()) && known.add(row.id())) {
                ahead.add(row);
            }
        }
        if (current == null) {
            current = ahead.poll();
        }
        if (current == null && !rows.isEmpty()) {
            read();
        } else if (current == null && last > 0 && !wrapped) {
            // Once only: rows decided a moment ago are listed as waiting until their commits land.
            wrapped = true;
            last = 0;
            putOff.clear();
            read();
        }
        shown.accept(current);
    }

    /// The current row is decided: shows the next at once.
    void decided(long id) {
        decided.add(id);
        next();
    }

    /// The current row comes again when all others were seen.
    void putOff() {
        if (current != null) {
            putOff.add(current.id());
            next();
        }
    }

    /// Puts a row back in front: its decision was refused or taken back.
    void show(StoredExample row) {
        decided.remove(row.id());
        putOff.remove(row.id());
        ahead.removeIf(other -> other.id() == row.id());
        if (current != null && current.id() != row.id()) {
            ahead.addFirst(current);
        }
        current = row;
        shown.accept(row);
    }

    /// A row was decided elsewhere or by a redo: it is not shown again.
    void drop(long id) {
        decided.add(id);
        ahead.removeIf(other -> other.id() == id);
        if (current != null && current.id() == id) {
            next();
        }
    }

    /// Rows put back by other means than an undo are shown again.
    void forgetDecided() {
        decided.clear();
    }

    private void next() {
        current = ahead.poll();
        if (current != null || !reading) {
            shown.accept(current);
        }
        refill();
    }
}
