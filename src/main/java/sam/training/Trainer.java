package sam.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Hashes;
import sam.durable.ProcessMemory;
import sam.durable.Sentences;
import sam.llm.Adapter;
import sam.llm.AdapterFolder;
import sam.llm.LoadedModel;
import sam.llm.ModelFolder;
import sam.llm.engine.Precision;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerCommand;
import sam.protocol.WorkerEvent;
import sam.torch.TorchRuntime;

/// Trains one LoRA on a frozen stack, from an order to a PEFT folder.
///
/// The run is a pure function of order, data and base: stopped at any step and resumed in another process, it ends
/// with the same bytes.
public final class Trainer {
    private static final int BAD_STEPS = 3;
    private static final long PAUSE_POLL_MILLIS = 100;
    private static final double MEMORY_EVERY_SECONDS = 2;

    private final TrainOrder order;
    private final RunFolder folder;
    private final TrainWatch watch;
    private final TrainingSettings settings;
    private final LoadedModel model;
    private final LoraTrainer lora;
    private final Checkpoints checkpoints;
    private final Checkpoint.Identity identity;
    private final long started = System.nanoTime();
    private long step;
    private long numTokens;
    private long savedStep;
    private Standing standing = Standing.NEW;
    private long memory;
    private long memoryAt;

    /// How a run ended. `step` is the last step that was done; a stopped run can be resumed.
    public record Result(boolean finished, long step) {}

