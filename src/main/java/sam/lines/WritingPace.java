package sam.lines;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/// How many lines an hour the person writes in this sitting, without the pauses.
final class WritingPace {
    /// Fewer say nothing of how long the next ones will take.
    private static final int ENOUGH = 10;

    /// A longer wait than this is taken for a pause and counts as this much.
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Set<Long> lines = new HashSet<>();
    private long since;
    private long millis;

    WritingPace(InstantSource clock) {
        this.clock = clock;
        this.since = clock.millis();
    }

    /// The page came to the front.
    void begin() {
        since = clock.millis();
    }

    void kept(long row) {
        long now = clock.millis();
        millis += Math.clamp(now - since, 0, LONGEST.toMillis());
        since = now;
        lines.add(row);
    }

    void takenBack(long row) {
        lines.remove(row);
    }

    /// 0 while there are too few to tell.
    double perHour() {
        return lines.size() < ENOUGH || millis == 0 ? 0 : lines.size() * 3_600_000.0 / millis;
    }
}
