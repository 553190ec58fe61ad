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
    private static final int SHOWN_REFUSALS = 20;
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
        refuseOtherLosses(order);
        var data = Path.of(order.data());
        SelfCheck.require();
        var placed = MemoryPlan.beforeItsRows(order);
        try (var model = LoadedModel.open(
                Path.of(order.model()), order.adapters().stream().map(Path::of).toList(), placed.engine())) {
            var start = StartingPoint.of(order, model);
            var shape = start.shape();
            var checkpoints = new Checkpoints(folder.checkpoints(), shape, model.config(), order.model());
            var identity = identity(order);
            var saved = resume ? checkpoints.newest() : Optional.<Checkpoint>empty();
            saved.ifPresent(checkpoint -> refuseOther(checkpoint.identity(), identity));
            var rows = TrainingData.read(data, model, order.objective(), settings);
            var plan = MemoryPlan.of(
                    model.config(),
                    shape,
                    settings.with("weights", placed.engine().streamed() ? "streamed" : "resident"),
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

    private static void refuseOtherLosses(TrainOrder order) {
        if (order.objective() == Objective.DPO) {
            DpoObjective.weights(order.settings());
        } else if (!order.settings().lossType().equals(List.of("nll"))) {
            throw new TrainingException(
                    "loss_type %s is not for SFT."
                            .formatted(String.join(",", order.settings().lossType())),
                    "Use nll, or --objective dpo.");
        }
    }

    private static Checkpoint.Identity identity(TrainOrder order) throws IOException {
        var adapters = new java.util.TreeMap<String, String>();
        int place = 0;
        for (var adapter : order.adapters()) {
            adapters.put("%03d".formatted(place++), Hashes.sha256(AdapterFolder.weights(Path.of(adapter))));
        }
        if (order.init() != null) {
            adapters.put("init", Hashes.sha256(AdapterFolder.weights(Path.of(order.init()))));
        }
        return new Checkpoint.Identity(
                Hashes.sha256(Path.of(order.data())),
                Hashes.sha256(order.objective().text() + order.settings().asText()),
                BaseFingerprint.of(Path.of(order.model())),
                adapters,
                "%s, %d threads"
                        .formatted(
                                TorchRuntime.start().version(),
                                TorchRuntime.start().threads()));
    }

    private static void refuseOther(Checkpoint.Identity was, Checkpoint.Identity is) {
        var changed = new ArrayList<String>();
        if (!was.data().equals(is.data())) {
            changed.add("data");
        }
        if (!was.settings().equals(is.settings())) {
            changed.add("settings");
        }
        if (!was.base().equals(is.base())) {
            changed.add("base model");
        }
        if (!was.adapters().equals(is.adapters())) {
            changed.add("adapters");
        }
        if (!changed.isEmpty()) {
            throw new TrainingException(
                    "This run cannot be resumed: its %s changed since the checkpoint."
                            .formatted(String.join(" and ", changed)),
                    "Put back what it was, or start a new run.");
        }
    }

    private void restore(Checkpoint checkpoint) {
        step = checkpoint.step();
        savedStep = step;
        numTokens = checkpoint.numTokens();
        lora.restore(checkpoint.parameters(), checkpoint.first(), checkpoint.second());
        if (!checkpoint.identity().engine().equals(identity.engine())) {
            watch.event(new WorkerEvent.Note(
                    "This run was begun with %s and goes on with %s: its last digits may differ from a run in one piece."
                            .formatted(checkpoint.identity().engine(), identity.engine())));
        }
    }

    private Result run(TrainingData data) throws IOException {
        int count = data.rows().size();
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
        tellRefusals(data.refused());
        if (settings.labelSmoothing() > 0 && !settings.lossType().contains("robust")) {
            watch.event(
                    new WorkerEvent.Note("label_smoothing changes nothing for loss_type %s, as in TRL; robust uses it."
                            .formatted(String.join(",", settings.lossType()))));
        }
        List<ReferencedPair> pairs = order.objective() == Objective.DPO ? reference(data) : List.of();
        while (step < plan.steps()) {
            if (obey()) {
                save();
                watch.event(new WorkerEvent.Stopped(step));
                return new Result(false, step);
            }
            step++;
            var event = step(plan, schedule, data, pairs);
            watch.event(event);
            if (step % settings.saveSteps() == 0 && step < plan.steps()) {
                save();
            }
        }
        return finish();
    }

    private WorkerEvent.Step step(StepPlan plan, Schedule schedule, TrainingData data, List<ReferencedPair> pairs)
            throws IOException {
        long from = System.nanoTime();
        long seed = StepPlan.mix(settings.seed(), step);
        double rate = schedule.rate(step - 1);
        long tokens = 0;
        double loss;
        DpoObjective preference = null;
        if (order.objective() == Objective.SFT) {
            var rows = new ArrayList<Row.Tokens>();
            for (int index : plan.rowsOf(step)) {
                rows.add((Row.Tokens) data.rows().get(index));
                tokens += rows.getLast().tokens();
            }
            loss = lora.sft(rows, seed);
        } else {
            var rows = new ArrayList<ReferencedPair>();
            for (int index : plan.rowsOf(step)) {
                rows.add(pairs.get(index));
                tokens += rows.getLast().pair().tokens();
            }
            preference = DpoObjective.of(lora.dpo(rows, settings, seed), settings);
            loss = preference.loss();
        }
        double norm = lora.gradientNorm();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new TrainingException(
                    "Training blew up: the loss of step %d is no number.".formatted(step),
                    "Lower the learning rate, or resume from the last checkpoint with other data.");
        }
        lora.update(settings, norm, rate, step);
        numTokens += tokens;
        double seconds = (System.nanoTime() - from) / 1e9;
        return event(plan, loss, norm, rate, seconds, tokens / seconds, preference);
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

    /// What the stack below says of every pair, once: the top does not exist yet for it.
    private List<ReferencedPair> reference(TrainingData data) throws IOException {
        long total = data.rows().size();
        var logps = Scorer.pairs(
                model,
                data.rows().stream().map(row -> (Row.Pair) row).toList(),
                done -> watch.event(new WorkerEvent.Progress("reference", done, total)));
        var pairs = new ArrayList<ReferencedPair>();
        for (int i = 0; i < logps.length; i++) {
            pairs.add(new ReferencedPair((Row.Pair) data.rows().get(i), logps[i][0], logps[i][1]));
        }
        return pairs;
    }

    private void tellRefusals(List<TrainingData.Refusal> refused) {
        for (var refusal : refused.subList(0, Math.min(SHOWN_REFUSALS, refused.size()))) {
            watch.event(new WorkerEvent.Note(
                    "Line %d of the data was left out: %s.".formatted(refusal.line(), refusal.reason())));
        }
        if (refused.size() > SHOWN_REFUSALS) {
            watch.event(
                    new WorkerEvent.Note("%d more lines were left out.".formatted(refused.size() - SHOWN_REFUSALS)));
        }
    }

    /// Does what was asked since the last step; answers whether the run should stop.
    private boolean obey() throws IOException {
        boolean paused = false;
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
                    step, numTokens, lora.parameters(), lora.firstMoments(), lora.secondMoments(), identity);
            var written = checkpoints.write(checkpoint);
            savedStep = step;
            watch.event(new WorkerEvent.Checkpointed(step, written.name(), written.bytes()));
        } catch (IOException e) {
            throw unwritten("the checkpoint of step %d".formatted(step), e);
        }
    }

    private Result finish() throws IOException {
        var adapter = Adapter.of(lora.shape(), model.config(), lora.parameters());
        try {
            Files.createDirectories(folder.root());
            AdapterFolder.write(folder.adapter(), adapter, order.model(), settings.loraDropout());
        } catch (IOException e) {
            throw unwritten("the finished adapter", e);
        }
        var sha256 = Hashes.sha256(AdapterFolder.weights(folder.adapter()));
        watch.event(new WorkerEvent.Finished(step, (System.nanoTime() - started) / 1e9, sha256));
        return new Result(true, step);
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
