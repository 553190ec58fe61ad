package sam.durable;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.core.JacksonException;

/// Says in one or two sentences what a fault means to the person: never a stack trace, never a class name alone.
public final class Sentences {
    private static final int LONGEST = 1_000;

    private Sentences() {}

    public static String of(Throwable fault) {
        return switch (fault) {
            case NoSuchFileException e -> Plain.text("There is no %s. Check the path.", e.getFile());
            case FileNotFoundException e -> Plain.text("A file cannot be opened: %s.", e.getMessage());
            case FileAlreadyExistsException e -> Plain.text("%s exists already. Choose another place.", e.getFile());
            case AccessDeniedException e ->
                Plain.text("%s may not be read or written. Check its permissions.", e.getFile());
            case NotDirectoryException e -> Plain.text("%s is not a folder.", e.getFile());
            case FileSystemException e
            when isFull(e) ->
                Plain.text("The disk is full: %s could not be written. Free some space and try again.", e.getFile());
            case java.io.IOException e
            when isFull(e) -> "The disk is full. Free some space and try again; what was saved before is still there.";
            case java.io.IOException e
            when "Is a directory".equals(e.getMessage()) ->
                "A folder was given where a file is needed. Check the paths.";
            case JacksonException e -> "A file is not readable JSON. Take it from a backup, or make it again.";
            case java.io.UncheckedIOException e -> of(Objects.requireNonNull(e.getCause()));
            case OutOfMemoryError e -> "Memory ran out. Choose a smaller model, batch or length.";
            default -> {
                var message = fault.getMessage();
                yield message == null || message.isBlank()
                        ? Plain.text(
                                "Something failed inside the program (%s). Please report it.",
                                fault.getClass().getSimpleName())
                        : message.lines().findFirst().orElse(message);
            }
        };
    }

    /// A message that quotes a stranger's file, fit to be shown: control characters become blanks, and a long text
    /// loses its middle.
    public static String quoting(String message) {
        var text = message.replaceAll("\\p{Cntrl}+", " ");
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST / 2) + " … " + text.substring(text.length() - LONGEST / 2);
    }

    public static boolean isFull(Exception e) {
        var text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("disk full") || text.contains("not enough space");
    }
}