    private Trainer(
            TrainOrder order,
            RunFolder folder,
            TrainWatch watch,
            LoadedModel model,
            LoraTrainer lora,
            Checkpoints checkpoints,
            Checkpoint.Identity identity) {
        this.order = order;
        this.folder = folder;
        this.watch = watch;
        this.settings = order.settings();
        this.model = model;
        this.lora = lora;
        this.checkpoints = checkpoints;
        this.identity = identity;
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
        DpoObjective.requireFor(order);
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
            var saved = resume ? checkpoints.newest() : Optional.<Checkpoint>empty();
            saved.ifPresent(checkpoint -> checkpoint.identity().require(identity));
            var rows = TrainingData.read(data, model, order.objective(), settings);
            var plan = MemoryPlan.of(
                    model.config(),
                    shape,
                    settings.with("weights", placed.streamed() ? "streamed" : "resident"),
                    rows.longest());
            watch.event(new WorkerEvent.Note(plan.words()));
            try (var lora = new LoraTrainer(model, shape, start.flat(), plan.holding())) {
                start.note().ifPresent(note -> watch.event(new WorkerEvent.Note(note)));
                var trainer = new Trainer(order, folder, watch, model, lora, checkpoints, identity);
                saved.ifPresent(trainer::restore);
                return trainer.run(rows);
            }
        }
    }

    private List<ReferencedPair> referenced(List<Row> rows, String task) throws IOException {
        return ReferencedPair.of(rows, model, done -> watch.event(new WorkerEvent.Progress(task, done, rows.size())));
    }

    private void restore(Checkpoint checkpoint) {
        step = checkpoint.step();
        savedStep = step;
        numTokens = checkpoint.numTokens();
        standing = checkpoint.standing();
        lora.restore(checkpoint.parameters(), checkpoint.first(), checkpoint.second());
        if (!checkpoint.identity().engine().equals(identity.engine())) {
            watch.event(new WorkerEvent.Note(
                    "This run was begun with %s and goes on with %s: its last digits may differ from a run in one piece."
                            .formatted(checkpoint.identity().engine(), identity.engine())));
        }
    }

    private Result run(TrainingData data) throws IOException {
        var evaluation = Evaluation.split(data.rows(), settings);
        int count = evaluation.learnt().size();
        var plan = StepPlan.of(settings, count);
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
        data.refusalNotes().forEach(note -> watch.event(new WorkerEvent.Note(note)));
        DpoObjective.idleKnob(settings).ifPresent(note -> watch.event(new WorkerEvent.Note(note)));
        var pairs = referenced(evaluation.learnt(), "reference");
        var heldPairs = referenced(evaluation.held(), "evaluation reference");
        while (step < plan.steps() && !isOutOfPatience()) {
            if (obey(standing.inARow() == BAD_STEPS)) {
                save();
                watch.event(new WorkerEvent.Stopped(step));
                return new Result(false, step);
            }
            step++;
            var event = step(plan, schedule, evaluation.learnt(), pairs);
            if (event == null) {
                watch.event(new WorkerEvent.Skipped(step, standing.inARow(), standing.skipped()));
                if (standing.inARow() == BAD_STEPS) {
                    rollBack();
                    continue;
                }
            } else {
                watch.event(event);
            }
            if (settings.evaluates() && (step % settings.evalSteps() == 0 || step == plan.steps())) {
                evaluate(evaluation, heldPairs);
            }
            if (step % settings.saveSteps() == 0 && standing.inARow() == 0 && step < plan.steps()) {
                save();
            }
        }
        return finish(plan);
    }

    /// One step; null when its loss or gradient is no number, and then nothing was learnt.
    private WorkerEvent.@Nullable Step step(
            StepPlan plan, Schedule schedule, List<Row> learnt, List<ReferencedPair> pairs) throws IOException {
        long from = System.nanoTime();
        long seed = StepPlan.mix(settings.seed(), step);
        double rate = schedule.rate(step - 1);
        long tokens = 0;
        double loss;
        DpoObjective preference = null;
        if (order.objective() == Objective.SFT) {
            var rows = new ArrayList<Row.Tokens>();
            for (int index : plan.rowsOf(step)) {
                rows.add((Row.Tokens) learnt.get(index));
                tokens += rows.getLast().tokens();
            }
            loss = lora.sft(rows, seed);
        } else {
            var rows = new ArrayList<ReferencedPair>();
            for (int index : plan.rowsOf(step)) {
                rows.add(pairs.get(index));
                tokens += rows.getLast().pair().tokens();
            }
            var logps = lora.dpo(rows, settings, seed);
            if (step == 1 && lora.isZero()) {
                DpoObjective.requireSameStart(logps, model.precision() == Precision.FLOAT32 ? 1e-5 : 0.05);
            }
            preference = DpoObjective.of(logps, settings);
            loss = preference.loss();
        }
        numTokens += tokens;
        double norm = lora.gradientNorm();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            lora.clearGradients();
            standing = standing.bad();
            return null;
        }
        standing = standing.good();
        lora.update(settings, norm, rate, step - standing.skipped());
        double seconds = (System.nanoTime() - from) / 1e9;
        return event(plan, loss, norm, rate, seconds, tokens / seconds, preference);
    }

    /// Back to the last checkpoint, or to the start of the run; `obey` then waits for somebody.
    private void rollBack() throws IOException {
        long last = step;
        var saved = savedStep == 0 ? Optional.<Checkpoint>empty() : checkpoints.newest();
        if (saved.isPresent()) {
            restore(saved.get());
        } else {
            var flat = StartingPoint.of(order, model).flat();
            lora.restore(flat, new float[flat.length], new float[flat.length]);
            step = 0;
            savedStep = 0;
            numTokens = 0;
            standing = Standing.NEW;
        }
        standing = standing.waiting(BAD_STEPS);
        watch.event(new WorkerEvent.RolledBack(step));
        watch.event(new WorkerEvent.Note(
                ("The loss or gradient of steps %d to %d is no number, so the run went back to step %d and waits. Stop"
                    + " it and start one with a lower learning_rate, or resume it to try these steps again.")
                        .formatted(last - BAD_STEPS + 1, last, step)));
    }

    private WorkerEvent.Step event(
            StepPlan plan,
            double loss,
            double norm,
            double rate,
            double seconds,
            double speed,
            @Nullable DpoObjective preference) {
        long now = System.nanoTime();
        if (memory == 0 || (now - memoryAt) / 1e9 > MEMORY_EVERY_SECONDS) {
            memory = ProcessMemory.resident();
            memoryAt = now;
        }
        return new WorkerEvent.Step(
                step,
                loss,
                norm,
                rate,
                numTokens,
                plan.epochAfter(step),
                seconds,
                speed,
                memory,
                preference == null ? null : preference.chosen(),
                preference == null ? null : preference.rejected(),
                preference == null ? null : preference.margin(),
                preference == null ? null : preference.accuracy());
    }

    /// Asks the held-out rows; the best answer so far is kept as an adapter of its own.
    private void evaluate(Evaluation evaluation, List<ReferencedPair> pairs) throws IOException {
        long from = System.nanoTime();
        var said = evaluation.ask(lora, settings, order.objective(), pairs);
        boolean best = standing.isBest(said.loss());
        standing = standing.evaluated(step, said.loss());
        if (best) {
            write(folder.best(), lora.parameters(), "the best adapter");
        }
        if (!Double.isFinite(said.loss())) {
            watch.event(new WorkerEvent.Note("The held-out loss of step %d is no number.".formatted(step)));
            return;
        }
        var preference = said.preference();
        watch.event(new WorkerEvent.Evaluated(
                step,
                said.loss(),
                preference == null ? null : preference.margin(),
                preference == null ? null : preference.accuracy(),
                evaluation.held().size(),
                (System.nanoTime() - from) / 1e9,
                best));
    }

    private boolean isOutOfPatience() {
        return settings.earlyStoppingPatience() > 0 && standing.stale() >= settings.earlyStoppingPatience();
    }

    /// Does what was asked since the last step, or waits for it; answers whether the run should stop.
    private boolean obey(boolean wait) throws IOException {
        boolean paused = wait;
        if (wait) {
            standing = standing.good();
            watch.event(new WorkerEvent.Paused(step));
        }
        while (true) {
            var command =
                    Thread.currentThread().isInterrupted() ? Optional.of(WorkerCommand.Verb.STOP) : watch.nextCommand();
            if (command.isEmpty()) {
                if (!paused) {
                    return false;
                }
                rest();
                continue;
            }
            switch (command.get()) {
                case STOP -> {
                    return true;
                }
                case CHECKPOINT -> save();
                case PAUSE -> {
                    if (!paused) {
                        paused = true;
                        watch.event(new WorkerEvent.Paused(step));
                    }
                }
                case RESUME -> {
                    if (paused) {
                        paused = false;
                        watch.event(new WorkerEvent.Resumed(step));
                    }
                }
            }
        }
    }

    private static void rest() {
        try {
            Thread.sleep(PAUSE_POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void save() throws IOException {
        if (step == 0 || step == savedStep) {
            return;
        }
        try {
            var checkpoint = new Checkpoint(
                    step, numTokens, standing, lora.parameters(), lora.firstMoments(), lora.secondMoments(), identity);
            var written = checkpoints.write(checkpoint);
            savedStep = step;
            watch.event(new WorkerEvent.Checkpointed(step, written.name(), written.bytes()));
        } catch (IOException e) {
            throw unwritten("the checkpoint of step %d".formatted(step), e);
        }
    }

    private Result finish(StepPlan plan) throws IOException {
        if (step < plan.steps()) {
            watch.event(new WorkerEvent.Note(
                    "Training ended at step %d of %d: the held-out loss was lowest at step %d and no better in %d evaluations since."
                            .formatted(step, plan.steps(), standing.bestStep(), standing.stale())));
        }
        boolean takesBest = settings.loadBestModelAtEnd() && standing.bestLoss() != null;
        write(takesBest ? folder.last() : folder.adapter(), lora.parameters(), "the finished adapter");
        if (takesBest) {
            var best = AdapterFolder.read(folder.best(), model.config());
            write(folder.adapter(), best.flat(lora.shape(), model.config()), "the finished adapter");
        }
        var sha256 = Hashes.sha256(AdapterFolder.weights(folder.adapter()));
        watch.event(new WorkerEvent.Finished(step, (System.nanoTime() - started) / 1e9, sha256));
        return new Result(true, step);
    }

    private void write(Path place, float[] parameters, String what) throws IOException {
        var adapter = Adapter.of(lora.shape(), model.config(), parameters);
        try {
            Files.createDirectories(folder.root());
            AdapterFolder.write(place, adapter, order.model(), lora.shape());
        } catch (IOException e) {
            throw unwritten(what, e);
        }
    }

    private TrainingException unwritten(String what, IOException e) {
        var kept = savedStep == 0
                ? "nothing was saved before."
                : "the checkpoint of step %d is intact.".formatted(savedStep);
        return Sentences.isFull(e)
                ? new TrainingException(
                        "The disk is full: %s could not be written.".formatted(what),
                        "Free some space and resume the run; " + kept,
                        e)
                : new TrainingException(
                        "Writing %s failed: %s".formatted(what, Sentences.of(e)), "Then resume; " + kept, e);
    }
}
