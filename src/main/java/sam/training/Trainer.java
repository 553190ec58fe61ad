package sam.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.durable.ProcessMemory;
import sam.engine.LoadedModel;
import sam.model.ModelFolder;
import sam.packing.StepPlan;
import sam.packing.StepRows;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerEvent;
import sam.torch.TorchRuntime;

/// Trains one LoRA on a frozen stack, from an order to a PEFT folder.
///
/// The run is a pure function of order, data and base: stopped at any step and resumed in another process, it ends
/// with the same bytes.
public final class Trainer {
    private static final int BAD_STEPS = 3;
    private static final double MEMORY_EVERY_SECONDS = 2;

    private final TrainOrder order;
    private final TrainWatch watch;
    private final TrainingSettings settings;
    private final LoadedModel model;
    private final LoraTrainer lora;
    private final RunSaves saves;
    private final CommandInbox commands;
    private final Checkpoint.Identity identity;
    private final References references;
    private final long started = System.nanoTime();
    private long step;
    private long numTokens;
    private TrainerState standing = TrainerState.NEW;
    private long memory;
    private long memoryAt;

    /// How a run ended. `step` is the last step that was done; a stopped run can be resumed.
    public record Result(boolean finished, long step) {}

    private Trainer(
            TrainOrder order,
            TrainWatch watch,
            LoadedModel model,
            LoraTrainer lora,
            RunSaves saves,
            Checkpoint.Identity identity,
            References references) {
        this.order = order;
        this.watch = watch;
        this.settings = order.settings();
        this.model = model;
        this.lora = lora;
        this.saves = saves;
        this.commands = new CommandInbox(watch);
        this.identity = identity;
        this.references = references;
    }

    /// Runs an order in its run folder on the calling thread, until its last step or a stop.
    ///
    /// Emits `Started` (with `fromStep` above 0 after a resume: steps after it are told again), `Step`s, `Note`s,
    /// `Checkpointed`, `Paused`/`Resumed` and at the end `Stopped` or `Finished`. What goes wrong comes as a
    /// `TrainingException` or `ModelException` whose message is for the person; emitting `Failed` is the caller's.
    /// With `resume` and no checkpoint, the run starts from its beginning.
    public static Result train(TrainOrder order, RunFolder folder, boolean resume, TrainWatch watch)
            throws IOException {
        var settings = order.settings();
        StepLoss.requireFor(order);
        var data = Path.of(order.data());
        var base = ModelFolder.open(Path.of(order.model()));
        var placed = MemoryPlan.beforeItsRows(base.config(), settings);
        try (var model =
                LoadedModel.open(base, order.adapters().stream().map(Path::of).toList(), placed)) {
            SelfCheck.require();
            var start = StartingPoint.of(order, model);
            var shape = start.shape();
            var checkpoints = new Checkpoints(folder.checkpoints(), shape, model.config(), order.model());
            var identity = Checkpoint.Identity.of(order);
            var saved = resume ? checkpoints.newest() : Optional.<Checkpoints.Saved>empty();
            saved.ifPresent(found -> found.checkpoint().identity().require(identity));
            var rows = TrainingData.read(data, model, order.objective(), settings);
            var plan = MemoryPlan.of(
                    model.config(),
                    shape,
                    settings.with("weights", placed.streamed() ? "streamed" : "resident"),
                    rows.longest());
            watch.event(new WorkerEvent.Note(plan.words()));
            try (var lora = new LoraTrainer(model, shape, start.numbers(), plan.holding())) {
                start.note().ifPresent(note -> watch.event(new WorkerEvent.Note(note)));
                var saves = new RunSaves(order, folder, model, shape, checkpoints, identity);
                var references = new References(order, folder, model, placed, watch);
                var trainer = new Trainer(order, watch, model, lora, saves, identity, references);
                if (saved.isPresent()) {
                    trainer.restore(saved.get());
                }
                return trainer.run(rows);
            }
        }
    }

    private void restore(Checkpoints.Saved saved) throws IOException {
        saves.restore(saved, lora);
        var checkpoint = saved.checkpoint();
        step = checkpoint.step();
        numTokens = checkpoint.numTokens();
        standing = checkpoint.standing();
        if (!checkpoint.identity().engine().equals(identity.engine())) {
            watch.event(new WorkerEvent.Note(Plain.text(
                    "This run was begun with %s and goes on with %s: its last digits may differ from a run in one"
                            + " piece.",
                    checkpoint.identity().engine(), identity.engine())));
        }
    }

    private Result run(TrainingData data) throws IOException {
        var evaluation = Evaluation.split(data.rows(), settings);
        int count = evaluation.learnt().size();
        var plan = StepPlan.of(order.objective(), settings, count);
        var stepRows = plan.stepRows();
        var schedule = Schedule.of(settings, plan.steps());
        watch.event(new WorkerEvent.Started(
                ProcessHandle.current().pid(),
                step,
                plan.steps(),
                count,
                data.refused().size(),
                lora.shape().parameters(model.config()),
                TorchRuntime.start().threads(),
                model.weightBytes()));
        data.cutNote(settings.batches().maxLength()).ifPresent(note -> watch.event(new WorkerEvent.Note(note)));
        data.refusalNotes().forEach(note -> watch.event(new WorkerEvent.Note(note)));
        KnobNotes.of(order).forEach(note -> watch.event(new WorkerEvent.Note(note)));
        StepLoss objective;
        try {
            objective = StepLoss.of(order, model, lora, evaluation, plan, references);
        } catch (References.StopAsked asked) {
            return stopped();
        }
        ProcessMemory.settle();
        while (step < plan.steps() && !isOutOfPatience()) {
            if (isStopped()) {
                return stopped();
            }
            step++;
            var event = step(stepRows, schedule, objective);
            if (event == null) {
                watch.event(new WorkerEvent.Skipped(step, standing.inARow(), standing.skipped()));
                if (standing.inARow() == BAD_STEPS) {
                    rollBack();
                    continue;
                }
            } else {
                watch.event(event);
            }
            if (settings.evaluation().evaluates()
                    && (step % settings.evaluation().evalSteps() == 0 || step == plan.steps())) {
                evaluate(objective, evaluation.held().size());
            }
            if (step % settings.batches().saveSteps() == 0 && standing.inARow() == 0 && step < plan.steps()) {
                save();
            }
        }
        return finish(plan);
    }

