package sam.curation;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import sam.library.Status;

/// How quickly the person decides, counted over the newest decisions and without their pauses.
final class DecisionRate {
    private static final int WINDOW = 30;

    /// Fewer say nothing of how long the next ones will take.
    private static final int ENOUGH = 5;

    /// A longer look than this is taken for a pause and counts as this much.
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final InstantSource clock;
    private final Deque<Long> millis = new ArrayDeque<>();
    private final Map<Long, Status> verdicts = new HashMap<>();
    private long begun;

    DecisionRate(InstantSource clock) {
        this.clock = clock;
        this.begun = clock.millis();
    }

    /// A row came into view.
    void look() {
        begun = clock.millis();
    }

    /// The row in view was decided or skipped; answers how long it was looked at.
    long decide(long row, Status verdict) {
        long spent = Math.clamp(clock.millis() - begun, 0, LONGEST.toMillis());
        millis.addLast(spent);
        if (millis.size() > WINDOW) {
            millis.removeFirst();
        }
        stands(row, verdict);
        return spent;
    }

    /// Where a row stands after an undo, a redo or a refusal of the disk: what is waiting or skipped is not decided.
    void stands(long row, Status verdict) {
        if (verdict == Status.ACCEPTED || verdict == Status.REJECTED) {
            verdicts.put(row, verdict);
        } else {
            verdicts.remove(row);
        }
    }

    long decided() {
        return verdicts.size();
    }

    double acceptRate() {
        long accepted = verdicts.values().stream()
                .filter(each -> each == Status.ACCEPTED)
                .count();
        return verdicts.isEmpty() ? 0 : (double) accepted / verdicts.size();
    }

    /// Seconds a decision takes; 0 while there are too few to tell.
    double secondsEach() {
        return millis.size() < ENOUGH
                ? 0
                : millis.stream().mapToLong(Long::longValue).sum() / 1000.0 / millis.size();
    }

    double perMinute() {
        double seconds = secondsEach();
        return seconds == 0 ? 0 : 60 / seconds;
    }
}
