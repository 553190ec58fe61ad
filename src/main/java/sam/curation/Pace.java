package sam.curation;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/// How quickly the person decides, counted over the newest decisions and without their pauses.
final class Pace {
    private static final int WINDOW = 30;

    /// A longer look than this is taken for a pause and counts as this much.
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final InstantSource clock;
    private final Deque<Long> millis = new ArrayDeque<>();
    private long begun;
    private long accepted;
    private long decided;

    Pace(InstantSource clock) {
        this.clock = clock;
        this.begun = clock.millis();
    }

    /// A row came into view.
    void look() {
        begun = clock.millis();
    }

    /// The row in view was decided; answers how long it was looked at.
    long decide(boolean good) {
        long spent = Math.clamp(clock.millis() - begun, 0, LONGEST.toMillis());
        millis.addLast(spent);
        if (millis.size() > WINDOW) {
            millis.removeFirst();
        }
        decided++;
        if (good) {
            accepted++;
        }
        return spent;
    }

    long decided() {
        return decided;
    }

    double acceptRate() {
        return decided == 0 ? 0 : (double) accepted / decided;
    }

    /// Seconds a decision takes; 0 while there is none.
    double secondsEach() {
        return millis.isEmpty() ? 0 : millis.stream().mapToLong(Long::longValue).sum() / 1000.0 / millis.size();
    }

    double perMinute() {
        double seconds = secondsEach();
        return seconds == 0 ? 0 : 60 / seconds;
    }
}
