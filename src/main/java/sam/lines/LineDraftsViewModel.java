package sam.lines;

import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import sam.curation.AnswerSource;
import sam.ui.Background;
import sam.ui.Dialogs;

/// Drafts of answers from SAM: one is asked for at a time, and none ever takes the place of what is written.
public final class LineDraftsViewModel {
    /// What can be asked of SAM now. A draft is here where the person wrote on while it came.
    enum State {
        LOOKING,
        NO_MODEL,
        READY,
        WRITING,
        HERE
    }

    private final AnswerSource answers;
    private final Background background;
    private final Dialogs dialogs;
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.LOOKING);
    private OwnLine.@Nullable Draft here;
    private boolean there;
    private boolean asking;

    public LineDraftsViewModel(AnswerSource answers, Background background, Dialogs dialogs) {
        this.answers = answers;
        this.background = background;
        this.dialogs = dialogs;
    }

    ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /// Looks whether there is a model to ask.
    void look() {
        background.run(
                answers::isThere,
                found -> {
                    there = found;
                    rest();
                },
                dialogs::problem);
    }

    /// Another line is before the person: what comes for the one before is not for this one.
    void leave() {
        here = null;
        rest();
    }

    /// Asks for an answer to `line`; when it comes, and `now` still asks the same, `use` gets it, at once where no
    /// answer was begun, and otherwise when it is asked for again.
    void ask(OwnLine line, String card, Supplier<OwnLine> now, Consumer<OwnLine.Draft> use) {
        var waiting = here;
        var asked = line.question().strip();
        if (waiting != null && waiting.question().equals(asked)) {
            here = null;
            rest();
            use.accept(waiting);
            return;
        }
        here = null;
        if (asking || !there || asked.isEmpty()) {
            return;
        }
        asking = true;
        rest();
        background.run(
                () -> answers.draw(line.prompt(card), 1),
                drawn -> {
                    asking = false;
                    arrived(asked, drawn, now.get(), use);
                    rest();
                },
                fault -> {
                    asking = false;
                    rest();
                    dialogs.problem(fault);
                });
    }

    private void arrived(String asked, AnswerSource.Drawn drawn, OwnLine now, Consumer<OwnLine.Draft> use) {
        var text = drawn.answers().isEmpty() ? "" : drawn.answers().getFirst().strip();
        if (text.isEmpty() || !now.question().strip().equals(asked)) {
            return;
        }
        var draft = new OwnLine.Draft(asked, drawn.maker(), text);
        if (now.answer().isBlank()) {
            use.accept(draft);
        } else {
            here = draft;
        }
    }

    private void rest() {
        state.set(asking ? State.WRITING : here != null ? State.HERE : there ? State.READY : State.NO_MODEL);
    }
}
