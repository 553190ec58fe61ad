package sam.lines;

import java.util.ArrayList;

/// The persona card as Markdown: what SAM is called, how it speaks, what it always and never does.
final class PersonaCard {
    /// What an empty card begins with.
    static final String HEADINGS = "# SAM\n\n## Voice\n\n\n## Always\n\n\n## Never\n\n";

    private PersonaCard() {}

    /// The card as a system prompt: headings with nothing below them say nothing and are left out.
    static String prompt(String card) {
        var lines = card.strip().lines().toList();
        var kept = new ArrayList<String>();
        for (int i = 0; i < lines.size(); i++) {
            boolean heading = lines.get(i).startsWith("#");
            if (!heading || says(lines.subList(i + 1, lines.size()), depth(lines.get(i)))) {
                kept.add(lines.get(i).stripTrailing());
            }
        }
        return String.join("\n", kept).replaceAll("\n{3,}", "\n\n").strip();
    }

    /// Whether something is said before the next heading of the same or a higher kind.
    private static boolean says(java.util.List<String> below, int depth) {
        for (var line : below) {
            if (line.startsWith("#")) {
                if (depth(line) <= depth) {
                    return false;
                }
            } else if (!line.isBlank()) {
                return true;
            }
        }
        return false;
    }

    private static int depth(String heading) {
        int depth = 0;
        while (depth < heading.length() && heading.charAt(depth) == '#') {
            depth++;
        }
        return depth;
    }
}
