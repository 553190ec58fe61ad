package sam.hub;

import java.time.Duration;

/// How fast a fetch goes and how long it still takes, smoothed over the last intervals so that a person can read it.
public final class FetchPace {
    private static final double NANOS = 1e9;
    /// Share of the newest interval in the shown rate.
    private static final double NEW = 0.3;

    private final long interval;
    private long lastTime;
    private long lastBytes;
    private double rate;

    public FetchPace(Duration interval) {
        this.interval = interval.toNanos();
    }

    public void start(long here, long nanos) {
        lastBytes = here;
        lastTime = nanos;
    }

    /// Whether an interval is over and there is something new to show.
    public boolean at(long here, long nanos) {
        if (nanos - lastTime < interval) {
            return false;
        }
        double newest = Math.max(0, here - lastBytes) / ((nanos - lastTime) / NANOS);
        rate = rate == 0 ? newest : NEW * newest + (1 - NEW) * rate;
        lastTime = nanos;
        lastBytes = here;
        return true;
    }

    public double bytesPerSecond() {
        return rate;
    }

    public double secondsLeft(long toCome) {
        return toCome / Math.max(1, rate);
    }
}
