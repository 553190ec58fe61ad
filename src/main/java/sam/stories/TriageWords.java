package sam.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The sections of `triage.txt`, each as one pattern.
final class TriageWords {
    private static final String WORD = "\\b";
    private static final Map<String, Pattern> SECTIONS = sections();

    private TriageWords() {}

    static Pattern of(String section) {
        return Objects.requireNonNull(SECTIONS.get(section), section);
    }

    private static Map<String, Pattern> sections() {
        var lines = new HashMap<String, List<String>>();
        var section = "";
        for (var line : text().lines().toList()) {
            if (line.startsWith("[") && line.endsWith("]") && line.matches("\\[[a-z ]+]")) {
                section = line.substring(1, line.length() - 1);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                lines.computeIfAbsent(section, _ -> new ArrayList<>()).add(line);
            }
        }
        var sections = new HashMap<String, Pattern>();
        lines.forEach((name, patterns) -> sections.put(name, pattern(patterns)));
        return sections;
    }

    /// Those that begin with a word are tried only where one begins: whole books are looked through.
    private static Pattern pattern(List<String> all) {
        var words = all.stream()
                .filter(each -> each.startsWith(WORD))
                .map(each -> each.substring(WORD.length()))
                .collect(Collectors.joining("|"));
        var others = all.stream().filter(each -> !each.startsWith(WORD)).toList();
        var alternatives = new ArrayList<>(others);
        if (!words.isEmpty()) {
            alternatives.addFirst(WORD + "(?:" + words + ")");
        }
        return Pattern.compile(String.join("|", alternatives), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static String text() {
        try (var in = Objects.requireNonNull(TriageWords.class.getResourceAsStream("triage.txt"), "triage.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
