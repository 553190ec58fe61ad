package sam.runs;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sam.protocol.EventLines.Stamped;
import sam.protocol.WorkerEvent;

/// How long a run has worked, by the times in its journal: the sum of its parts, without pauses and without what lies
/// between the end of one part and the beginning of the next.
final class RunClock {
    private Duration ran = Duration.ZERO;
    private Duration atLastStep = Duration.ZERO;
    private @Nullable Instant last;
    private boolean rests;
    private int parts;

    void hear(Stamped next) {
        var before = last;
        last = next.time();
        if (next.event() instanceof WorkerEvent.Started && ++parts > 1) {
            // a part that was killed has said nothing of its end: what it did after its last step is done again
            ran = atLastStep;
        } else if (before != null && !rests && next.time().isAfter(before)) {
            ran = ran.plus(Duration.between(before, next.time()));
        }
        switch (next.event()) {
            case WorkerEvent.Paused _, WorkerEvent.Stopped _, WorkerEvent.Failed _, WorkerEvent.Finished _ ->
                rests = true;
            case WorkerEvent.Obeyed _, WorkerEvent.Checkpointed _, WorkerEvent.Note _ -> {}
            case WorkerEvent.Step _ -> {
                rests = false;
                atLastStep = ran;
            }
            default -> rests = false;
        }
    }

    Duration ran() {
        return ran;
    }

    /// Whether there were several parts.
    boolean resumed() {
        return parts > 1;
    }

    void reset() {
        ran = Duration.ZERO;
        atLastStep = Duration.ZERO;
        last = null;
        rests = false;
        parts = 0;
    }
}
