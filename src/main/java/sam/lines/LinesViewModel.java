package sam.lines;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import sam.catalogue.Entry;
import sam.curation.CommitQueue;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Texts;

/// Lines written by hand, one after the other: each is in the library as soon as it is kept, and what is half written
/// is in the project folder.
public final class LinesViewModel implements ProjectSession.Listener {
    private static final Duration SAVE_EACH = Duration.ofMillis(500);

    /// How far the person is: lines of the target, words of their answers, lines an hour (0 while it is not known).
    record Progress(long lines, long target, long words, double perHour) {}

    private final ProjectSession session;
    private final Background background;
    private final Background writing;
    private final CommitQueue commits;
    private final LineCommits rows;
    private final Dialogs dialogs;
    private final LineDraftsViewModel drafts;
    private final WritingPace pace;
    private final LineFiles files;
    private final PersonaViewModel persona;
    private final LineOpenings openings = LineOpenings.ours();
    private final Entry entry;
    private final long target;

    private final StringProperty question = new SimpleStringProperty("");
    private final StringProperty answer = new SimpleStringProperty("");
    private final ReadOnlyBooleanWrapper ready = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper changing = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Gaps.@Nullable Suggestion> suggestion = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<KeptLines> kept;
    private final ReadOnlyObjectWrapper<Progress> progress;

    private final Desk desk = new Desk();
    private final Map<Long, OwnLine> known = new HashMap<>();
    private OwnLine form = OwnLine.BLANK;
    private boolean putting;
    private boolean inFront;

    /// `writing` brings to its end what was begun when the project closes.
    public LinesViewModel(
            ProjectSession session,
            Background background,
            Background writing,
            CommitQueue commits,
            Dialogs dialogs,
            LineDraftsViewModel drafts,
            InstantSource clock) {
        this.session = session;
        this.background = background;
        this.writing = writing;
        this.commits = commits;
        this.dialogs = dialogs;
        this.drafts = drafts;
        this.pace = new WritingPace(clock);
        this.files = new LineFiles(session.project().folder());
        this.persona = new PersonaViewModel(files, background, dialogs);
        this.entry = LineCommits.catalogued();
        this.rows = new LineCommits(session, background, commits, dialogs, entry);
        this.target = LineCommits.target(entry);
        this.kept = new ReadOnlyObjectWrapper<>(KeptLines.none(openings));
        this.progress = new ReadOnlyObjectWrapper<>(new Progress(0, target, 0, 0));
        question.subscribe(this::written);
        answer.subscribe(this::written);
        persona.usedProperty().subscribe(this::persist);
        session.listen(this);
        commits.onRestored(this::restored);
        background.run(files::read, this::begin, dialogs::problem);
        background.repeat(SAVE_EACH, files::write, persona::written, dialogs::problem);
    }

    StringProperty questionProperty() {
        return question;
    }

    StringProperty answerProperty() {
        return answer;
    }

    /// Whether what lay on the desk has been read, so that it can be written on.
    ReadOnlyBooleanProperty readyProperty() {
        return ready.getReadOnlyProperty();
    }

