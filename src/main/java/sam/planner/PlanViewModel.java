package sam.planner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sam.memory.ModelShape;
import sam.model.ModelDescription;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Texts;

/// The Plan page's state: what every phase will cost with its recipe, what a changed recipe would cost, and what to
/// look at before training. Nothing is changed until [#apply()].
public final class PlanViewModel implements ProjectSession.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(PlanViewModel.class);

    /// The page's surroundings: the machine as the person set it, where calibration is kept, and who measures
    /// and counts.
    public record Around(
            java.util.function.Supplier<Machine> machine,
            Path dataFolder,
            Calibrator calibrator,
            MeasuredRuns measured,
            TokenCounter counter) {}

    /// One phase in the table. The rows `counted` by the base's tokenizer tell the lengths of all; with none,
    /// they follow from the bytes. Without `plan` there is a sentence why not; `asOwn` is the plan for as many
    /// rows as the researcher's own line is for, which alone can be held against it.
    public record Line(
            Project.Phase phase,
            long rows,
            long tokens,
            int counted,
            @Nullable Plan plan,
            @Nullable Plan asOwn,
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
            List<Advice.Suggestion> advice,
            List<Night.Way> night) {
        Optional<Line> line() {
            return lines.stream().filter(line -> line.phase().number() == phase).findFirst();
        }

        Screen saying(String words) {
            return new Screen(phase, model, words, machine, calibration, lines, checks, advice, night);
        }
    }

    private final ProjectSession session;
    private final Around around;
    private final Background background;
    private final Dialogs dialogs;
    private final ReadOnlyObjectWrapper<@Nullable Screen> screen = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable WhatIf> whatIf = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Boolean> calibrating = new ReadOnlyObjectWrapper<>(false);
    private final ReadOnlyObjectWrapper<Project.@Nullable Phase> replaced = new ReadOnlyObjectWrapper<>();
    private final Estimates estimates;
    private final Newest<Estimates.Question, Estimates.Answer> asked;
    private final Newest<Integer, Estimates.Found> reading;
    private final Newest<Estimates.Found, Counting> counting;
    private Estimates.@Nullable Found found;
    private @Nullable Path uncounted;
    private Map<Integer, PhaseRows> rows = Map.of();
    private boolean shown;
    private @Nullable Path wantedBase;

    public PlanViewModel(ProjectSession session, Around around, Background background, Dialogs dialogs) {
        this.session = session;
        this.around = around;
        this.background = background;
        this.dialogs = dialogs;
        this.estimates = new Estimates(around);
        this.asked = new Newest<>(background, estimates::answer, this::answered, dialogs::problem);
        this.reading = new Newest<>(
                background,
                phase -> estimates.read(session.library(), session.project(), phase),
                this::found,
                dialogs::problem);
        this.counting = new Newest<>(background, this::count, this::counted, dialogs::problem);
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

    /// The phase as it was before the last Apply, while it can be put back.
    public ReadOnlyObjectProperty<Project.@Nullable Phase> replacedProperty() {
        return replaced.getReadOnlyProperty();
    }

    public String baseName() {
        return BaseName.of(session.project().base());
    }

    public void shown() {
        shown = true;
        uncounted = null;
        refresh();
    }

    public void hidden() {
        shown = false;
    }

    @Override
    public void phaseChanged(int phase) {
        replaced.set(null);
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
        var before = whatIf.get();
        if (before != null) {
            ask(recipe, before.rows(), before.base());
        }
    }

    /// The same with so many rows that look like the phase's, or on another base (null: the project's own).
    public void consider(long count, @Nullable String base) {
        var before = whatIf.get();
        if (before != null) {
            ask(before.recipe(), count, base);
        }
    }

    /// Writes the considered recipe into the project; the one before can be put back.
    public void apply() {
        var considered = whatIf.get();
        var now = screen.get();
        if (considered != null && now != null && considered.changed()) {
            var before = session.project().phase(now.phase());
            if (save(considered.recipe().on(before))) {
                replaced.set(before);
            }
        }
    }

    /// Takes the last Apply back; false where there is none.
    public boolean putBack() {
        var before = replaced.get();
        if (before == null) {
            return false;
        }
        if (save(before)) {
            replaced.set(null);
        }
        return true;
    }

    /// Goes back to the phase as it is.
    public void reset() {
        var now = screen.get();
        if (now != null) {
            show(now);
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
                    if (!(fault instanceof CancellationException)) {
                        dialogs.problem(fault);
                    }
                });
    }

    private boolean save(Project.Phase phase) {
        var project = session.project();
        var changed = project.content().phases().stream()
                .map(each -> each.number() == phase.number() ? phase : each)
                .toList();
        var content = project.content();
        try {
            session.save(new Project(
                    project.folder(), new Project.Content(content.name(), content.base(), content.prompts(), changed)));
            return true;
        } catch (IOException e) {
            dialogs.problem(e);
            return false;
        }
    }

    /// Asks for another model folder and builds the project on it.
    public void chooseBase(String title) {
        dialogs.chooseFolder(title).ifPresent(folder -> {
            if (!BaseChange.isMeant(session.project(), dialogs)) {
                return;
            }
            wantedBase = folder;
            var now = screen.get();
            if (now != null && now.model() == null) {
                screen.set(now.saying(Texts.of("new-project.reading", folder.getFileName())));
            }
            background.run(
                    () -> ModelDescription.read(folder).path(),
                    base -> {
                        if (folder.equals(wantedBase)) {
                            standOn(base);
                        }
                    },
                    fault -> {
                        if (folder.equals(wantedBase)) {
                            dialogs.problem(fault);
                            refresh();
                        }
                    });
        });
    }

    private void standOn(Path base) {
        try {
            session.save(session.project().on(base));
        } catch (IOException e) {
            dialogs.problem(e);
            refresh();
        }
    }

    private void refresh() {
        if (!shown) {
            return;
        }
        reading.ask(session.phase());
    }

    private void found(Estimates.Found read) {
        if (read.screen().phase() == session.phase()) {
            found = read;
            rows = read.rows();
            screen.set(read.screen());
            show(read.screen());
            if (!read.project().base().equals(uncounted)) {
                counting.ask(read);
            }
        }
    }

    /// What was read and what counting made of it: nothing where the base's tokenizer could not be asked.
    private record Counting(Estimates.Found of, Estimates.@Nullable Found counted) {}

    private Counting count(Estimates.Found read) {
        try {
            return new Counting(read, estimates.count(read));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Counting(read, null);
        } catch (Exception e) {
            // the page says that its lengths are estimated
            LOG.info("{} cannot count tokens: {}", read.project().base(), e.getMessage());
            return new Counting(read, null);
        }
    }

    /// Rows read meanwhile are counted next; what is being considered is considered on.
    private void counted(Counting counting) {
        var now = counting.counted;
        if (now == null) {
            uncounted = counting.of.project().base();
        } else if (counting.of == found && now != found) {
            var considered = whatIf.get();
            rows = now.rows();
            screen.set(now.screen());
            if (considered != null && considered.asked()) {
                ask(considered.recipe(), considered.rows(), considered.base());
            } else {
                show(now.screen());
            }
        }
    }

    private Recipe recipeOf(Screen screen) {
        return Recipe.of(session.project().phase(screen.phase()).trainingSettings());
    }

    /// The phase as it is: its line in the table has the plan already.
    private void show(Screen now) {
        var found = rows.get(now.phase());
        if (now.model() == null || found == null) {
            whatIf.set(null);
            return;
        }
        var recipe = recipeOf(now);
        long own = found.shape().size();
        whatIf.set(new WhatIf(
                recipe,
                own,
                null,
                false,
                false,
                false,
                now.line().map(Line::plan).orElse(null),
                found.shape().cutRows(recipe.length()).cut(),
                own));
    }

    /// Shows the question at once and its answer when it is there: tens of thousands of rows take longer than a frame.
    private void ask(Recipe recipe, long count, @Nullable String base) {
        var now = screen.get();
        var before = whatIf.get();
        var found = now == null ? null : rows.get(now.phase());
        if (now == null || before == null || found == null) {
            return;
        }
        boolean changed = !recipe.equals(recipeOf(now));
        boolean other = changed || count != before.ownRows() || base != null;
        var question = new WhatIf(
                recipe, count, base, changed, other, true, before.plan(), before.rowsCut(), before.ownRows());
        whatIf.set(question);
        asked.ask(new Estimates.Question(now, session.project().phase(now.phase()), found, question));
    }

    /// An answer to a question that was changed meanwhile is shown beside the newer one until that has its own.
    private void answered(Estimates.Answer answer) {
        var shown = whatIf.get();
        if (shown != null && shown.pending() && answer.screen() == screen.get()) {
            whatIf.set(asked.isBusy() ? shown.answeredBy(answer.said()) : answer.said());
        }
    }
}
