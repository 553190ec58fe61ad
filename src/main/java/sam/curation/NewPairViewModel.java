package sam.curation;

import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import sam.library.Example;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.library.Tier;
import sam.rows.Message;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Texts;

/// A pair of the person's own: a prompt and two answers, typed or drawn from SAM. It is judged blind like any other.
public final class NewPairViewModel {
    private final Background background;
    private final CommitQueue commits;
    private final Dialogs dialogs;
    private final AnswerSource answers;
    private final StringProperty prompt = new SimpleStringProperty("");
    private final StringProperty first = new SimpleStringProperty("");
    private final StringProperty second = new SimpleStringProperty("");
    private final ReadOnlyBooleanWrapper open = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper drawing = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper canDraw = new ReadOnlyBooleanWrapper();
    private String maker = "";
    private List<String> drawn = List.of();

    public NewPairViewModel(Background background, CommitQueue commits, Dialogs dialogs, AnswerSource answers) {
        this.background = background;
        this.commits = commits;
        this.dialogs = dialogs;
        this.answers = answers;
    }

    public StringProperty promptProperty() {
        return prompt;
    }

    public StringProperty firstProperty() {
        return first;
    }

    public StringProperty secondProperty() {
        return second;
    }

    public ReadOnlyBooleanProperty openProperty() {
        return open.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty drawingProperty() {
        return drawing.getReadOnlyProperty();
    }

    /// Whether there is a model that could answer.
    public ReadOnlyBooleanProperty canDrawProperty() {
        return canDraw.getReadOnlyProperty();
    }

    public void begin() {
        open.set(true);
        background.run(answers::isThere, canDraw::set, dialogs::problem);
    }

    /// Leaves the form; what was typed there is thrown away only when the person says so. Answers whether it was left.
    public boolean leave() {
        boolean typed = !prompt.get().isBlank()
                || !first.get().isBlank()
                || !second.get().isBlank();
        boolean sure = !typed
                || dialogs.confirm(
                        Texts.of("new-pair.leave-question"),
                        Texts.of("new-pair.leave-why"),
                        Texts.of("new-pair.throw-away"));
        if (sure) {
            clear();
        }
        return sure;
    }

    /// Asks SAM for two answers to the prompt; what is typed meanwhile in the answers is replaced.
    public void draw() {
        var asked = prompt.get().strip();
        if (asked.isEmpty() || drawing.get()) {
            return;
        }
        drawing.set(true);
        background.run(
                () -> answers.draw(List.of(Message.user(asked)), 2),
                result -> {
                    drawing.set(false);
                    if (open.get()
                            && asked.equals(prompt.get().strip())
                            && result.answers().size() == 2) {
                        maker = result.maker();
                        drawn = result.answers();
                        first.set(drawn.get(0));
                        second.set(drawn.get(1));
                    }
                },
                fault -> {
                    drawing.set(false);
                    dialogs.problem(fault);
                });
    }

    /// Whether there is a prompt and two different answers.
    public boolean isWhole() {
        var one = first.get().strip();
        var two = second.get().strip();
        return !prompt.get().isBlank() && !one.isEmpty() && !two.isEmpty() && !one.equals(two);
    }

    public void add(int phase) {
        if (!isWhole()) {
            return;
        }
        boolean asDrawn = drawn.equals(List.of(first.get(), second.get()));
        var source = asDrawn ? Texts.of("new-pair.drawn-from", maker) : Texts.of("new-pair.typed");
        var pair = new Example.Preference(
                List.of(Message.user(prompt.get().strip())),
                first.get().strip(),
                second.get().strip());
        commits.add(new NewExample(
                phase, pair, new Origin(source, 1, Texts.of("new-pair.mine"), Tier.HIGH_VALUE), Status.WAITING));
        clear();
    }

    private void clear() {
        prompt.set("");
        first.set("");
        second.set("");
        drawn = List.of();
        open.set(false);
    }
}
