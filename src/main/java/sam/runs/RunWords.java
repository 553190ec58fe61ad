package sam.runs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.protocol.EventLines.Stamped;
import sam.protocol.TrainOrder;
import sam.protocol.WorkerEvent;
import sam.runs.RunReading.Finding;
import sam.ui.Spoken;
import sam.ui.Texts;

/// A run's numbers as sentences, facts and journal lines.
final class RunWords {
    private static final int LINES = 200;

    private RunWords() {}

    /// A name and its value in the panel.
    record Fact(String name, String value) {}

    static List<String> reading(RunState state, long budgetBytes) {
        var sentences = new ArrayList<String>();
        if (state.hasGivenUp()) {
            sentences.add(Texts.of("train.word-still"));
        } else if (!state.steps().isEmpty()) {
            boolean ended = !state.life().isAlive();
            var held = HeldOut.of(state);
            var best = held.best();
            boolean byHeart = held.risen() > 0;
            if (byHeart && best != null) {
                sentences.add(Texts.of("train.word-by-heart", best.step(), 100 * held.risen()));
            }
            // a training loss that still falls is no good news then
            RunReading.of(state.steps()).stream()
                    .filter(finding -> !(byHeart && finding instanceof Finding.Falling))
                    .forEach(finding -> sentences.add(sentence(finding, ended)));
        }
        long memory = (long) state.steps().last(StepSeries.Quantity.MEMORY_BYTES);
        if (state.life().isAlive() && !state.steps().isEmpty() && memory > budgetBytes) {
            sentences.add(Texts.of("train.word-memory", Spoken.bytes(memory), Spoken.bytes(budgetBytes)));
        }
        return sentences;
    }

    private static String sentence(Finding finding, boolean ended) {
        return switch (finding) {
            case Finding.TooEarly(int steps) -> Texts.of("train.word-early", steps);
            case Finding.Falling(double share, int steps) when ended -> Texts.of("train.word-fell", 100 * share, steps);
            case Finding.Falling(double share, int steps) -> Texts.of("train.word-falling", 100 * share, steps, steps);
            case Finding.Rising(double share, int steps) when ended -> Texts.of("train.word-rose", 100 * share, steps);
            case Finding.Rising(double share, int steps) -> Texts.of("train.word-rising", 100 * share, steps);
            case Finding.Jumped(long step, double before, double since) -> jumped(step, before, since, ended);
            case Finding.Level(int steps) -> Texts.of("train.word-level", steps);
            case Finding.NotANumber(long step) -> Texts.of("train.word-nan", step);
            case Finding.GradientSpike(double times) -> Texts.of("train.word-spike", times);
            case Finding.Preferring(double accuracy, double margin) ->
                Texts.of("train.word-pairs", 100 * accuracy, margin);
        };
    }

    private static String jumped(long step, double before, double since, boolean ended) {
        if (since < before) {
            return Texts.of("train.word-dropped", step, before, since);
        }
        return Texts.of(ended ? "train.word-jumped-ended" : "train.word-jumped", step, before, since);
    }

    static List<Fact> facts(RunState state, @Nullable TrainOrder order) {
        var facts = new ArrayList<Fact>();
        if (order != null) {
            facts.add(new Fact(Texts.of("train.fact-parent"), parent(order)));
            facts.add(new Fact(
                    Texts.of("train.fact-rank"),
                    order.settings().lora().r() + ", " + order.settings().lora().alpha()));
        }
        var started = state.started();
        if (started != null) {
            facts.add(new Fact(Texts.of("train.fact-rows"), Spoken.count(started.rows())));
            if (started.refusedRows() > 0) {
                facts.add(new Fact(Texts.of("train.fact-refused"), Spoken.count(started.refusedRows())));
            }
            facts.add(new Fact(Texts.of("train.fact-trained"), Spoken.count(started.trainableParameters())));
            facts.add(new Fact(Texts.of("train.fact-threads"), Integer.toString(started.threads())));
        }
        if (!state.steps().isEmpty()) {
            if (state.life().isAlive()) {
                facts.add(new Fact(
                        Texts.of("train.fact-memory"),
                        Spoken.bytes(state.steps().last(StepSeries.Quantity.MEMORY_BYTES))));
            }
            facts.add(new Fact(Texts.of("train.fact-peak"), Spoken.bytes(state.peakMemory())));
            facts.add(new Fact(
                    Texts.of("train.fact-tokens"), Spoken.count(state.steps().tokens())));
        }
        return facts;
    }

