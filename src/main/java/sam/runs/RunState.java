package sam.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.protocol.EventLines.Stamped;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;

/// What is known of a run at one moment, read from its folder.
///
/// `events` holds all but the steps; `started`, `failure` and `progress` are the newest of their kind; `lastHeard` is
/// when the worker last wrote anything; `ran` is how long it has worked
/// in all its parts, without pauses and without the time between a stop and its resuming; `journal` holds the last of
/// what it said in its order, the newest steps among it.
public record RunState(
        RunFolder run,
        Life life,
        StepSeries steps,
        List<Stamped> events,
        WorkerEvent.@Nullable Started started,
        WorkerEvent.@Nullable Failed failure,
        WorkerEvent.@Nullable Finished finished,
        WorkerEvent.@Nullable Progress progress,
        Duration ran,
        boolean resumed,
        List<Stamped> journal,
        @Nullable Instant lastHeard) {

    /// Where a run is in its life.
    public enum Life {
        /// Ordered, and no worker has said anything yet.
        WAITING,
        RUNNING,
        PAUSED,
        /// Ended early by request; it can be resumed.
        STOPPED,
        FINISHED,
        /// Ended by a fault that the worker could still tell.
        FAILED,
        /// The worker is gone without a word: killed, or the machine went down. It can be resumed.
        VANISHED;

        public boolean isAlive() {
            return this == WAITING || this == RUNNING || this == PAUSED;
        }

        public boolean canResume() {
            return this == STOPPED || this == FAILED || this == VANISHED;
        }
    }

    public RunState {
        events = List.copyOf(events);
        journal = List.copyOf(journal);
    }

    /// Whether it waits because three steps in a row gave no number, not because somebody paused it.
    public boolean standsStill() {
        return life == Life.PAUSED && hasGivenUp();
    }

    /// Whether the last that happened to it is that it went back after three steps without a number.
    public boolean hasGivenUp() {
        for (var stamped : events.reversed()) {
            switch (stamped.event()) {
                case WorkerEvent.RolledBack _ -> {
                    return true;
                }
                case WorkerEvent.Paused _,
                        WorkerEvent.Note _,
                        WorkerEvent.Obeyed _,
                        WorkerEvent.Checkpointed _,
                        WorkerEvent.Stopped _,
                        WorkerEvent.Failed _ -> {}
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    /// How long the whole run took: its worker's own word, which a resumed one has of its last part only.
    public double seconds() {
        return finished != null && !resumed ? finished.seconds() : ran.toMillis() / 1000.0;
    }

    public long totalSteps() {
        return started == null ? 0 : started.totalSteps();
    }

    public double fraction() {
        if (life == Life.FINISHED) {
            return 1;
        }
        return totalSteps() == 0 ? 0 : Math.min(1, (double) steps.lastStep() / totalSteps());
    }

    /// Highest resident memory of the worker that a step has reported, in bytes.
    public long peakMemory() {
        double peak = 0;
        for (int i = 0; i < steps.size(); i++) {
            peak = Math.max(peak, steps.value(StepSeries.Quantity.MEMORY_BYTES, i));
        }
        return (long) peak;
    }
}
