package sam.curation;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import sam.library.Counts;
import sam.library.Decision;
import sam.library.Example;
import sam.library.Remark;
import sam.library.Status;
import sam.library.StoredExample;
import sam.project.ProjectSession;
import sam.rows.Message;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Texts;

/// One row after the other, a key each: the next row is there at once, the commit follows behind.
public final class ReviewViewModel implements ProjectSession.Listener {
    /// What the page shows when there is no row, and what comes next.
    public enum Empty {
        NONE,
        READING,
        NO_ROWS,
        ALL_DECIDED,
        SOURCE_DECIDED,
        ONLY_PAIRS
    }

    /// The person's own figures of this sitting.
    public record Sitting(long decided, double perMinute, double acceptRate, double secondsLeft) {}

    private final ProjectSession session;
    private final Background background;
    private final CommitQueue commits;
    private final Dialogs dialogs;
    private final RowQueue queue;
    private final DecisionRate pace;
    private final ReadOnlyObjectWrapper<@Nullable StoredExample> current = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Remark> remark = new ReadOnlyObjectWrapper<>(Remark.NONE);
    private final ReadOnlyObjectWrapper<Counts> counts = new ReadOnlyObjectWrapper<>(new Counts(0, 0, 0, 0));
    private final ReadOnlyObjectWrapper<Empty> empty = new ReadOnlyObjectWrapper<>(Empty.READING);
    private final ReadOnlyObjectWrapper<Sitting> sitting = new ReadOnlyObjectWrapper<>(new Sitting(0, 0, 0, 0));
    private final ReadOnlyBooleanWrapper editing = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable String> source = new ReadOnlyObjectWrapper<>();

    /// What was written of a row and neither saved nor thrown away.
    private final Map<Long, String> drafts = new HashMap<>();

    private long pairRows;

    public ReviewViewModel(
            ProjectSession session, Background background, CommitQueue commits, Dialogs dialogs, InstantSource clock) {
        this.session = session;
        this.background = background;
        this.commits = commits;
        this.dialogs = dialogs;
        this.pace = new DecisionRate(clock);
        this.queue = new RowQueue(session, background, dialogs, false, this::show);
        session.listen(this);
        commits.onRestored(now -> now.rows().stream()
                .filter(row -> row.phase() == session.phase() && !isPair(row))
                .findFirst()
                .ifPresent(this::restored));
        phaseChanged(session.phase());
    }

    public ReadOnlyObjectProperty<@Nullable StoredExample> currentProperty() {
        return current.getReadOnlyProperty();
    }

