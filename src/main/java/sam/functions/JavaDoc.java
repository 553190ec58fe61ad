package sam.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Entities;
import sam.functions.FunctionDoc.Entry;
import sam.texts.Markdown;

/// Reads a Javadoc comment, in HTML or (`///`) in Markdown.
final class JavaDoc {
    private static final Pattern TAG = Pattern.compile("@([A-Za-z][\\w.-]*)(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("\\s*([^\\s(]+(?:\\([^)]*\\))?)\\s*(.*)", Pattern.DOTALL);

    private static final Pattern OUTSIDE = Pattern.compile("(?s)(`+)(?:.*?[^`])\\1(?!`)|[^`]+|`");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([\\[\\]_<>&#~|!(){}.+-])");

    private final List<Entry> parameters = new ArrayList<>();
    private final List<Entry> faults = new ArrayList<>();
    private final StringBuilder returns = new StringBuilder();
    private final StringBuilder prose = new StringBuilder();
    private final boolean markdown;
    private boolean deprecated;
    private boolean inherited;

    private JavaDoc(boolean markdown) {
        this.markdown = markdown;
    }

    /// Reads a comment as it stands in the source, marks included.
    static FunctionDoc read(String comment) {
        var doc = new JavaDoc(comment.startsWith("///"));
        doc.parts(stripped(comment, doc.markdown));
        return new FunctionDoc(
                doc.prose.toString().strip(),
                doc.parameters,
                doc.returns.toString().strip(),
                doc.faults,
                doc.deprecated,
                doc.inherited);
    }

    private static List<String> stripped(String comment, boolean markdown) {
        if (markdown) {
            return comment.lines()
                    .map(line -> line.strip().replaceFirst("^///+ ?", "").stripTrailing())
                    .toList();
        }
        var inner =
                comment.replaceFirst("\\*/$", "").replaceFirst("^/\\*\\*+", "").replaceFirst("\\*+$", "");
        return inner.lines()
                .map(line -> line.replaceFirst("^\\s*\\*+ ?", "").stripTrailing())
                .toList();
    }

    private void parts(List<String> lines) {
        var part = new StringBuilder();
        int braces = 0;
        boolean pre = false;
        for (var line : lines) {
            if (braces <= 0 && !pre && line.stripLeading().matches("@[A-Za-z][\\w.-]*(?:\\s.*)?")) {
                part(part.toString());
                part.setLength(0);
                part.append(line.stripLeading()).append('\n');
                braces = 0;
            } else {
                part.append(line).append('\n');
            }
            var lower = line.toLowerCase(Locale.ROOT);
            pre = pre ? !lower.contains("</pre>") : lower.contains("<pre") && !lower.contains("</pre>");
            for (int i = 0; i < line.length(); i++) {
                boolean opens = line.startsWith("{@", i) || braces > 0 && line.charAt(i) == '{';
                braces += opens ? 1 : line.charAt(i) == '}' && braces > 0 ? -1 : 0;
            }
        }
        part(part.toString());
    }

    private void part(String text) {
        var tag = TAG.matcher(text.strip());
        if (!text.strip().startsWith("@") || !tag.matches()) {
            prose.append(text(text));
            return;
        }
        var said = tag.group(2) == null ? "" : tag.group(2).strip();
        switch (tag.group(1)) {
            case "param" -> entry(said, parameters);
            case "throws", "exception" -> entry(said, faults);
            case "return" -> returns.append(text(said));
            case "deprecated" -> deprecated = true;
            case "apiNote", "implNote", "implSpec" -> prose.append(said.isEmpty() ? "" : "\n\n" + text(said));
            default -> {
                // names people, versions and other places
            }
        }
    }

    private void entry(String said, List<Entry> into) {
        var words = said.split("\\s+", 2);
        if (!words[0].startsWith("<")) {
            into.add(new Entry(
                    words[0].substring(words[0].lastIndexOf('.') + 1),
                    words.length < 2 ? "" : text(words[1]).replaceAll("\\s+", " ")));
        }
    }

    private String text(String raw) {
        var html = tags(raw);
        if (markdown) {
            return html.replaceAll("\\[([^\\]\\n]+)\\](?![(\\[])", "`$1`")
                    .replace("`#", "`")
                    .strip();
        }
        return withoutEscapes(Markdown.of(html, "", Markdown.Links.TEXT)).strip();
    }

    /// Signs that a page would need escaped stay as they were written; code has none.
    private static String withoutEscapes(String text) {
        return OUTSIDE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group().startsWith("`")
                                ? found.group()
                                : ESCAPED.matcher(found.group()).replaceAll("$1")));
    }

    /// Tags in braces become what they stand for.
    private String tags(String raw) {
        var html = new StringBuilder();
        int at = 0;
        for (int start = raw.indexOf("{@"); start >= 0; start = raw.indexOf("{@", at)) {
            int end = closing(raw, start);
            if (end < 0) {
                break;
            }
            html.append(raw, at, start);
            var tag = TAG.matcher(raw.substring(start + 1, end));
            html.append(
                    tag.matches()
                            ? inline(tag.group(1), tag.group(2) == null ? "" : tag.group(2))
                            : escaped(raw.substring(start, end + 1)));
            at = end + 1;
        }
        return html.append(raw.substring(at)).toString();
    }

    private static int closing(String raw, int start) {
        int depth = 0;
        for (int i = start; i < raw.length(); i++) {
            char c = raw.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private String inline(String tag, String said) {
        return switch (tag) {
            case "link", "linkplain", "value" -> reference(said);
            case "literal" -> escaped(said);
            case "inheritDoc" -> {
                inherited = true;
                yield "";
            }
            case "return" -> "Returns " + tags(said) + (said.strip().endsWith(".") ? "" : ".");
            case "snippet" -> "<pre>" + escaped(said.replaceFirst("^[^\\n]*:\\s*\\n", "")) + "</pre>";
            case "summary" -> tags(said);
            default -> code(said.strip());
        };
    }

    private String reference(String said) {
        var parts = REFERENCE.matcher(said.strip());
        if (!parts.matches()) {
            return "";
        }
        var label = parts.group(2).strip();
        if (!label.isEmpty()) {
            return label.matches("[\\w.#]+(?:\\([^)]*\\))?") ? code(label) : tags(label);
        }
        var target = parts.group(1);
        int hash = target.indexOf('#');
        var type = hash < 0 ? target : target.substring(0, hash);
        var name = type.replaceFirst("^(?:[a-z][\\w]*\\.)+(?=[A-Z])", "");
        return code(hash < 0 ? name : name.isEmpty() ? target.substring(1) : name + "." + target.substring(hash + 1));
    }

    private String code(String text) {
        return markdown ? "`" + text + "`" : "<code>" + escaped(text) + "</code>";
    }

    private String escaped(String text) {
        return markdown ? text : Entities.escape(text);
    }
}
