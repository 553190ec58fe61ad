package sam.exports;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.jobs.Jobs;
import sam.project.PhaseStack;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.runs.PhaseRuns;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Spoken;
import sam.ui.Texts;

/// Exporting a stack: which phase is its top, where it goes, and what came of it.
public final class ExportViewModel implements ProjectSession.Listener {
    private final ProjectSession session;
    private final Exporter exporter;
    private final Background background;
    private final Dialogs dialogs;
    private final Jobs jobs;
    private final ReadOnlyObjectWrapper<Screen> screen;

    /// A stack that can be exported, named by the phase on its top.
    public record Choice(int phase, String name) {}

    public record Screen(
            List<Choice> choices,
            @Nullable Choice chosen,
            ExportFormat format,
            @Nullable Path folder,
            boolean busy,
            Exporter.@Nullable Exported made) {
        boolean ready() {
            return chosen != null && folder != null && !busy;
        }
    }

    /// `background` is one that goes on when the project is closed, as an export does.
    public ExportViewModel(
            ProjectSession session, Exporter exporter, Background background, Dialogs dialogs, Jobs jobs) {
        this.session = session;
        this.exporter = exporter;
        this.background = background;
        this.dialogs = dialogs;
        this.jobs = jobs;
        this.screen = new ReadOnlyObjectWrapper<>(new Screen(List.of(), null, ExportFormat.PEFT, null, false, null));
        session.listen(this);
        runsChanged();
    }

    public ReadOnlyObjectProperty<Screen> screenProperty() {
        return screen.getReadOnlyProperty();
    }

    @Override
    public void runsChanged() {
        var choices = choices(session.project());
        var before = screen.get();
        var kept = before.chosen();
        var chosen = kept != null && choices.contains(kept) ? kept : choices.isEmpty() ? null : choices.getLast();
        show(
                choices,
                chosen,
                before.format(),
                chosen == null ? null : freePlace(chosen, before.format()),
                before.busy(),
                before.made());
    }

    public void choose(Choice choice) {
        var now = screen.get();
        if (!choice.equals(now.chosen())) {
            show(now.choices(), choice, now.format(), freePlace(choice, now.format()), now.busy(), null);
        }
    }

    public void choose(ExportFormat format) {
        var now = screen.get();
        var chosen = now.chosen();
        if (chosen != null && format != now.format()) {
            show(now.choices(), chosen, format, freePlace(chosen, format), now.busy(), null);
        }
    }

    /// Asks for another place; the folder itself must not be there yet.
    public void choosePlace(String title) {
        var now = screen.get();
        var folder = now.folder();
        if (folder != null) {
            dialogs.choosePlace(title, folder)
                    .ifPresent(place -> show(now.choices(), now.chosen(), now.format(), place, now.busy(), null));
        }
    }

    public void export() {
        var now = screen.get();
        var chosen = now.chosen();
        var folder = now.folder();
        if (chosen == null || folder == null || now.busy()) {
            return;
        }
        show(now.choices(), chosen, now.format(), folder, true, null);
        var run = PhaseRuns.of(session.project(), chosen.phase());
        var job = jobs.begin(Texts.of("jobs.export", folder.getFileName()), Texts.of("export.busy"), exporter::stop);
        var says = background.<String>newest(words -> job.at(words, -1, "", -1));
        background.run(
                () -> {
                    Files.createDirectories(sam.durable.AtomicFiles.parent(folder));
                    return exporter.export(run, now.format(), folder, says);
                },
                made -> {
                    show(now.choices(), chosen, now.format(), freePlace(chosen, now.format()), false, made);
                    job.done(Texts.of("export.done", Spoken.bytes(made.bytes()), made.folder()));
                },
                fault -> {
                    show(now.choices(), chosen, now.format(), folder, false, null);
                    if (fault instanceof CancellationException) {
                        job.stopped(Texts.of("jobs.export-stopped"));
                    } else {
                        job.failed(Sentences.of(fault));
                        dialogs.problem(fault);
                    }
                });
    }

    private void show(
            List<Choice> choices,
            @Nullable Choice chosen,
            ExportFormat format,
            @Nullable Path folder,
            boolean busy,
            Exporter.@Nullable Exported made) {
        screen.set(new Screen(choices, chosen, format, folder, busy, made));
    }

    /// Phases whose whole stack below is trained too.
    private static List<Choice> choices(Project project) {
        return PhaseStack.of(project).layers().stream()
                .map(layer -> new Choice(layer.phase(), layer.name()))
                .toList();
    }

    /// The first `exports/phaseN-peft…` that is not taken.
    private Path freePlace(Choice choice, ExportFormat format) {
        var exports = session.project().exports();
        var name = Plain.text("phase%d-%s", choice.phase(), format.folder());
        var place = exports.resolve(name);
        for (int n = 2; Files.exists(place); n++) {
            place = exports.resolve(Plain.text("%s-%d", name, n));
        }
        return place;
    }
}
