package sam.sources;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import sam.catalogue.Catalogue;
import sam.catalogue.CatalogueException;
import sam.catalogue.Target;
import sam.intake.ImportException;
import sam.intake.ImportReport;
import sam.intake.ImportSettings;
import sam.intake.Importer;
import sam.intake.Mapping;
import sam.library.Counts;
import sam.library.Decision;
import sam.library.ImportSummary;
import sam.library.LibraryException;
import sam.library.SourceSummary;
import sam.library.Tier;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Texts;

/// What have I got, may I use it, how far to my target? And the import of more, one file after the other.
public final class SourcesViewModel implements ProjectSession.Listener {
    /// A running import: bytes read of all, rows so far, how fast, and how many files wait behind it.
    public record Running(
            String file,
            double fraction,
            long taken,
            long refused,
            long duplicates,
            double rowsPerSecond,
            double secondsLeft,
            int filesBehind) {}

    private final ProjectSession session;
    private final Background background;
    private final Dialogs dialogs;
    private final InstantSource clock;
    private final ObservableList<SourceRow> sources = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable Tier> tier = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Totals> totals = new ReadOnlyObjectWrapper<>(new Totals(0, 0, 0, false));
    private final ReadOnlyObjectWrapper<Counts> phaseCounts = new ReadOnlyObjectWrapper<>(new Counts(0, 0, 0, 0));
    private final ReadOnlyObjectWrapper<@Nullable Running> running = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable ImportReport> report = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<ImportSettings> settings = new SimpleObjectProperty<>(ImportSettings.guess());
    private final ColumnMapViewModel columns;
    private final Map<Path, Mapping> mapped = new HashMap<>();
    private final Deque<Path> queue = new ArrayDeque<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private AtomicBoolean stop = new AtomicBoolean();
    private List<SourceRow> all = List.of();
    private Catalogue catalogue = Catalogue.ours();

    /// Sources, rows and accepted rows in all; `known` is false until they were read once.
    public record Totals(int sources, long rows, long accepted, boolean known) {}

    public SourcesViewModel(ProjectSession session, Background background, Dialogs dialogs, InstantSource clock) {
        this.session = session;
        this.background = background;
        this.dialogs = dialogs;
        this.clock = clock;
        this.columns = new ColumnMapViewModel(session, background, dialogs, this::importMapped);
        session.listen(this);
        rowsChanged();
    }

    /// The sources of the chosen tier.
    ObservableList<SourceRow> sources() {
        return sources;
    }

    /// What can be collected, as it was read last.
    Catalogue catalogue() {
        return catalogue;
    }

    /// How many accepted rows serve a target: changes to code theirs, the others that of their source, or the first of
    /// their phase.
    long acceptedFor(Target target) {
        if (target.id().equals("diffs")) {
            return all.stream().mapToLong(SourceRow::diffs).sum();
        }
        var first = catalogue.targets(target.phase()).getFirst();
        return all.stream()
                .filter(row -> row.isThere() && row.phase() == target.phase() && row.tier() != Tier.RETRIEVE_ONLY)
                .filter(row -> target.id().equals(aim(row, first)))
                .mapToLong(row -> row.accepted() - row.diffs())
                .sum();
    }

    private static String aim(SourceRow row, Target first) {
        var entry = row.entry();
        var aim = entry == null || entry.phase() != row.phase() ? null : entry.target();
        return aim == null || aim.equals("diffs") ? first.id() : aim;
    }

    /// Does something to a source with all that came from it; one undo takes it back.
    void decide(Decision.OfSource act) {
        background.run(() -> session.library().decide(act), _ -> session.rowsChanged(), dialogs::problem);
    }

    /// Takes back the newest import that brought rows of this source.
    void takeBack(String importName) {
        background.run(
                () -> {
                    var newest = session.library().imports().stream()
                            .filter(each -> each.name().equals(importName) && !each.takenBack())
                            .max(Comparator.comparingLong(ImportSummary::id));
                    if (newest.isEmpty()) {
                        throw new LibraryException(Texts.of("sources.nothing-to-take-back", importName));
                    }
                    return session.library()
                            .decide(new Decision.TakeBackImport(newest.get().id()));
                },
                _ -> session.rowsChanged(),
                dialogs::problem);
    }

    public ReadOnlyObjectProperty<Totals> totalsProperty() {
        return totals.getReadOnlyProperty();
    }

