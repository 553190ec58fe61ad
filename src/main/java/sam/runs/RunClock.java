package sam.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sam.protocol.EventLines.Stamped;
import sam.protocol.WorkerEvent;

/// How long a run has worked, by the times in its journal: the sum of its parts, without pauses and without what lies
/// between the end of one part and the beginning of the next.
final class RunClock {
    private Duration ran = Duration.ZERO;
    private final NavigableMap<Long, Duration> atStep = new TreeMap<>();
    private @Nullable Instant last;
    private boolean rests;
    private int parts;

    void hear(Stamped next) {
        var before = last;
        last = next.time();
        if (next.event() instanceof WorkerEvent.Started started && ++parts > 1) {
            // what an earlier part did after the checkpoint that this one begins with is done again
            var there = atStep.floorEntry(started.fromStep());
            ran = there == null ? Duration.ZERO : there.getValue();
            atStep.tailMap(started.fromStep(), false).clear();
        } else if (before != null && !rests && next.time().isAfter(before)) {
            ran = ran.plus(Duration.between(before, next.time()));
        }
        switch (next.event()) {
            case WorkerEvent.Paused _, WorkerEvent.Stopped _, WorkerEvent.Failed _, WorkerEvent.Finished _ ->
                rests = true;
            case WorkerEvent.Obeyed _, WorkerEvent.Checkpointed _, WorkerEvent.Note _ -> {}
            case WorkerEvent.Step made -> {
                rests = false;
                atStep.put(made.step(), ran);
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
        atStep.clear();
        last = null;
        rests = false;
        parts = 0;
    }
}
