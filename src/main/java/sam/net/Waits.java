package sam.net;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;

/// How long a service asks to be left alone: `Retry-After` first, then a spent `X-RateLimit-Remaining` with its reset.
record Waits(InstantSource clock) {
    /// The service's own clock may be a little behind.
    private static final Duration SLACK = Duration.ofSeconds(1);

    Optional<Duration> asked(HttpResponse<?> response) {
        var told = response.headers().firstValue("Retry-After").map(this::retryAfter);
        return told.filter(wait -> !wait.isNegative()).or(() -> untilReset(response));
    }

    /// Whether a refusal is no refusal, but a quota that is spent.
    static boolean isSpent(HttpResponse<?> response) {
        int status = response.statusCode();
        return (status == 403 || status == 429)
                && (number(response, "X-RateLimit-Remaining").orElse(1) == 0
                        || response.headers().firstValue("Retry-After").isPresent());
    }

    private Optional<Duration> untilReset(HttpResponse<?> response) {
        if (number(response, "X-RateLimit-Remaining").orElse(1) != 0) {
            return Optional.empty();
        }
        var reset = number(response, "X-RateLimit-Reset");
        if (reset.isEmpty()) {
            return Optional.empty();
        }
        var wait = Duration.between(clock.instant(), Instant.ofEpochSecond(reset.getAsLong()))
                .plus(SLACK);
        return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    }

    private static OptionalLong number(HttpResponse<?> response, String header) {
        try {
            return response.headers().firstValueAsLong(header);
        } catch (NumberFormatException noNumber) {
            return OptionalLong.empty();
        }
    }

    /// Seconds, or a date.
    private Duration retryAfter(String value) {
        try {
            return Duration.ofSeconds(Long.parseLong(value.strip()));
        } catch (NumberFormatException | ArithmeticException noSeconds) {
            return until(value.strip());
        }
    }

    private Duration until(String date) {
        try {
            return Duration.between(clock.instant(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (DateTimeException e) {
            return Duration.ofSeconds(-1);
        }
    }
}
