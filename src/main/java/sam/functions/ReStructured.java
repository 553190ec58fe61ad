package sam.functions;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Marks of reStructuredText within lines, as Markdown.
final class ReStructured {
    private static final Pattern ROLE = Pattern.compile(":(?:[a-z]+:)?[a-z]+:`([~!]?)([^`<]+?)(?:\\s*<[^>`]*>)?`");
    private static final Pattern LINK = Pattern.compile("`([^`<]+?)\\s*<[^>`]*>`_{1,2}");
    private static final Pattern REFERENCE = Pattern.compile("`([^`\\n]+)`_{1,2}(?!\\w)");
    private static final Pattern LITERAL = Pattern.compile("``([^`\\n]+)``");
    private static final Pattern FOOTNOTE = Pattern.compile("\\s?\\[(?:#?\\w{1,3}|\\d+)\\]_");
    private static final Pattern SUBSTITUTION = Pattern.compile("\\|(\\w+)\\|_?");

    private ReStructured() {}

    /// A paragraph's text.
    static String inline(String text) {
        var plain = ROLE.matcher(text).replaceAll(found -> {
            var name = found.group(2).strip();
            var shown = found.group(1).equals("~") ? name.substring(name.lastIndexOf('.') + 1) : name;
            return Matcher.quoteReplacement("`" + shown.replaceFirst("^\\.", "") + "`");
        });
        plain = LINK.matcher(plain).replaceAll("$1");
        plain = REFERENCE.matcher(plain).replaceAll("$1");
        plain = LITERAL.matcher(plain).replaceAll("`$1`");
        plain = FOOTNOTE.matcher(plain).replaceAll("");
        plain = SUBSTITUTION.matcher(plain).replaceAll("$1");
        return plain.replace("\\*", "*")
                .replace("\\_", "_")
                .replaceAll("[ \\t]{2,}", " ")
                .strip();
    }

    /// Lines of a field or a section as running text.
    static String flowing(List<String> lines) {
        return inline(String.join(
                " ",
                lines.stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList()));
    }
}
