package sam.functions;

import java.util.ArrayList;
import java.util.List;

/// The white space at the beginning of lines.
final class Indents {
    private static final int TAB = 8;

    private Indents() {}

    /// How many columns a line is indented.
    static int of(String line) {
        int columns = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\t') {
                columns += TAB - columns % TAB;
            } else if (c == ' ') {
                columns++;
            } else {
                break;
            }
        }
        return columns;
    }

    /// A docstring without the indent its lines share; the first one begins behind the quotes (PEP 257).
    static String clean(String docstring) {
        var lines = new ArrayList<>(docstring.replace("\t", "        ").lines().toList());
        if (lines.isEmpty()) {
            return "";
        }
        var rest = shared(lines.subList(1, lines.size()));
        var first = lines.getFirst().strip();
        return (first + "\n" + String.join("\n", rest)).strip();
    }

    /// Lines without the indent they share, and none at their ends.
    static List<String> shared(List<String> lines) {
        int margin = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return lines.stream()
                .map(line -> line.isBlank() ? "" : line.substring(margin).stripTrailing())
                .toList();
    }
}
