package sam.curation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import sam.library.Decision;
import sam.library.Library;
import sam.library.NewExample;
import sam.library.StoredExample;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.StatusModel;
import sam.ui.StatusModel.Saved;

/// Where decisions are committed, one after the other, and taken back: the pages draw ahead, the desk says when the
/// disk has caught up.
public final class Desk {
    private static final int RESTORED = 3;

    private final ProjectSession session;
    private final Background inOrder;
    private final StatusModel status;
    private final Dialogs dialogs;
    private final List<Consumer<List<StoredExample>>> restorers = new CopyOnWriteArrayList<>();
    private int inFlight;

    /// `inOrder` must do one thing after the other: an undo has to wait for the decision before it.
    public Desk(ProjectSession session, Background inOrder, StatusModel status, Dialogs dialogs) {
        this.session = session;
        this.inOrder = inOrder;
        this.status = status;
        this.dialogs = dialogs;
    }

    /// Tells a page which examples an undo or redo changed, as they stand now.
    public void onRestored(Consumer<List<StoredExample>> restorer) {
        restorers.add(restorer);
    }

    /// Commits a decision; `failed` runs when the disk refused, and nothing of it was kept.
    public void commit(Decision decision, Runnable saved, Runnable failed) {
        act(
                library -> {
                    library.decide(decision);
                    return List.of();
                },
                saved,
                failed);
    }

    /// Adds an example of the person's own.
    public void add(NewExample example, Runnable saved) {
        act(
                library -> {
                    library.add(List.of(example));
                    return List.of();
                },
                saved,
                () -> {});
    }

    /// Takes the newest act back; the pages hear which examples it was.
    public void undo() {
        act(library -> restored(library, library.undo()), () -> {}, () -> {});
    }

    public void redo() {
        act(library -> restored(library, library.redo()), () -> {}, () -> {});
    }

    /// Shows the pages a row that was put back among the waiting ones.
    public void tellRestored(long id) {
        inOrder.run(
                () -> session.library().find(id).stream().toList(),
                rows -> restorers.forEach(restorer -> restorer.accept(rows)),
                dialogs::problem);
    }

    /// The first few are enough: a page shows one.
    private static List<StoredExample> restored(Library library, Optional<Library.Undone> act) {
        return act.map(Library.Undone::examples).orElse(List.of()).stream()
                .limit(RESTORED)
                .flatMap(id -> library.find(id).stream())
                .toList();
    }

    /// Reads what the next undo would take back: once at the start, afterwards every act brings it along.
    public void refresh() {
        inOrder.run(
                () -> session.library().undoable(), words -> status.showUndoable(words.orElse(null)), dialogs::problem);
    }

    private interface Act {
        List<StoredExample> on(Library library);
    }

    private record Done(List<StoredExample> restored, Optional<String> undoable) {}

    private void act(Act act, Runnable done, Runnable failed) {
        inFlight++;
        status.showSaved(Saved.SAVING);
        inOrder.run(
                () -> new Done(act.on(session.library()), session.library().undoable()),
                result -> {
                    landed(Saved.SAVED);
                    status.showUndoable(result.undoable().orElse(null));
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