    /// What the person wrote beside the current row.
    public ReadOnlyObjectProperty<Remark> remarkProperty() {
        return remark.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Counts> countsProperty() {
        return counts.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Empty> emptyProperty() {
        return empty.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Sitting> sittingProperty() {
        return sitting.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty editingProperty() {
        return editing.getReadOnlyProperty();
    }

    /// The one source whose rows are shown; null for all.
    public ReadOnlyObjectProperty<@Nullable String> sourceProperty() {
        return source.getReadOnlyProperty();
    }

    /// Shows the rows of one source only, or of all when null.
    public void showSource(@Nullable String only) {
        source.set(only);
        begin(only);
    }

    /// Puts the skipped rows of the phase back among the waiting ones.
    public void reopenSkipped() {
        queue.forgetDecided();
        commits.reopenSkipped(session.phase(), false);
    }

    public void accept() {
        judge(Status.ACCEPTED);
    }

    public void reject() {
        judge(Status.REJECTED);
    }

    public void skip() {
        judge(Status.SKIPPED);
    }

    /// Leaves the row undecided and shows the next; it comes again at the end.
    public void putOff() {
        if (!editing.get()) {
            queue.putOff();
        }
    }

    public void undo() {
        editing.set(false);
        commits.undo();
    }

    public void redo() {
        commits.redo();
    }

    public void edit() {
        var row = current.get();
        if (row != null && RowText.withAnswer(row.example(), "").isPresent()) {
            editing.set(true);
        }
    }

    /// What the editor begins with: the row's answer, or what was written of it before.
    public String draft() {
        var row = current.get();
        return row == null
                ? ""
                : drafts.getOrDefault(row.id(), RowText.of(row.example()).answer());
    }

    /// Keeps what is being written, so that leaving the editor loses nothing.
    public void write(String text) {
        var row = current.get();
        if (row == null || !editing.get()) {
            return;
        }
        if (text.equals(RowText.of(row.example()).answer())) {
            drafts.remove(row.id());
        } else {
            drafts.put(row.id(), text);
        }
    }

    /// Whether the row in view has words that were written and not saved.
    public boolean hasDraft() {
        var row = current.get();
        return row != null && drafts.containsKey(row.id());
    }

    /// Whether saving an edit makes a pair for phase 4 beside accepting the row: a pair has no place for tools, calls
    /// and thoughts.
    public boolean editMakesPair() {
        var row = current.get();
        return row != null
                && switch (row.example()) {
                    case Example.Chat chat ->
                        chat.tools() == null
                                && chat.messages()
                                        .getLast()
                                        .equals(Message.assistant(
                                                chat.messages().getLast().content()));
                    case Example.Reasoned _ -> true;
                    default -> false;
                };
    }

    public void leaveEdit() {
        editing.set(false);
    }

    /// The person's answer takes the place of the row's: accepted, and with the original a pair for phase 4.
    public void saveEdit(String text) {
        var row = current.get();
        if (row == null || !editing.get()) {
            return;
        }
        if (text.isBlank()) {
            dialogs.problem(Texts.of("edit.empty"), Texts.of("edit.empty-why"), null);
            return;
        }
        if (text.equals(RowText.of(row.example()).answer())) {
            drafts.remove(row.id());
            editing.set(false);
            return;
        }
        RowText.withAnswer(row.example(), text).ifPresent(replacement -> {
            editing.set(false);
            decide(row, new Decision.Edit(row.id(), replacement, true), Status.ACCEPTED, () -> drafts.remove(row.id()));
        });
    }

    public void flag() {
        boolean on = !remark.get().flag();
        annotate(row -> new Decision.Flag(row, on), remark.get().flagged(on));
    }

    /// A note beside a row; the one in view may be another by the time it was written.
    public void note(StoredExample row, String text) {
        var now = current.get();
        if (now == null || now.id() != row.id()) {
            commits.commit(new Decision.Note(row.id(), text), () -> {}, () -> {});
        } else if (!text.equals(remark.get().note())) {
            annotate(of -> new Decision.Note(of, text), remark.get().noted(text));
        }
    }

    /// A word for what is the matter; the same word again takes it away.
    public void tag(String word) {
        boolean on = !remark.get().tags().contains(word);
        annotate(row -> new Decision.Tag(row, word, on), remark.get().tagged(word, on));
    }

    /// How good it is; the same number again takes the rating away.
    public void quality(int stars) {
        int rating = remark.get().rating() == stars ? 0 : stars;
        annotate(row -> new Decision.Rate(row, rating), remark.get().rated(rating));
    }

    @Override
    public void phaseChanged(int phase) {
        source.set(null);
        begin(null);
    }

    private void begin(@Nullable String only) {
        editing.set(false);
        empty.set(Empty.READING);
        current.set(null);
        queue.restart(only);
        rowsChanged();
    }

    @Override
    public void rowsChanged() {
        int phase = session.phase();
        background.run(
                () -> new Read(
                        session.library().counts(phase, false),
                        session.library().counts(phase, true).total()),
                read -> {
                    if (phase == session.phase()) {
                        counts.set(read.counts());
                        pairRows = read.pairs();
                        refigure();
                        queue.refill();
                        sayEmpty();
                    }
                },
                dialogs::problem);
    }

    private record Read(Counts counts, long pairs) {}

    private void judge(Status verdict) {
        var row = current.get();
        if (row != null && !editing.get()) {
            decide(row, new Decision.Judge(row.id(), verdict), verdict, () -> {});
        }
    }

    private void decide(StoredExample row, Decision decision, Status verdict, Runnable saved) {
        pace.decide(row.id(), verdict);
        refigure();
        queue.decided(row.id());
        commits.commit(decision, saved, () -> {
            pace.stands(row.id(), row.status());
            refigure();
            queue.show(row);
        });
    }

    private void annotate(LongFunction<Decision> decision, Remark after) {
        var row = current.get();
        if (row == null) {
            return;
        }
        var before = remark.get();
        remark.set(after);
        commits.commit(decision.apply(row.id()), () -> {}, () -> remark.set(before));
    }

    private void restored(StoredExample row) {
        editing.set(false);
        pace.stands(row.id(), row.status());
        refigure();
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
        boolean other = row == null || before == null || before.id() != row.id();
        current.set(row);
        if (other) {
            editing.set(false);
            pace.look();
        }
        sayEmpty();
        readRemark(row);
    }

    private void readRemark(@Nullable StoredExample row) {
        remark.set(Remark.NONE);
        if (row == null) {
            return;
        }
        background.run(
                () -> session.library().remark(row.id()),
                (Optional<Remark> read) -> {
                    if (row == current.get()) {
                        read.ifPresent(remark::set);
                    }
                },
                dialogs::problem);
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
            empty.set(pairRows > 0 ? Empty.ONLY_PAIRS : Empty.NO_ROWS);
        }
    }

    private void refigure() {
        double left = counts.get().waiting() * pace.secondsEach();
        sitting.set(new Sitting(pace.decided(), pace.perMinute(), pace.acceptRate(), left));
    }

    static boolean isPair(StoredExample row) {
        return row.example() instanceof Example.Preference;
    }
}
