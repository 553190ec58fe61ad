package sam.planner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import sam.memory.ModelShape;
import sam.model.ModelDescription;
import sam.model.files.ModelException;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;

/// The Plan page's state: what every phase will cost with its recipe, what a changed recipe would cost, and what to
/// look at before training. Nothing is changed until [#apply()].
public final class PlanViewModel implements ProjectSession.Listener {
    /// The page's surroundings: the machine as the person set it, where calibration is kept, and who measures.
    public record Around(
            java.util.function.Supplier<Machine> machine,
            Path dataFolder,
            Calibrator calibrator,
            MeasuredRuns measured) {}

    /// One phase in the table. Without `plan` there is a sentence why not.
    public record Line(
            Project.Phase phase,
            long rows,
            long tokens,
            boolean estimatedTokens,
            @Nullable Plan plan,
            @Nullable String whyNot,
            OwnTable.@Nullable Line own,
            MeasuredRuns.@Nullable Measured measured) {}

    /// Everything the page draws. `model` is null while the base cannot be read; `problem` then says why.
    public record Screen(
            int phase,
            @Nullable ModelShape model,
            @Nullable String problem,
            Machine machine,
            Calibration calibration,
            List<Line> lines,
            List<Check> checks,
            List<Advice.Suggestion> advice) {
        Optional<Line> line() {
            return lines.stream().filter(line -> line.phase().number() == phase).findFirst();
        }
    }

    /// The recipe as the person has turned it, with what it would cost; `changed` tells whether it differs.
    public record WhatIf(
            Recipe recipe, boolean changed, @Nullable Plan plan, long rowsCut, long rows) {}

    private final ProjectSession session;
    private final Around around;
    private final Background background;
    private final Dialogs dialogs;
    private final ReadOnlyObjectWrapper<@Nullable Screen> screen = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable WhatIf> whatIf = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Boolean> calibrating = new ReadOnlyObjectWrapper<>(false);
    private Map<Integer, PhaseRows> rows = Map.of();
    private boolean shown;

    public PlanViewModel(ProjectSession session, Around around, Background background, Dialogs dialogs) {
        this.session = session;
        this.around = around;
        this.background = background;
        this.dialogs = dialogs;
        session.listen(this);
    }

