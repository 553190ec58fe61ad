package sam.curation;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import sam.library.Counts;
import sam.library.Decision;
import sam.library.Decision.Choice;
import sam.library.Example;
import sam.library.Library;
import sam.library.Status;
import sam.library.StoredExample;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Texts;

/// Which is better? Two answers, blind, a key each; the one decided before can be revealed, never the one in view.
public final class PairsViewModel implements ProjectSession.Listener {
    /// What the page shows when there is no pair.
    public enum Empty {
        NONE,
        READING,
        NO_PAIRS,
        ALL_DECIDED,
        SOURCE_DECIDED,
        OTHER_PHASE
    }

    /// Which side is being edited.
    public enum Editing {
        NONE,
        LEFT,
        RIGHT
    }

    private final ProjectSession session;
    private final Background background;
    private final CommitQueue commits;
    private final Dialogs dialogs;
    private final RowQueue queue;
    private final DecisionRate pace;
    private final Sides sides;
    private final ReadOnlyObjectWrapper<@Nullable ShownPair> current = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable ShownPair> previous = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper revealing = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Editing> editing = new ReadOnlyObjectWrapper<>(Editing.NONE);
    private final ReadOnlyObjectWrapper<Counts> counts = new ReadOnlyObjectWrapper<>(new Counts(0, 0, 0, 0));
    private final ReadOnlyObjectWrapper<Library.Habits> habits =
            new ReadOnlyObjectWrapper<>(new Library.Habits(0, 0, 0, 0));
    private final ReadOnlyObjectWrapper<Empty> empty = new ReadOnlyObjectWrapper<>(Empty.READING);

    private final ReadOnlyObjectWrapper<@Nullable String> source = new ReadOnlyObjectWrapper<>();

    private record Side(long pair, Editing side) {}

    /// What was written of an answer and neither saved nor thrown away.
    private final Map<Side, String> drafts = new HashMap<>();

    public PairsViewModel(
            ProjectSession session, Background background, CommitQueue commits, Dialogs dialogs, InstantSource clock) {
        this.session = session;
        this.background = background;
        this.commits = commits;
        this.dialogs = dialogs;
        this.pace = new DecisionRate(clock);
        this.sides =
                new Sides(session.project().content().name(), clock.instant().toString());
        this.queue = new RowQueue(session, background, dialogs, true, this::show);
        session.listen(this);
        commits.onRestored(now -> {
            now.withdrawn().forEach(queue::drop);
            now.rows().stream()
                    .filter(row -> row.phase() == session.phase() && ReviewViewModel.isPair(row))
                    .findFirst()
                    .ifPresent(this::restored);
        });
        phaseChanged(session.phase());
    }

    public ReadOnlyObjectProperty<@Nullable ShownPair> currentProperty() {
        return current.getReadOnlyProperty();
    }

    /// The pair decided last, with what was said of it.
    public ReadOnlyObjectProperty<@Nullable ShownPair> previousProperty() {
        return previous.getReadOnlyProperty();
    }