    private Result stopped() throws IOException {
        save();
        watch.event(new WorkerEvent.Stopped(step));
        return new Result(false, step);
    }

    /// One step; null when its loss or gradient is no number, and then nothing was learnt.
    private WorkerEvent.@Nullable Step step(StepRows rows, Schedule schedule, StepLoss objective) throws IOException {
        long from = System.nanoTime();
        double rate = schedule.rate(step - 1);
        var learnt = objective.learn(rows.of(step), step);
        double loss = learnt.loss();
        numTokens += learnt.tokens();
        double norm = lora.gradientNorm();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            lora.clearGradients();
            standing = standing.bad();
            return null;
        }
        standing = standing.good();
        lora.update(settings, norm, rate, step - standing.skipped());
        double seconds = (System.nanoTime() - from) / 1e9;
        return event(rows.plan(), norm, rate, seconds, learnt);
    }

    /// Back to the last checkpoint, or to the start of the run; there it waits for somebody.
    private void rollBack() throws IOException {
        long last = step;
        var saved = saves.newest();
        if (saved.isPresent()) {
            restore(saved.get());
        } else {
            lora.numbers().begin(StartingPoint.of(order, model).numbers());
            step = 0;
            saves.stands(0);
            numTokens = 0;
            standing = TrainerState.NEW;
        }
        standing = standing.waiting(BAD_STEPS);
        watch.event(new WorkerEvent.RolledBack(step));
        watch.event(new WorkerEvent.Note(Plain.text(
                "The loss or gradient of steps %d to %d is no number, so the run went back to step %d and waits. Stop"
                        + " it and start one with a lower learning_rate, or resume it to try these steps again.",
                last - BAD_STEPS + 1, last, step)));
    }

    private WorkerEvent.Step event(StepPlan plan, double norm, double rate, double seconds, StepLoss.Learnt learnt) {
        long now = System.nanoTime();
        if (memory == 0 || (now - memoryAt) / 1e9 > MEMORY_EVERY_SECONDS) {
            memory = ProcessMemory.resident();
            memoryAt = now;
        }
        return new WorkerEvent.Step(
                step,
                learnt.loss(),
                norm,
                rate,
                numTokens,
                plan.epochAfter(step),
                seconds,
                learnt.tokens() / seconds,
                memory,
                learnt.rewards());
    }

    /// Asks the held-out rows; the best answer so far is kept as an adapter of its own.
    private void evaluate(StepLoss objective, int rows) throws IOException {
        long from = System.nanoTime();
        var said = objective.ask();
        boolean best = standing.isBest(said.loss());
        standing = standing.evaluated(step, said.loss(), settings.evaluation().earlyStoppingThreshold());
        if (best) {
            saves.best(lora);
        }
        if (!Double.isFinite(said.loss())) {
            watch.event(new WorkerEvent.Note(Plain.text("The held-out loss of step %d is no number.", step)));
            return;
        }
        watch.event(new WorkerEvent.Evaluated(
                step,
                said.loss(),
                said.rewards().margin(),
                said.rewards().accuracy(),
                rows,
                (System.nanoTime() - from) / 1e9,
                best));
    }

    private boolean isOutOfPatience() {
        return settings.evaluation().earlyStoppingPatience() > 0
                && standing.stale() >= settings.evaluation().earlyStoppingPatience();
    }

    /// Does what was asked since the last step, or waits for it after a roll-back.
    private boolean isStopped() throws IOException {
        boolean waits = standing.inARow() == BAD_STEPS;
        if (waits) {
            standing = standing.good();
        }
        return commands.stop(step, waits, this::save);
    }

    private void save() throws IOException {
        saves.save(step, numTokens, standing, lora).ifPresent(watch::event);
    }

    private Result finish(StepPlan plan) throws IOException {
        if (step < plan.steps()) {
            var by = settings.evaluation().earlyStoppingThreshold() == 0
                    ? ""
                    : Plain.text(" by more than %s", settings.evaluation().earlyStoppingThreshold());
            watch.event(new WorkerEvent.Note(Plain.text(
                    "Training ended at step %d of %d: the held-out loss was lowest at step %d and no better%s in %d"
                            + " evaluations since.",
                    step, plan.steps(), standing.bestStep(), by, standing.stale())));
        }
        var sha256 = saves.finish(lora, settings.evaluation().loadBestModelAtEnd() && standing.bestLoss() != null);
        watch.event(new WorkerEvent.Finished(step, (System.nanoTime() - started) / 1e9, sha256));
        return new Result(true, step);
    }
}
