package sam.curation;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import sam.library.Decision;
import sam.library.Library;
import sam.library.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.StatusModel;
import sam.ui.StatusModel.Saved;

/// Where decisions are committed, one after the other, and taken back: the pages draw ahead, the desk says when the
/// disk has caught up.
public final class Desk {
    private final ProjectSession session;
    private final Background inOrder;
    private final StatusModel status;
    private final Dialogs dialogs;
    private int inFlight;

    /// `inOrder` must do one thing after the other: an undo has to wait for the decision before it.
    public Desk(ProjectSession session, Background inOrder, StatusModel status, Dialogs dialogs) {
        this.session = session;
        this.inOrder = inOrder;
        this.status = status;
        this.dialogs = dialogs;
    }

    /// Commits decisions as they were made; `failed` runs when the disk refused, and nothing of them was kept.
    public void commit(List<Decision> decisions, Runnable saved, Runnable failed) {
        act(
                library -> {
                    decisions.forEach(library::decide);
                    return Optional.empty();
                },
                _ -> saved.run(),
                failed);
    }

    /// Takes the newest act back; `undone` gets what it was, so that a page can show the row again.
    public void undo(Consumer<Library.Undone> undone) {
        act(Library::undo, result -> result.ifPresent(undone), () -> {});
    }

    public void redo(Consumer<Library.Undone> redone) {
        act(Library::redo, result -> result.ifPresent(redone), () -> {});
    }

    /// Reads what the next undo would take back: once at the start, afterwards every act brings it along.
    public void refresh() {
        inOrder.run(
                () -> session.library().undoable(), words -> status.showUndoable(words.orElse(null)), dialogs::problem);
    }

    private interface Act {
        Optional<Library.Undone> on(Library library);
    }

    private record Done(Optional<Library.Undone> undone, Optional<String> undoable) {}

    private void act(Act act, Consumer<Optional<Library.Undone>> done, Runnable failed) {
        inFlight++;
        status.showSaved(Saved.SAVING);
        inOrder.run(
                () -> new Done(act.on(session.library()), session.library().undoable()),
                result -> {
                    landed(Saved.SAVED);
                    status.showUndoable(result.undoable().orElse(null));
                    done.accept(result.undone());
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