    /// Where the rows of the session's phase stand.
    public ReadOnlyObjectProperty<Counts> phaseCountsProperty() {
        return phaseCounts.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Tier> tierProperty() {
        return tier.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Running> runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// What became of the last file.
    public ReadOnlyObjectProperty<@Nullable ImportReport> reportProperty() {
        return report.getReadOnlyProperty();
    }

    /// A file of unknown shape, whose columns the person names.
    public ColumnMapViewModel columns() {
        return columns;
    }

    private void importMapped(Path file, Mapping mapping) {
        mapped.put(file, mapping);
        importFiles(List.of(file));
    }

    /// What the person says of the next files; what is left open is found out from their rows.
    public ObjectProperty<ImportSettings> settingsProperty() {
        return settings;
    }

    public int phase() {
        return session.phase();
    }

    public String phaseName(int phase) {
        return session.project().content().phases().stream()
                .filter(each -> each.number() == phase)
                .map(each -> each.name())
                .findFirst()
                .orElse("–");
    }

    /// Shows one tier, or all when null.
    public void filter(@Nullable Tier wanted) {
        tier.set(wanted);
        refilter();
    }

    public void chooseFiles(String title) {
        importFiles(dialogs.chooseFiles(title));
    }

    public void importFiles(List<Path> files) {
        queue.addAll(files);
        if (running.get() == null) {
            next();
        }
    }

    /// Stops the file under way and forgets those behind it; rows already taken stay.
    public void stopImport() {
        queue.clear();
        stop.set(true);
    }

    /// Whether rows of this source wait in a phase; the rows of one file may name sources of their own.
    boolean isWaiting(String source, int phase) {
        return all.stream()
                .anyMatch(each ->
                        each.isThere() && each.source().equals(source) && each.phase() == phase && each.waiting() > 0);
    }

    @Override
    public void phaseChanged(int phase) {
        rowsChanged();
    }

    @Override
    public void rowsChanged() {
        int phase = session.phase();
        boolean pairs = session.project().phase(phase).objective().takesPairs();
        background.run(
                () -> new Read(session.library().sources(), session.library().counts(phase, pairs), read()),
                read -> {
                    catalogue = read.catalogue();
                    all = SourceRow.of(catalogue, read.sources());
                    totals.set(new Totals(
                            (int) read.sources().stream()
                                    .map(SourceSummary::source)
                                    .distinct()
                                    .count(),
                            read.sources().stream()
                                    .mapToLong(SourceSummary::rows)
                                    .sum(),
                            read.sources().stream()
                                    .mapToLong(SourceSummary::accepted)
                                    .sum(),
                            true));
                    if (phase == session.phase()) {
                        phaseCounts.set(read.counts());
                    }
                    refilter();
                },
                dialogs::problem);
    }

    /// A list of one's own that cannot be read is told once, and ours is shown.
    private Catalogue read() {
        try {
            return Catalogue.of(session.project().folder());
        } catch (CatalogueException e) {
            if (told.compareAndSet(false, true)) {
                background.run(
                        () -> {
                            throw e;
                        },
                        _ -> {},
                        dialogs::problem);
            }
            return Catalogue.ours();
        }
    }

    private record Read(List<SourceSummary> sources, Counts counts, Catalogue catalogue) {}

    private void refilter() {
        var wanted = tier.get();
        var shown = all.stream()
                .filter(source -> wanted == null || source.tier() == wanted)
                .toList();
        if (!shown.equals(List.copyOf(sources))) {
            sources.setAll(shown);
        }
    }

    private void next() {
        var file = queue.poll();
        if (file == null) {
            running.set(null);
            return;
        }
        var name = String.valueOf(file.getFileName());
        var stopThis = new AtomicBoolean();
        stop = stopThis;
        long begun = clock.millis();
        running.set(new Running(name, 0, 0, 0, 0, 0, 0, queue.size()));
        var progress = background.<Importer.Progress>newest(now -> show(name, begun, now));
        var mapping = mapped.remove(file);
        var said = mapping == null ? settings.get() : settings.get().withMapping(mapping);
        background.run(
                () -> Importer.run(file, said, session.library(), progress, stopThis::get),
                done -> {
                    report.set(done);
                    session.rowsChanged();
                    next();
                },
                fault -> {
                    tell(file, said, fault);
                    session.rowsChanged();
                    next();
                });
    }

    /// A file of which nothing was read may have columns that the person can name.
    private void tell(Path file, ImportSettings said, Exception fault) {
        boolean nothing =
                fault instanceof ImportException known && known.taken() + known.refused() + known.duplicates() == 0;
        if (nothing && said.mapping() == null && said.format() == null) {
            columns.offer(file, fault);
        } else {
            dialogs.problem(fault);
        }
    }

    private void show(String name, long begun, Importer.Progress now) {
        if (running.get() == null) {
            return;
        }
        double seconds = Math.max(0.001, (clock.millis() - begun) / 1000.0);
        double fraction = now.totalBytes() == 0 ? 0 : Math.min(1, (double) now.bytes() / now.totalBytes());
        long rows = now.taken() + now.refused() + now.duplicates();
        double left = fraction == 0 ? 0 : seconds / fraction - seconds;
        running.set(new Running(
                name, fraction, now.taken(), now.refused(), now.duplicates(), rows / seconds, left, queue.size()));
    }
}
