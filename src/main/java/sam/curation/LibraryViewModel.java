package sam.curation;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import sam.library.Counts;
import sam.library.Decision;
import sam.library.Status;
import sam.library.StoredExample;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Spoken;
import sam.ui.Texts;

/// Every row there is, found by its words; where each phase stands; and the backups.
public final class LibraryViewModel implements ProjectSession.Listener {
    /// More rows than this are not shown at once: a word more finds them.
    public static final int SHOWN = 300;

    /// A phase and where its rows stand.
    public record Line(int phase, String name, Counts counts) {}

    private static final Duration INDEXING = Duration.ofMillis(500);

    private final ProjectSession session;
    private final Background background;
    private final CommitQueue commits;
    private final Dialogs dialogs;
    private final Consumer<Path> restore;
    private final ObservableList<StoredExample> found = FXCollections.observableArrayList();
    private final ObservableList<Path> backups = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<List<Line>> lines = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyBooleanWrapper backingUp = new ReadOnlyBooleanWrapper();
    private final ReadOnlyLongWrapper unseen = new ReadOnlyLongWrapper();
    private String words = "";
    private String shownFor = "";
    private boolean searching;
    private boolean searchAgain;
    private boolean catchingUp;
    private Background.@Nullable Repeat watch;

    /// `restore` closes the project, puts the backup in its library's place and opens it again.
    public LibraryViewModel(
            ProjectSession session,
            Background background,
            CommitQueue commits,
            Dialogs dialogs,
            Consumer<Path> restore) {
        this.session = session;
        this.background = background;
        this.commits = commits;
        this.dialogs = dialogs;
        this.restore = restore;
        session.listen(this);
    }

    public ObservableList<StoredExample> found() {
        return found;
    }

    /// The backups, newest first.
    public ObservableList<Path> backups() {
        return backups;
    }

    public ReadOnlyObjectProperty<List<Line>> linesProperty() {
        return lines.getReadOnlyProperty();
    }

    /// How many rows a search could not look at yet: their words are being indexed.
    public ReadOnlyLongProperty unseenProperty() {
        return unseen.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty backingUpProperty() {
        return backingUp.getReadOnlyProperty();
    }

    public void refresh() {
        rowsChanged();
        readBackups();
    }

    /// Finds the rows that contain these words; only the newest wish is looked up.
    public void search(String wanted) {
        words = wanted;
        if (searching) {
            searchAgain = true;
            return;
        }
        searching = true;
        background.run(
                () -> session.library().look(wanted, SHOWN),
                read -> {
                    searching = false;
                    unseen.set(read.unindexed());
                    show(read.rows(), wanted.equals(shownFor));
                    shownFor = wanted;
                    searchOn();
                    watchIndex();
                },
                fault -> {
                    searching = false;
                    dialogs.problem(fault);
                });
    }

    /// While words are being indexed the count goes down, and the same words are looked up again at its end.
    private void watchIndex() {
        if (unseen.get() == 0 || catchingUp) {
            return;
        }
        catchingUp = true;
        watch = background.repeat(INDEXING, () -> session.library().unindexed(), this::indexed, this::indexFailed);
        if (!catchingUp) {
            unwatch();
        }
    }

    private void indexed(long left) {
        unseen.set(left);
        if (left == 0 && catchingUp) {
            unwatch();
            search(words);
        }
    }

    private void indexFailed(Exception fault) {
        unwatch();
        dialogs.problem(fault);
    }

    private void unwatch() {
        catchingUp = false;
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    /// Puts a decided row back among those waiting.
    public void reviewAgain(StoredExample row) {
        if (row.status() != Status.WAITING) {
            commits.commit(
                    new Decision.Judge(row.id(), Status.WAITING), () -> commits.tellRestored(row.id()), () -> {});
        }
    }

    public void backUp() {
        if (backingUp.get()) {
            return;
        }
        backingUp.set(true);
        background.run(
                () -> session.library().backup(),
                _ -> {
                    backingUp.set(false);
                    readBackups();
                },
                fault -> {
                    backingUp.set(false);
                    dialogs.problem(fault);
                });
    }

    /// A backup by the moment it was taken.
    public String nameOf(Path backup) {
        return session.library()
                .takenAt(backup)
                .map(moment -> Spoken.moment(moment, ZoneId.systemDefault()))
                .orElseGet(() -> String.valueOf(backup.getFileName()));
    }

    public void restore(Path backup) {
        boolean sure = dialogs.confirm(
                Texts.of("library.restore-question", nameOf(backup)),
                Texts.of("library.restore-why"),
                Texts.of("library.restore"));
        if (sure) {
            restore.accept(backup);
        }
    }

    @Override
    public void rowsChanged() {
        var phases = session.project().content().phases();
        background.run(
                () -> {
                    var read = new ArrayList<Line>();
                    for (var phase : phases) {
                        boolean pairs = phase.objective().takesPairs();
                        read.add(new Line(
                                phase.number(), phase.name(), session.library().counts(phase.number(), pairs)));
                    }
                    return read;
                },
                read -> {
                    lines.set(List.copyOf(read));
                    search(words);
                },
                dialogs::problem);
    }

    /// What is read anew keeps its place, so that a row does not jump away from under the person who just changed it;
    /// what is new comes first.
    private void show(List<StoredExample> rows, boolean again) {
        var wanted = again ? inPlace(rows) : rows;
        if (!wanted.equals(List.copyOf(found))) {
            found.setAll(wanted);
        }
    }

    private List<StoredExample> inPlace(List<StoredExample> rows) {
        var read = new LinkedHashMap<Long, StoredExample>();
        rows.forEach(row -> read.put(row.id(), row));
        var kept = new ArrayList<StoredExample>();
        for (var row : found) {
            var now = read.remove(row.id());
            if (now != null) {
                kept.add(now);
            }
        }
        kept.addAll(0, read.values());
        return kept;
    }

    private void searchOn() {
        if (searchAgain) {
            searchAgain = false;
            search(words);
        }
    }

    private void readBackups() {
        background.run(() -> session.library().backups(), backups::setAll, dialogs::problem);
    }
}
