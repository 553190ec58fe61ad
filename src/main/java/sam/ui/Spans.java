package sam.ui;

import java.time.Duration;

/// Times as people say them.
public final class Spans {
    private Spans() {}

    /// For example `12 s`, `54 min`, `1 h 12 min`, `3 days`.
    public static String text(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 90) {
            return Texts.of("span.seconds", seconds);
        }
        long minutes = (seconds + 30) / 60;
        if (minutes < 60) {
            return Texts.of("span.minutes", minutes);
        }
        if (minutes < 48 * 60) {
            return Texts.of("span.hours", minutes / 60, minutes % 60);
        }
        return Texts.of("span.days", minutes / (24 * 60));
    }
}
