package sam.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import sam.library.Decision;
import sam.library.Library;
import sam.library.NewExample;
import sam.library.StoredExample;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.StatusModel;
import sam.ui.StatusModel.Saved;
import sam.ui.VisibleText;

/// Where decisions are committed, one after the other, and taken back: the pages draw ahead, the queue says when the
/// disk has caught up.
public final class CommitQueue {
    private static final int RESTORED = 3;

    private final ProjectSession session;
    private final Background inOrder;
    private final StatusModel status;
    private final Dialogs dialogs;
    private final List<Consumer<Restored>> restorers = new CopyOnWriteArrayList<>();
    private int inFlight;

    /// `inOrder` must do one thing after the other: an undo has to wait for the decision before it.
    public CommitQueue(ProjectSession session, Background inOrder, StatusModel status, Dialogs dialogs) {
        this.session = session;
        this.inOrder = inOrder;
        this.status = status;
        this.dialogs = dialogs;
    }

    /// Examples an undo or redo changed, as they stand now, and those it withdrew.
    public record Restored(List<StoredExample> rows, List<Long> withdrawn) {
        static final Restored NONE = new Restored(List.of(), List.of());

        boolean isEmpty() {
            return rows.isEmpty() && withdrawn.isEmpty();
        }
    }

    /// Tells a page what an undo or redo changed, or what was added to be judged next.
    public void onRestored(Consumer<Restored> restorer) {
        restorers.add(restorer);
    }

    /// Commits a decision; `failed` runs when the disk refused, and nothing of it was kept.
    public void commit(Decision decision, Runnable saved, Runnable failed) {
        act(
                library -> {
                    library.decide(decision);
                    return Restored.NONE;
                },
                saved,
                failed);
    }

    /// Adds an example of the person's own, which comes next; undo withdraws it again.
    public void add(NewExample example) {
        act(library -> restored(library, List.of(library.compose(example))), () -> {}, () -> {});
    }

    /// Adds an accepted example that the person wrote, with the draft it was made from if there was one. `saved` hears
    /// its id.
    public void compose(NewExample example, @Nullable String draft, LongConsumer saved, Runnable failed) {
        var id = new AtomicLong();
        act(
                library -> {
                    id.set(library.compose(example, draft));
                    return Restored.NONE;
                },
                () -> saved.accept(id.get()),
                failed);
    }

    /// Puts every skipped row of a phase back among the waiting ones.
    public void reopenSkipped(int phase, boolean pairs) {
        act(
                library -> {
                    library.reopenSkipped(phase, pairs);
                    return Restored.NONE;
                },
                () -> {},
                () -> {});
    }

    /// Takes the newest act back; the pages hear which examples it was.
    public void undo() {
        act(library -> restored(library, examples(library.undo())), () -> {}, () -> {});
    }

    public void redo() {
        act(library -> restored(library, examples(library.redo())), () -> {}, () -> {});
    }

    /// Shows the pages a row that was put back among the waiting ones.
    public void tellRestored(long id) {
        inOrder.run(
                () -> restored(session.library(), List.of(id)),
                rows -> restorers.forEach(restorer -> restorer.accept(rows)),
                dialogs::problem);
    }

    private static List<Long> examples(Optional<Library.Undone> act) {
        return act.map(Library.Undone::examples).orElse(List.of());
    }

    /// The first few are enough: a page shows one.
    private static Restored restored(Library library, List<Long> examples) {
        var rows = new ArrayList<StoredExample>();
        var withdrawn = new ArrayList<Long>();
        for (long id : examples.subList(0, Math.min(RESTORED, examples.size()))) {
            library.find(id).ifPresentOrElse(rows::add, () -> withdrawn.add(id));
        }
        return new Restored(rows, withdrawn);
    }

    /// Reads what the next undo would take back: once at the start, afterwards every act brings it along.
    public void refresh() {
        inOrder.run(
                () -> session.library().undoable(),
                words -> status.showUndoable(words.map(VisibleText::in).orElse(null)),
                dialogs::problem);
    }

    private interface Act {
        Restored on(Library library);
    }

    private record Done(Restored restored, Optional<String> undoable) {}

    private void act(Act act, Runnable done, Runnable failed) {
        inFlight++;
        status.showSaved(Saved.SAVING);
        inOrder.run(
                () -> new Done(act.on(session.library()), session.library().undoable()),
                result -> {
                    landed(Saved.SAVED);
                    status.showUndoable(result.undoable().map(VisibleText::in).orElse(null));
                    done.run();
                    if (!result.restored().isEmpty()) {
                        restorers.forEach(restorer -> restorer.accept(result.restored()));
                    }
                    session.rowsChanged();
                },
                fault -> {
                    landed(Saved.FAILED);
                    failed.run();
                    dialogs.problem(fault);
                });
    }

    private void landed(Saved outcome) {
        inFlight--;
        if (outcome == Saved.FAILED || inFlight == 0) {
            status.showSaved(outcome);
        }
    }
}
