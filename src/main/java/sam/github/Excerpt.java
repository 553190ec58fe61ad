package sam.github;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sam.durable.Plain;

/// The files a change starts from, whole where they are short, else the lines around what changes.
final class Excerpt {
    private static final int[] AROUND = {25, 12, 6, 3};
    /// A file of which less than this part would be left out is shown whole.
    private static final double NEARLY_ALL = 0.8;

    private Excerpt() {}

    /// At most so many characters, or none where even the lines next to the change are more.
    static Optional<String> of(List<UnifiedDiff> diffs, int most) {
        var whole = text(diffs, Integer.MAX_VALUE / 2);
        if (whole.length() <= most / 2) {
            return Optional.of(whole);
        }
        for (int around : AROUND) {
            var some = text(diffs, around);
            if (some.length() <= most) {
                return Optional.of(some);
            }
        }
        return Optional.empty();
    }

    private static String text(List<UnifiedDiff> diffs, int around) {
        var text = new StringBuilder();
        for (var diff : diffs) {
            if (!diff.file().added() && !diff.file().before().isEmpty()) {
                append(text, diff, around);
            }
        }
        return text.toString().strip();
    }

    private static void append(StringBuilder text, UnifiedDiff diff, int around) {
        var lines = diff.file().before().lines().toList();
        var windows = windows(diff.spans(), lines.size(), around);
        int shown = windows.stream().mapToInt(span -> span.to() - span.from()).sum();
        if (shown >= NEARLY_ALL * lines.size()) {
            windows = List.of(new UnifiedDiff.Span(0, lines.size()));
        }
        for (var window : windows) {
            boolean all = window.from() == 0 && window.to() == lines.size();
            text.append(
                    all
                            ? Plain.text("%s:\n", diff.file().path())
                            : Plain.text("%s, lines %d to %d:\n", diff.file().path(), window.from() + 1, window.to()));
            text.append("```").append(fence(diff.file().language())).append('\n');
            for (var line : lines.subList(window.from(), window.to())) {
                text.append(line).append('\n');
            }
            text.append("```\n\n");
        }
    }

    private static String fence(String language) {
        return switch (language) {
            case "C++" -> "cpp";
            case "C#" -> "csharp";
            case "F#" -> "fsharp";
            case "Objective-C" -> "objc";
            case "Shell" -> "sh";
            default -> language.toLowerCase(Locale.ROOT);
        };
    }

    private static List<UnifiedDiff.Span> windows(List<UnifiedDiff.Span> spans, int lines, int around) {
        var windows = new ArrayList<UnifiedDiff.Span>();
        for (var span : spans) {
            int from = Math.max(0, span.from() - around);
            int to = Math.min(lines, span.to() + around);
            if (!windows.isEmpty() && windows.getLast().to() + 3 >= from) {
                var before = windows.removeLast();
                windows.add(new UnifiedDiff.Span(before.from(), Math.max(before.to(), to)));
            } else {
                windows.add(new UnifiedDiff.Span(from, to));
            }
        }
        return windows;
    }
}