    private static String parent(TrainOrder order) {
        int below = order.adapters().size();
        return switch (below) {
            case 0 -> Texts.of("train.fact-base");
            case 1 -> Texts.of("train.fact-phase-1");
            default -> Texts.of("train.fact-phases", below);
        };
    }

    /// The journal as it was written, newest first.
    static List<String> journal(RunState state) {
        return state.journal().reversed().stream()
                .limit(LINES)
                .map(RunWords::line)
                .toList();
    }

    private static String line(Stamped stamped) {
        return switch (stamped.event()) {
            case WorkerEvent.Started started
            when started.fromStep() > 0 -> Texts.of("train.journal-resumed-from", started.fromStep());
            case WorkerEvent.Started started -> Texts.of("train.journal-started", started.rows(), started.totalSteps());
            case WorkerEvent.Step step -> Texts.of("train.journal-step", step.step(), step.loss(), step.learningRate());
            case WorkerEvent.Skipped skipped -> Texts.of("train.journal-skipped", skipped.step(), skipped.skipped());
            case WorkerEvent.RolledBack(long step) -> Texts.of("train.journal-rolled-back", step);
            case WorkerEvent.Evaluated evaluated ->
                Texts.of(
                        evaluated.best() ? "train.journal-evaluated-best" : "train.journal-evaluated",
                        evaluated.step(),
                        evaluated.loss());
            case WorkerEvent.Checkpointed(long step, var _, long bytes) ->
                Texts.of("train.journal-checkpoint", step, Spoken.bytes(bytes));
            case WorkerEvent.Paused(long step) -> Texts.of("train.journal-paused", step);
            case WorkerEvent.Resumed(long step) -> Texts.of("train.journal-resumed", step);
            case WorkerEvent.Obeyed(var _, var verb) ->
                Texts.of("train.journal-obeyed", verb.name().toLowerCase(java.util.Locale.ROOT));
            case WorkerEvent.Note(String text) -> text;
            case WorkerEvent.Progress(String task, long done, long total) ->
                Texts.of("train.journal-progress", task, done, total);
            case WorkerEvent.PhaseStarted(int phase, var _, var _) -> Texts.of("train.journal-phase-started", phase);
            case WorkerEvent.PhaseFinished(int phase, double seconds) ->
                Texts.of("train.journal-phase-finished", phase, Spoken.time(seconds));
            case WorkerEvent.Measured measured ->
                Texts.of(
                        "train.journal-measured",
                        measured.measure(),
                        measured.state() == 0
                                ? Texts.of("train.journal-measured-base")
                                : Texts.of("train.journal-measured-phase", measured.state()),
                        measured.value());
            case WorkerEvent.Stopped(long step) -> Texts.of("train.journal-stopped", step);
            case WorkerEvent.Finished(long step, double seconds, var _) ->
                Texts.of("train.journal-finished", step, Spoken.time(seconds));
            case WorkerEvent.Failed(String what, var _) -> Texts.of("train.journal-failed", what);
        };
    }

    /// How long since the worker's last step, when that is suspiciously long for it.
    static Duration silence(RunState state, java.time.Instant now) {
        var heard = state.lastHeard();
        if (state.life() != RunState.Life.RUNNING
                || heard == null
                || state.steps().size() < 3) {
            return Duration.ZERO;
        }
        var silent = Duration.between(heard, now);
        double usual = state.steps().last(StepSeries.Quantity.SECONDS);
        boolean suspicious = silent.toMillis() > 1000 * Math.max(30, 20 * usual);
        return suspicious ? silent : Duration.ZERO;
    }
}
