package sam.ui;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times and sizes as people say them.
public final class Spoken {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_CLOCK = DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH);

    private static final Pattern LONG = Pattern.compile("\\S{24,}");
    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\](?=[^/\\\\])");
    /// Takes no room, and a line may end there.
    private static final String BREAK = "\u200b";

    private Spoken() {}

    /// `4 s`, `12 min`, `1 h 12 min`, `3 d 4 h`: two units at most.
    public static String time(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1000.0);
        if (seconds < 60) {
            return Texts.of("spoken.seconds", seconds);
        }
        if (seconds < 600) {
            long rest = seconds % 60;
            return rest == 0
                    ? Texts.of("spoken.minutes", seconds / 60)
                    : Texts.of("spoken.minutes-seconds", seconds / 60, rest);
        }
        long minutes = Math.round(seconds / 60.0);
        if (minutes < 60) {
            return Texts.of("spoken.minutes", minutes);
        }
        long hours = minutes / 60;
        if (hours < 48) {
            return minutes % 60 == 0
                    ? Texts.of("spoken.hours", hours)
                    : Texts.of("spoken.hours-minutes", hours, minutes % 60);
        }
        long wholeHours = Math.round(minutes / 60.0);
        return Texts.of("spoken.days-hours", wholeHours / 24, wholeHours % 24);
    }

    public static String time(double seconds) {
        return time(Duration.ofMillis((long) (seconds * 1000)));
    }

    /// The hour on the wall: `16:40`, with the day when it is another one.
    public static String clock(Instant moment, Instant now, ZoneId zone) {
        var there = moment.atZone(zone);
        boolean today = there.toLocalDate().equals(now.atZone(zone).toLocalDate());
        return (today ? CLOCK : DAY_AND_CLOCK).format(there);
    }

    /// A moment with its day, whatever day it is now.
    public static String moment(Instant moment, ZoneId zone) {
        return DAY_AND_CLOCK.format(moment.atZone(zone));
    }

    /// From here on bytes are said in gigabytes: less would not round to a thousand megabytes.
    public static final double GIGABYTE = 0.9995e9;

    /// `1.31 GB`, `48 MB`, `612 kB`, with 1 GB = 10⁹ bytes.
    public static String bytes(double bytes) {
        if (bytes >= GIGABYTE) {
            return Texts.of("spoken.gigabytes", bytes / 1e9);
        }
        return bytes >= 0.9995e6
                ? Texts.of("spoken.megabytes", Math.round(bytes / 1e6))
                : Texts.of("spoken.kilobytes", Math.round(bytes / 1e3));
    }

    /// The same words, in which a long path breaks at its separators and nowhere else needs to.
    public static String breakable(String words) {
        return LONG.matcher(words)
                .replaceAll(path -> Matcher.quoteReplacement(SEPARATOR
                        .matcher(path.group())
                        .replaceAll(found -> Matcher.quoteReplacement(found.group() + BREAK))));
    }

    /// `3.1 M`, `86 k`, `412`.
    public static String count(double count) {
        if (count >= 1e9) {
            return Texts.of("spoken.billions", count / 1e9);
        }
        if (count >= 1e6) {
            return Texts.of("spoken.millions", count / 1e6);
        }
        return count >= 10_000
                ? Texts.of("spoken.thousands", Math.round(count / 1e3))
                : Texts.of("spoken.count", Math.round(count));
    }
}