    public ReadOnlyObjectProperty<@Nullable Screen> screenProperty() {
        return screen.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable WhatIf> whatIfProperty() {
        return whatIf.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Boolean> calibratingProperty() {
        return calibrating.getReadOnlyProperty();
    }

    public void shown() {
        shown = true;
        refresh();
    }

    public void hidden() {
        shown = false;
    }

    @Override
    public void phaseChanged(int phase) {
        refresh();
    }

    @Override
    public void projectChanged(Project project) {
        refresh();
    }

    @Override
    public void rowsChanged() {
        refresh();
    }

    @Override
    public void runsChanged() {
        refresh();
    }

    public void showPhase(int number) {
        session.showPhase(number);
    }

    /// What would the chosen phase cost with this recipe?
    public void consider(Recipe recipe) {
        var now = screen.get();
        if (now != null) {
            show(now, recipe);
        }
    }

    /// Writes the considered recipe into the project.
    public void apply() {
        var considered = whatIf.get();
        if (considered != null && considered.changed()) {
            save(considered.recipe());
        }
    }

    /// Goes back to the recipe as it is.
    public void reset() {
        var now = screen.get();
        if (now != null) {
            show(now, recipeOf(now));
        }
    }

    public void take(Advice.Suggestion suggestion) {
        consider(Recipe.of(suggestion.settings()));
    }

    public void calibrate() {
        if (calibrating.get()) {
            return;
        }
        calibrating.set(true);
        background.run(
                () -> {
                    var measured = around.calibrator().call();
                    measured.save(around.dataFolder());
                    return measured;
                },
                _ -> {
                    calibrating.set(false);
                    refresh();
                },
                fault -> {
                    calibrating.set(false);
                    dialogs.problem(fault);
                });
    }

    private void save(Recipe recipe) {
        var project = session.project();
        var phase = project.phase(session.phase());
        var changed = project.content().phases().stream()
                .map(each -> each.number() == phase.number() ? recipe.on(phase) : each)
                .toList();
        var content = project.content();
        try {
            session.save(new Project(
                    project.folder(), new Project.Content(content.name(), content.base(), content.prompts(), changed)));
        } catch (IOException e) {
            dialogs.problem(e);
        }
    }

    /// Asks for another model folder and builds the project on it.
    public void chooseBase(String title) {
        dialogs.chooseFolder(title).ifPresent(folder -> {
            var project = session.project();
            var content = project.content();
            try {
                var base = ModelDescription.read(folder).path().toString();
                session.save(new Project(
                        project.folder(),
                        new Project.Content(content.name(), base, content.prompts(), content.phases())));
            } catch (IOException | ModelException e) {
                dialogs.problem(e);
            }
        });
    }

    private record Found(Screen screen, Map<Integer, PhaseRows> rows) {}

    private void refresh() {
        if (!shown) {
            return;
        }
        int phase = session.phase();
        background.run(
                () -> read(session.project(), phase),
                found -> {
                    if (phase == session.phase()) {
                        rows = found.rows();
                        screen.set(found.screen());
                        show(found.screen(), recipeOf(found.screen()));
                    }
                },
                dialogs::problem);
    }

    private Found read(Project project, int phase) throws IOException {
        var machine = around.machine().get();
        var calibration = Calibration.load(around.dataFolder(), machine.threads())
                .orElseGet(() -> Calibration.seed(machine.threads()));
        ModelShape model;
        try {
            model = ModelShapes.read(project.base());
        } catch (PlannerException e) {
            return new Found(
                    new Screen(phase, null, e.getMessage(), machine, calibration, List.of(), List.of(), List.of()),
                    Map.of());
        }
        var lengths = EstimatedLengths.forVocabulary(model.vocabulary());
        var all = new LinkedHashMap<Integer, PhaseRows>();
        var lines = new ArrayList<Line>();
        for (var each : project.content().phases()) {
            var found = PhaseRows.read(session.library(), each, lengths);
            all.put(each.number(), found);
            lines.add(line(project, each, found, model, machine, calibration));
        }
        var chosen = project.phase(phase);
        var chosenRows = all.get(phase);
        var advice = chosenRows == null || chosenRows.shape().size() == 0
                ? List.<Advice.Suggestion>of()
                : Advice.toFit(
                        model, chosenRows.shape(), chosen.objective(), chosen.trainingSettings(), machine, calibration);
        var checks = chosenRows == null ? List.<Check>of() : Check.of(chosen, chosenRows);
        return new Found(new Screen(phase, model, null, machine, calibration, lines, checks, advice), all);
    }

    private Line line(
            Project project,
            Project.Phase phase,
            PhaseRows found,
            ModelShape model,
            Machine machine,
            Calibration calibration)
            throws IOException {
        var settings = phase.trainingSettings();
        Plan plan = null;
        String whyNot = null;
        if (found.shape().size() > 0) {
            try {
                plan = Plan.of(model, found.shape(), phase.objective(), settings, machine, calibration);
            } catch (PlannerException e) {
                whyNot = e.getMessage();
            }
        }
        return new Line(
                phase,
                found.shape().size(),
                found.shape().tokens(settings.maxLength()),
                found.shape().provenance() != Provenance.EXACT,
                plan,
                whyNot,
                OwnTable.line(phase.number()).orElse(null),
                around.measured().of(project, phase.number()).orElse(null));
    }

    private Recipe recipeOf(Screen screen) {
        return Recipe.of(session.project().phase(screen.phase()).trainingSettings());
    }

    /// In closed form, well under a millisecond for thousands of rows: no need to leave the window's thread.
    private void show(Screen now, Recipe recipe) {
        var model = now.model();
        var found = rows.get(now.phase());
        if (model == null || found == null) {
            whatIf.set(null);
            return;
        }
        var phase = session.project().phase(now.phase());
        var settings = recipe.on(phase).trainingSettings();
        Plan plan = null;
        if (found.shape().size() - found.shape().withoutTarget(recipe.length()) > 0) {
            plan = Plan.of(model, found.shape(), phase.objective(), settings, now.machine(), now.calibration());
        }
        whatIf.set(new WhatIf(
                recipe,
                !recipe.equals(recipeOf(now)),
                plan,
                found.shape().cut(recipe.length()),
                found.shape().size()));
    }
}
