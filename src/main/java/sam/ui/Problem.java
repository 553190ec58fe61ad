package sam.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;

/// A fault in two sentences for the person: what happened, and what to do about it.
public record Problem(String whatHappened, String whatToDo) {
    public static Problem of(Throwable fault) {
        return switch (fault) {
            case UncheckedIOException e -> of(Objects.requireNonNull(e.getCause()));
            case NoSuchFileException e -> new Problem(Texts.of("problem.missing-file", e.getFile()), check());
            case AccessDeniedException e ->
                new Problem(Texts.of("problem.no-access", e.getFile()), Texts.of("problem.check-permissions"));
            case IOException e
            when isFull(e) -> new Problem(Texts.of("problem.disk-full"), Texts.of("problem.free-space"));
            default -> split(fault);
        };
    }

    private static String check() {
        return Texts.of("problem.check-path");
    }

    /// Named faults carry "what is so. What to do."; anything else is our own mistake and says so.
    private static Problem split(Throwable fault) {
        var message = fault.getMessage();
        if (message == null || message.isBlank()) {
            return new Problem(
                    Texts.of("problem.unexpected", fault.getClass().getSimpleName()), Texts.of("problem.report"));
        }
        int end = message.indexOf(". ");
        return end < 0
                ? new Problem(message, "")
                : new Problem(
                        message.substring(0, end + 1),
                        message.substring(end + 2).strip());
    }

    private static boolean isFull(IOException e) {
        var text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("disk full") || text.contains("not enough space");
    }
}
