package sam.net;

import java.time.Duration;

/// How long to wait before trying again: `first · 2ⁿ`, unless the server names a time.
///
/// - `attempts`: tries without any new byte before giving up.
/// - `stall`: how long a connection may bring nothing before it is taken for dead.
public record Pauses(int attempts, Duration first, Duration longest, Duration stall) {
    /// For a real service: half a minute of patience in all, ten minutes where the server asks for it.
    public static final Pauses USUAL =
            new Pauses(5, Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofSeconds(60));

    /// How long to wait after so many fruitless tries.
    public Duration after(int attempt) {
        return first.multipliedBy(1L << Math.min(attempt, 10));
    }

    public static void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }
}