    /// Whether the line before the person is a row that is changed, and no new one.
    ReadOnlyBooleanProperty changingProperty() {
        return changing.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Gaps.@Nullable Suggestion> suggestionProperty() {
        return suggestion.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<KeptLines> keptProperty() {
        return kept.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Progress> progressProperty() {
        return progress.getReadOnlyProperty();
    }

    PersonaViewModel persona() {
        return persona;
    }

    LineDraftsViewModel drafts() {
        return drafts;
    }

    LineOpenings openings() {
        return openings;
    }

    int phase() {
        return rows.phase();
    }

    String phaseName() {
        return session.project().phase(phase()).name();
    }

    /// How many lines were laid aside and come back after this one.
    int waiting() {
        return desk.waiting();
    }

    /// The line as it stands in the fields.
    OwnLine line() {
        return new OwnLine(question.get(), answer.get(), form.opening(), form.draft(), form.row());
    }

    boolean isWhole() {
        return ready.get() && line().isWhole();
    }

    void shown() {
        inFront = true;
        pace.begin();
        read();
        drafts.look();
        persona.look();
    }

    void hidden() {
        inFront = false;
        save();
    }

    /// Brings to the disk what was typed.
    void save() {
        writing.run(files::write, persona::written, dialogs::problem);
    }

    /// The project closes: nothing is begun any more, so it is written here.
    void close() {
        try {
            files.write();
        } catch (IOException e) {
            dialogs.problem(e);
        }
    }

    /// Keeps the line: it is a row, and the next one is before the person at once.
    void keep() {
        var line = line();
        if (!isWhole()) {
            return;
        }
        desk.sent(line);
        goOn();
        var row = line.row();
        if (row != null) {
            rows.change(line, row, () -> landed(line), () -> putBack(line));
            return;
        }
        rows.add(
                line,
                persona.prompt(),
                progress.get().lines() + 1,
                id -> {
                    known.put(id, line);
                    pace.kept(id);
                    landed(line);
                },
                () -> putBack(line));
    }

    /// Takes the suggested opening for the question.
    void take() {
        var suggested = suggestion.get();
        if (suggested != null && suggested.opening() != null && ready.get() && form.row() == null) {
            var opening = suggested.opening();
            desk.showed(opening);
            form = new OwnLine("", "", opening.id(), null, null);
            question.set(opening.says());
        }
    }

    /// Shows another suggestion; one that was taken and not yet answered makes room for it.
    void another() {
        var before = suggestion.get();
        if (before == null || before.opening() == null) {
            return;
        }
        desk.showed(before.opening());
        boolean taken = before.opening().id().equals(form.opening())
                && before.opening().says().equals(question.get())
                && answer.get().isBlank();
        suggest();
        if (taken) {
            form = OwnLine.BLANK;
            question.set("");
            take();
        }
        persist();
    }

    /// Asks SAM for a draft of the answer, or puts the one in that has come meanwhile.
    void draft() {
        if (!question.get().isBlank() && ready.get()) {
            drafts.ask(line(), persona.prompt(), this::line, this::use);
        }
    }

    /// Puts a row before the person to be changed; a line half written waits aside.
    void edit(OwnLine row) {
        if (!ready.get() || row.equals(form)) {
            return;
        }
        var now = line();
        if (!now.isBlank() && !isAsItWas(now)) {
            desk.layAside(now);
        }
        put(row);
    }

    /// Leaves a row as it was.
    void leave() {
        var now = line();
        if (now.row() != null
                && (isAsItWas(now)
                        || dialogs.confirm(
                                Texts.of("lines.leave-question"),
                                Texts.of("lines.leave-why"),
                                Texts.of("lines.leave-act")))) {
            goOn();
        }
    }

    void undo() {
        commits.undo();
    }

    @Override
    public void rowsChanged() {
        if (inFront) {
            read();
        }
    }

    private boolean isAsItWas(OwnLine line) {
        var row = line.row() == null ? null : known.get(line.row());
        return row != null && row.says(line);
    }

    private void landed(OwnLine line) {
        desk.arrived(line);
        persist();
    }

    /// The disk refused a line: it is before the person again, or comes after what is being written now.
    private void putBack(OwnLine line) {
        desk.arrived(line);
        if (line().isBlank()) {
            put(line);
        } else {
            desk.layAside(line);
            persist();
        }
    }

    private void goOn() {
        put(desk.takeUp());
        var suggested = suggestion.get();
        if (suggested == null || desk.hasShown(suggested.opening())) {
            suggest();
        }
    }

    private void put(OwnLine line) {
        putting = true;
        form = line;
        question.set(line.question());
        answer.set(line.answer());
        changing.set(line.row() != null);
        drafts.leave();
        putting = false;
        persist();
    }

    private void use(OwnLine.Draft draft) {
        form = new OwnLine(form.question(), form.answer(), form.opening(), draft, form.row());
        answer.set(answer.get().isBlank() ? draft.text() : answer.get().stripTrailing() + "\n\n" + draft.text());
    }

    private void written(String text) {
        if (!putting) {
            persist();
        }
    }

    private void persist() {
        if (ready.get()) {
            files.set(desk.sheet(line(), persona.usedProperty().get()));
        }
    }

    private void begin(LineFiles.Found found) {
        persona.begin(found.card(), found.sheet().withCard());
        desk.begin(found.sheet());
        ready.set(true);
        put(found.sheet().line());
        suggest();
        read();
        if (found.fault() != null) {
            dialogs.problem(found.fault(), Texts.of("lines.unreadable-why"), null);
        }
    }

    private void read() {
        background.run(() -> KeptLines.of(session.library(), entry.title(), openings), this::show, dialogs::problem);
    }

    private void show(KeptLines read) {
        boolean first = known.isEmpty();
        read.lines()
                .forEach(line ->
                        known.merge(Objects.requireNonNull(line.row()), line, (was, now) -> was.says(now) ? was : now));
        kept.set(read);
        progress.set(new Progress(read.rows(), target, read.words(), pace.perHour()));
        if (first) {
            forget(read);
            suggest();
        }
    }

    /// What the library took just before a crash still lies on the desk as if it waited.
    private void forget(KeptLines kept) {
        desk.forget(kept);
        var now = line();
        if (now.row() == null && now.isWhole() && kept.hold(now)) {
            goOn();
        }
    }

    private void suggest() {
        var seen = new HashSet<>(desk.shown());
        seen.addAll(Gaps.answered(kept.get().lines()));
        suggestion.set(kept.get().gaps().next(seen));
    }

    /// A line that was taken back is before the person again, if nothing else is; one that came again is not.
    private void restored(CommitQueue.Restored now) {
        for (long id : now.withdrawn()) {
            pace.takenBack(id);
            var line = known.get(id);
            if (line != null && line().isBlank()) {
                put(new OwnLine(line.question(), line.answer(), line.opening(), line.draft(), null));
            }
        }
        for (var row : now.rows()) {
            var line = known.get(row.id());
            if (line != null && form.row() == null && line.says(line())) {
                goOn();
            }
        }
    }
}
