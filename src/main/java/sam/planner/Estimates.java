package sam.planner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import sam.library.Library;
import sam.memory.ModelShape;
import sam.project.Project;

/// Works out what the Plan page shows: reads base and rows and asks the estimator; away from the window's thread.
final class Estimates {
    private final PlanViewModel.Around around;

    Estimates(PlanViewModel.Around around) {
        this.around = around;
    }

    /// How counted lengths follow from estimated ones, as far as it is known, by base and phase.
    private final Map<Counted, LengthFit> fits = new ConcurrentHashMap<>();

    private record Counted(Path base, int phase) {}

    /// What the page shows, the rows that a what-if is asked of, and those rows as long as they were estimated.
    record Found(
            PlanViewModel.Screen screen,
            Project project,
            Map<Integer, PhaseRows> rows,
            Map<Integer, PhaseRows> estimated) {}

    Found read(Library library, Project project, int phase) throws IOException {
        var machine = around.machine().get();
        var calibration = Calibration.load(around.dataFolder(), machine.threads())
                .orElseGet(() -> Calibration.seed(machine.threads()));
        ModelShape model;
        try {
            model = ModelShapes.read(project.base());
        } catch (PlannerException e) {
            return new Found(
                    new PlanViewModel.Screen(
                            phase,
                            null,
                            e.getMessage(),
                            machine,
                            calibration,
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of()),
                    project,
                    Map.of(),
                    Map.of());
        }
        var lengths = EstimatedLengths.forVocabulary(model.vocabulary());
        var estimated = new LinkedHashMap<Integer, PhaseRows>();
        for (var each : project.content().phases()) {
            estimated.put(each.number(), PhaseRows.read(library, each, lengths));
        }
        return found(project, phase, model, machine, calibration, estimated);
    }

    /// The same with the lengths that the base's own tokenizer tells of a sample of each phase's rows.
    Found count(Found found) throws Exception {
        var screen = found.screen;
        var model = screen.model();
        if (model == null) {
            return found;
        }
        var base = found.project.base();
        boolean changed = false;
        for (var each : found.estimated.entrySet()) {
            var sample = each.getValue().sample();
            if (sample.isEmpty()) {
                continue;
            }
            var tokens = around.counter().count(base, each.getValue().toCount());
            var points = sample.stream()
                    .filter(row -> tokens.getOrDefault(row.hash(), 0) > 0)
                    .map(row -> new LengthFit.Point(row.estimated(), tokens.getOrDefault(row.hash(), 0)))
                    .toList();
            if (!points.isEmpty()) {
                var fit = LengthFit.of(points);
                changed |= !fit.equals(fits.put(new Counted(base, each.getKey()), fit));
            }
        }
        if (!changed) {
            return found;
        }
        return found(found.project, screen.phase(), model, screen.machine(), screen.calibration(), found.estimated);
    }

    private Found found(
            Project project,
            int phase,
            ModelShape model,
            Machine machine,
            Calibration calibration,
            Map<Integer, PhaseRows> estimated)
            throws IOException {
        var all = new LinkedHashMap<Integer, PhaseRows>();
        var lines = new ArrayList<PlanViewModel.Line>();
        for (var each : project.content().phases()) {
            var raw = estimated.get(each.number());
            if (raw == null) {
                continue;
            }
            var fit = fits.get(new Counted(project.base(), each.number()));
            var found = fit == null ? raw : raw.counted(fit);
            all.put(each.number(), found);
            lines.add(line(project, each, found, model, machine, calibration));
        }
        var chosen = project.phase(phase);
        var rows = all.get(phase);
        var checks = rows == null ? List.<Check>of() : Check.of(chosen, rows);
        var advice = List.<Advice.Suggestion>of();
        var night = List.<Night.Way>of();
        var settings = chosen.trainingSettings();
        if (rows != null
                && rows.shape().size()
                        > rows.shape().withoutTarget(settings.batches().maxLength())) {
            var shape = rows.shape();
            advice = Advice.toFit(model, shape, chosen.objective(), settings, machine, calibration);
            night = Night.of(model, shape, chosen.objective(), settings, machine, calibration);
        }
        return new Found(
                new PlanViewModel.Screen(phase, model, null, machine, calibration, lines, checks, advice, night),
                project,
                all,
                estimated);
    }

    private PlanViewModel.Line line(
            Project project,
            Project.Phase phase,
            PhaseRows found,
            ModelShape model,
            Machine machine,
            Calibration calibration)
            throws IOException {
        var settings = phase.trainingSettings();
        var own = OwnTable.line(phase.number()).orElse(null);
        Plan plan = null;
        Plan asOwn = null;
        String whyNot = null;
        if (found.shape().size() > 0) {
            try {
                plan = Plan.of(model, found.shape(), phase.objective(), settings, machine, calibration);
                asOwn = own == null ? null : plan.forRows(own.examples(), machine, calibration);
            } catch (PlannerException e) {
                whyNot = e.getMessage();
            }
        }
        return new PlanViewModel.Line(
                phase,
                found.shape().size(),
                found.shape().tokens(settings.batches().maxLength()),
                found.counted(),
                plan,
                asOwn,
                whyNot,
                own,
                around.measured().of(project, phase.number()).orElse(null));
    }

    /// A what-if as it was asked: of which phase, on what is known of it.
    record Question(PlanViewModel.Screen screen, Project.Phase phase, PhaseRows rows, WhatIf asked) {}

    /// An answer, and the screen it was asked on.
    record Answer(PlanViewModel.Screen screen, WhatIf said) {}

    Answer answer(Question question) {
        var asked = question.asked;
        var shape = question.rows.shape();
        var said = new WhatIf(
                asked.recipe(),
                asked.rows(),
                asked.base(),
                asked.changed(),
                asked.asked(),
                false,
                plan(question, shape),
                shape.cutRows(asked.recipe().length()).cut(),
                asked.ownRows());
        return new Answer(question.screen, said);
    }

    private static @Nullable Plan plan(Question question, DataShape shape) {
        var asked = question.asked;
        var own = question.screen.model();
        if (own == null || shape.size() <= shape.withoutTarget(asked.recipe().length()) || asked.rows() < 1) {
            return null;
        }
        var base = asked.base() == null ? own : KnownShapes.named(asked.base()).orElseThrow();
        var data = asked.base() == null ? shape : shape.onVocabulary(own.vocabulary(), base.vocabulary());
        var settings = asked.recipe().on(question.phase).trainingSettings();
        if (data.usable(settings.batches().maxLength()).isEmpty()) {
            return null;
        }
        var machine = question.screen.machine();
        var calibration = question.screen.calibration();
        var plan = Plan.of(base, data, question.phase.objective(), settings, machine, calibration);
        return asked.rows() == asked.ownRows() ? plan : plan.forRows(asked.rows(), machine, calibration);
    }
}
