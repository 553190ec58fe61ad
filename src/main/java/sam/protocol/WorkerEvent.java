package sam.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One line of `events.jsonl`. Every line also carries `time`, the instant it was written.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkerEvent.Started.class, name = "started"),
    @JsonSubTypes.Type(value = WorkerEvent.Step.class, name = "step"),
    @JsonSubTypes.Type(value = WorkerEvent.Skipped.class, name = "skipped"),
    @JsonSubTypes.Type(value = WorkerEvent.RolledBack.class, name = "rolled_back"),
    @JsonSubTypes.Type(value = WorkerEvent.Evaluated.class, name = "evaluated"),
    @JsonSubTypes.Type(value = WorkerEvent.Checkpointed.class, name = "checkpoint"),
    @JsonSubTypes.Type(value = WorkerEvent.Paused.class, name = "paused"),
    @JsonSubTypes.Type(value = WorkerEvent.Resumed.class, name = "resumed"),
    @JsonSubTypes.Type(value = WorkerEvent.Obeyed.class, name = "obeyed"),
    @JsonSubTypes.Type(value = WorkerEvent.Note.class, name = "note"),
    @JsonSubTypes.Type(value = WorkerEvent.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = WorkerEvent.PhaseStarted.class, name = "phase_started"),
    @JsonSubTypes.Type(value = WorkerEvent.PhaseFinished.class, name = "phase_finished"),
    @JsonSubTypes.Type(value = WorkerEvent.Measured.class, name = "measured"),
    @JsonSubTypes.Type(value = WorkerEvent.Stopped.class, name = "stopped"),
    @JsonSubTypes.Type(value = WorkerEvent.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = WorkerEvent.Failed.class, name = "failed")
})
public sealed interface WorkerEvent {
    /// Where the run goes back to, when this event says so: what [#isOfStepAfter] was told of later steps does not
    /// count any more, because they are made again. A journal keeps what it said; who reads it leaves that out.
    default OptionalLong goesBackTo() {
        return switch (this) {
            case Started started -> OptionalLong.of(started.fromStep());
            case RolledBack(long step) -> OptionalLong.of(step);
            default -> OptionalLong.empty();
        };
    }

    /// Whether it tells of a step that comes after this one.
    default boolean isOfStepAfter(long step) {
        return switch (this) {
            case Step made -> made.step() > step;
            case Skipped made -> made.step() > step;
            case Evaluated made -> made.step() > step;
            default -> false;
        };
    }

    /// The worker has its data and weights and is about to train; `fromStep` is above 0 after a resume.
    record Started(
            long pid,
            long fromStep,
            long totalSteps,
            int rows,
            int refusedRows,
            long trainableParameters,
            int threads,
            long weightBytes)
            implements WorkerEvent {}

    /// One optimiser step; losses and rewards are means over the whole step, the gradient norm is before clipping,
    /// tokens are counted from the start of the run without padding. `kl` is KTO's
    /// estimate of how far the model is from the stack below.
    record Step(
            long step,
            double loss,
            double gradNorm,
            double learningRate,
            long numTokens,
            double epoch,
            double seconds,
            double tokensPerSecond,
            long memoryBytes,
            @JsonUnwrapped Rewards rewards)
            implements WorkerEvent {}

    /// A step whose loss or gradient was no number: nothing was learnt from it. It is number `inARow` since the last
    /// good one and `skipped` of the whole run.
    record Skipped(long step, int inARow, long skipped) implements WorkerEvent {}

    /// The run went back to what it was after this step; the steps after it are made and told again.
    record RolledBack(long step) implements WorkerEvent {}

    /// What the model says of the rows it never learns from: the mean over them, `best` where none was lower before.
    record Evaluated(
            long step,
            @JsonProperty("eval_loss") double loss,
            @JsonProperty("eval_rewards/margins") @Nullable Double rewardsMargins,

            @JsonProperty("eval_rewards/accuracies") @Nullable
            Double rewardsAccuracies,

            int rows,
            double seconds,
            boolean best)
            implements WorkerEvent {}

    /// The run can be resumed from here to the same bytes.
    record Checkpointed(long step, String name, long bytes) implements WorkerEvent {}

    record Paused(long step) implements WorkerEvent {}

    record Resumed(long step) implements WorkerEvent {}

    /// A command was taken up; its id is never obeyed again, not even by the worker that resumes the run.
    record Obeyed(String id, WorkerCommand.Verb command) implements WorkerEvent {}

    /// A sentence for the journal.
    record Note(String text) implements WorkerEvent {}

    /// How far a task without steps is, for example measuring or scoring.
    record Progress(String task, long done, long total) implements WorkerEvent {}

    record PhaseStarted(int phase, String name, String run) implements WorkerEvent {}

    record PhaseFinished(int phase, double seconds) implements WorkerEvent {}

    /// One measure on one state of the model: `state` 0 is the base, k the stack up to phase k.
    record Measured(
            int state,
            int phase,
            String measure,
            double value,
            int n,
            @Nullable List<String> answers) implements WorkerEvent {}

    /// Ended before its last step, because somebody asked; it can be resumed.
    record Stopped(long step) implements WorkerEvent {}

    record Finished(long step, double seconds, @Nullable String adapterSha256) implements WorkerEvent {}

    /// Ended by a fault: what happened and what to do, a sentence each.
    record Failed(String what, String advice) implements WorkerEvent {}
}
