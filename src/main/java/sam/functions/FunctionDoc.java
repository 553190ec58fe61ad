package sam.functions;

import java.util.List;
import java.util.regex.Pattern;
import sam.durable.Plain;

/// What a function's documentation says, in Markdown.
///
/// - `prose`: what it does.
/// - `returns`: what comes back, or empty.
/// - `deprecated`, `inherited`: it says that the function is not to be used any more; that its words stand elsewhere.
record FunctionDoc(
        String prose,
        List<Entry> parameters,
        String returns,
        List<Entry> faults,
        boolean deprecated,
        boolean inherited) {
    static final FunctionDoc EMPTY = new FunctionDoc("", List.of(), "", List.of(), false, false);

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’_.-][\\p{L}\\p{N}]+)*");
    private static final Pattern FENCE = Pattern.compile("(?s)```.*?(?:```|\\z)");

    FunctionDoc {
        parameters = List.copyOf(parameters);
        faults = List.copyOf(faults);
    }

    /// One parameter or exception and what is said of it.
    record Entry(String name, String text) {}

    /// The words of its prose, code blocks left out.
    long words() {
        return count(bareProse());
    }

    /// The words of all it says.
    long allWords() {
        long words = words() + count(returns);
        for (var entry : parameters) {
            words += count(entry.text());
        }
        for (var entry : faults) {
            words += count(entry.text());
        }
        return words;
    }

    /// Its prose without blocks of code.
    String bareProse() {
        return FENCE.matcher(prose).replaceAll(" ");
    }

    private static long count(String text) {
        return WORD.matcher(text).results().count();
    }

    /// All of it as one Markdown text.
    String markdown(String language) {
        var text = new StringBuilder(prose.strip());
        list(text, "Parameters", parameters);
        if (!returns.isBlank()) {
            text.append(text.isEmpty() ? "" : "\n\n").append("Returns: ").append(returns.strip());
        }
        list(text, language.equals("Java") ? "Throws" : "Raises", faults);
        return text.toString().strip();
    }

    private static void list(StringBuilder text, String title, List<Entry> entries) {
        var told = entries.stream().filter(entry -> !entry.text().isBlank()).toList();
        if (told.isEmpty()) {
            return;
        }
        text.append(Plain.text("%s%s:\n", text.isEmpty() ? "" : "\n\n", title));
        for (var entry : told) {
            text.append(Plain.text("\n- `%s`: %s", entry.name(), entry.text().strip()));
        }
    }
}
