package sam.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;

/// Progress of a run on standard error: the first and last step, one line a second between, and what happens.
final class StepPrinter implements Consumer<WorkerEvent> {
    private static final long A_SECOND = 1_000_000_000L;

    private final PrintWriter err;
    private final @Nullable RunFolder answered;
    private long total;
    private long lastPrinted;
    private boolean rolledBack;

    StepPrinter(PrintWriter err) {
        this(err, null);
    }

    /// `answered` is the run somebody may answer with `sam run` when it waits; a chain ends instead.
    StepPrinter(PrintWriter err, @Nullable RunFolder answered) {
        this.err = err;
        this.answered = answered;
    }

    @Override
    public void accept(WorkerEvent event) {
        switch (event) {
            case WorkerEvent.Started e -> {
                total = e.totalSteps();
                err.printf(
                        Locale.ROOT,
                        "%,d rows%s, %,d steps%s, %,d trained parameters, %d threads%n",
                        e.rows(),
                        e.refusedRows() == 0 ? "" : Plain.text(" (%,d refused)", e.refusedRows()),
                        e.totalSteps(),
                        e.fromStep() == 0 ? "" : Plain.text(" from step %,d", e.fromStep()),
                        e.trainableParameters(),
                        e.threads());
            }
            case WorkerEvent.Step e -> step(e);
            case WorkerEvent.Skipped e ->
                err.printf(
                        Locale.ROOT,
                        "step %,d skipped: its loss or gradient is no number (%,d in all)%n",
                        e.step(),
                        e.skipped());
            case WorkerEvent.RolledBack e -> {
                err.printf(Locale.ROOT, "back to step %,d%n", e.step());
                rolledBack = true;
            }
            case WorkerEvent.Evaluated e -> evaluated(e);
            case WorkerEvent.Checkpointed e -> err.printf(Locale.ROOT, "checkpoint at step %,d%n", e.step());
            case WorkerEvent.Paused e -> err.printf(Locale.ROOT, "paused at step %,d%s%n", e.step(), waitsFor());
            case WorkerEvent.Resumed e -> {
                err.printf(Locale.ROOT, "going on at step %,d%n", e.step());
                rolledBack = false;
            }
            case WorkerEvent.Note e -> err.println(e.text());
            case WorkerEvent.Progress e -> progress(e);
            case WorkerEvent.PhaseStarted e -> err.printf(Locale.ROOT, "phase %d, %s%n", e.phase(), e.name());
            case WorkerEvent.PhaseFinished e ->
                err.printf(Locale.ROOT, "phase %d trained in %.1f s%n", e.phase(), e.seconds());
            case WorkerEvent.Measured e ->
                err.printf(
                        Locale.ROOT,
                        "  %s: %s %.4g (n %d)%n",
                        e.state() == 0 ? "base" : "phase " + e.state(),
                        e.measure(),
                        e.value(),
                        e.n());
            case WorkerEvent.Obeyed _, WorkerEvent.Stopped _, WorkerEvent.Finished _, WorkerEvent.Failed _ -> {}
        }
        err.flush();
    }

    private String waitsFor() {
        return rolledBack && answered != null
                ? Plain.text(
                        ", waiting for you: sam run \"%s\" resume tries again, stop or Ctrl-C ends it", answered.root())
                : "";
    }

    private void step(WorkerEvent.Step e) {
        if (e.step() != 1 && e.step() != total && tooSoon()) {
            return;
        }
        lastPrinted = System.nanoTime();
        err.printf(
                Locale.ROOT,
                "step %,d of %,d  loss %.4f  grad norm %.3f  lr %.2e  %,.0f tokens/s%s%n",
                e.step(),
                total,
                e.loss(),
                e.gradNorm(),
                e.learningRate(),
                e.tokensPerSecond(),
                rewards(e.rewards().margin(), e.rewards().accuracy())
                        + (e.rewards().kl() == null
                                ? ""
                                : Plain.text("  KL %.4f", e.rewards().kl())));
    }

    private static String rewards(@Nullable Double margin, @Nullable Double accuracy) {
        return (margin == null ? "" : Plain.text("  margin %.4f", margin))
                + (accuracy == null ? "" : Plain.text("  accuracy %.2f", accuracy));
    }

    private void evaluated(WorkerEvent.Evaluated e) {
        err.printf(
                Locale.ROOT,
                "step %,d  eval loss %.4f on %,d held-out rows%s%s%n",
                e.step(),
                e.loss(),
                e.rows(),
                rewards(e.rewardsMargins(), e.rewardsAccuracies()),
                e.best() ? "  best so far" : "");
    }

    private void progress(WorkerEvent.Progress e) {
        if (e.done() == e.total() || !tooSoon()) {
            lastPrinted = System.nanoTime();
            err.printf(Locale.ROOT, "%s: %,d of %,d%n", e.task(), e.done(), e.total());
        }
    }

    private boolean tooSoon() {
        return System.nanoTime() - lastPrinted < A_SECOND;
    }
}