    /// Whether the previous pair lies open, coloured and with its origin, over the current one.
    public ReadOnlyBooleanProperty revealingProperty() {
        return revealing.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Editing> editingProperty() {
        return editing.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Counts> countsProperty() {
        return counts.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Library.Habits> habitsProperty() {
        return habits.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Empty> emptyProperty() {
        return empty.getReadOnlyProperty();
    }

    /// Seconds a pair took in this sitting, 0 while none was decided.
    public double secondsEach() {
        return pace.secondsEach();
    }

    public void choose(Choice choice, boolean much) {
        if (revealing.get()) {
            revealing.set(false);
            return;
        }
        var pair = current.get();
        if (pair == null || editing.get() != Editing.NONE) {
            return;
        }
        long id = pair.row().id();
        long spent = pace.decide(id, choice == Choice.SKIP ? Status.SKIPPED : Status.ACCEPTED);
        previous.set(pair.decided(choice, much));
        queue.decided(id);
        commits.commit(
                new Decision.Prefer(id, choice, pair.chosenOnLeft(), much, spent),
                () -> {},
                () -> queue.show(pair.row()));
    }

    /// Shows the pair decided last once more, now with its colours and where it comes from; again closes it.
    public void reveal() {
        revealing.set(!revealing.get() && previous.get() != null);
    }

    public void edit(Editing side) {
        if (current.get() != null && !revealing.get()) {
            editing.set(side);
        }
    }

    /// What the editor begins with: the answer as it is, or what was written of it before.
    public String draft() {
        var pair = current.get();
        var side = editing.get();
        return pair == null || side == Editing.NONE
                ? ""
                : drafts.getOrDefault(new Side(pair.row().id(), side), original(pair, side));
    }

    /// Keeps what is being written, so that leaving the editor loses nothing.
    public void write(String text) {
        var pair = current.get();
        var side = editing.get();
        if (pair == null || side == Editing.NONE) {
            return;
        }
        var key = new Side(pair.row().id(), side);
        if (text.equals(original(pair, side))) {
            drafts.remove(key);
        } else {
            drafts.put(key, text);
        }
    }

    /// The answer being edited, as it was.
    public String original() {
        var pair = current.get();
        return pair == null ? "" : original(pair, editing.get());
    }

    private static String original(ShownPair pair, Editing side) {
        return side == Editing.LEFT ? pair.left() : pair.right();
    }

    public void leaveEdit() {
        editing.set(Editing.NONE);
    }

    /// The person's wording becomes the better answer and the text it was made from the worse one.
    public void saveEdit(String text) {
        var pair = current.get();
        var side = editing.get();
        if (pair == null || side == Editing.NONE) {
            return;
        }
        if (text.isBlank()) {
            dialogs.problem(Texts.of("edit.empty"), Texts.of("edit.empty-why"), null);
            return;
        }
        editing.set(Editing.NONE);
        var original = original(pair, side);
        if (text.equals(original)) {
            return;
        }
        long id = pair.row().id();
        pace.decide(id, Status.ACCEPTED);
        previous.set(null);
        queue.decided(id);
        commits.commit(
                new Decision.Edit(id, new Example.Preference(pair.prompt(), text, original), false),
                () -> drafts.remove(new Side(id, side)),
                () -> queue.show(pair.row()));
    }

    public void undo() {
        editing.set(Editing.NONE);
        revealing.set(false);
        previous.set(null);
        commits.undo();
    }

    public void redo() {
        commits.redo();
    }

    /// The one source whose pairs are shown; null for all.
    public ReadOnlyObjectProperty<@Nullable String> sourceProperty() {
        return source.getReadOnlyProperty();
    }

    /// Shows the pairs of one source only, or of all when null.
    public void showSource(@Nullable String only) {
        source.set(only);
        begin(only);
    }

    /// Puts the skipped pairs of the phase back among the waiting ones.
    public void reopenSkipped() {
        queue.forgetDecided();
        commits.reopenSkipped(session.phase(), true);
    }

    /// Stands at the phase that learns from pairs.
    public void showPairPhase() {
        pairPhases().stream().findFirst().ifPresent(session::showPhase);
    }

    public List<Integer> pairPhases() {
        return session.project().content().phases().stream()
                .filter(phase -> phase.objective().takesPairs())
                .map(phase -> phase.number())
                .toList();
    }

    @Override
    public void phaseChanged(int phase) {
        source.set(null);
        begin(null);
    }

    private void begin(@Nullable String only) {
        editing.set(Editing.NONE);
        revealing.set(false);
        previous.set(null);
        current.set(null);
        empty.set(Empty.READING);
        queue.restart(only);
        rowsChanged();
    }

    @Override
    public void rowsChanged() {
        int phase = session.phase();
        background.run(
                () -> new Read(
                        session.library().counts(phase, true), session.library().habits()),
                read -> {
                    if (phase == session.phase()) {
                        counts.set(read.counts());
                        habits.set(read.habits());
                        queue.refill();
                        sayEmpty();
                    }
                },
                dialogs::problem);
    }

    private record Read(Counts counts, Library.Habits habits) {}

    private void restored(StoredExample row) {
        pace.stands(row.id(), row.status());
        if (row.status() == Status.WAITING) {
            var only = source.get();
            if (only != null && !only.equals(row.origin().source())) {
                // A row of another source comes back: it is shown, and with it all sources again.
                showSource(null);
            }
            queue.show(row);
        } else {
            queue.drop(row.id());
        }
    }

    private void show(@Nullable StoredExample row) {
        var before = current.get();
        if (row == null) {
            current.set(null);
        } else if (before == null || before.row().id() != row.id()) {
            editing.set(Editing.NONE);
            pace.look();
            current.set(new ShownPair(row, sides.chosenOnLeft(row.id()), null, false));
        }
        sayEmpty();
    }

    private void sayEmpty() {
        if (current.get() != null) {
            empty.set(Empty.NONE);
        } else if (queue.isReading()) {
            empty.set(Empty.READING);
        } else if (source.get() != null) {
            empty.set(Empty.SOURCE_DECIDED);
        } else if (counts.get().total() > 0) {
            empty.set(Empty.ALL_DECIDED);
        } else {
            empty.set(pairPhases().contains(session.phase()) ? Empty.NO_PAIRS : Empty.OTHER_PHASE);
        }
    }
}
