package sam.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/// Makes plain Markdown of what sites add to it: MDN's macros, MyST's directives and roles, boxes and tabs of others.
/// Links lose their targets. Code stays as it is.
final class Prose {
    private static final Pattern FENCE = Pattern.compile("^( {0,12})(`{3,}|~{3,}|:{3,})[ \\t]*(.*)$");
    private static final Pattern DIRECTIVE = Pattern.compile("^\\{([\\w:.-]+)\\}[ \\t]*(.*)$");
    private static final Pattern BOX = Pattern.compile("^( *)(?:!!!|\\?\\?\\?\\+?|===)[ \\t]+(.*)$");
    private static final Pattern RST = Pattern.compile("^\\.\\. ([\\w:.-]+)::[ \\t]*(.*)$");
    private static final Set<String> CODE =
            Set.of("code-block", "code", "sourcecode", "code-cell", "testcode", "doctest");
    private static final Set<String> SAID =
            Set.of("note", "warning", "tip", "important", "hint", "caution", "admonition");

    private static final Pattern SPAN = Pattern.compile("(?s)(`+)(?!`).*?(?<!`)\\1(?!`)");
    private static final String ASIDE = "\uf8f0";
    private static final Pattern PUT_ASIDE = Pattern.compile(ASIDE + "(\\d+)" + ASIDE);
    private static final Pattern ROLE = Pattern.compile("\\{([\\w:.-]+)\\}`([^`]+)`");
    private static final Pattern MACRO = Pattern.compile("(?s)\\{\\{\\s*([\\w-]+)\\s*(?:\\((.*?)\\))?\\s*\\}\\}");
    private static final Pattern ARGUMENT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)'");
    private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
    private static final Pattern TEMPLATE =
            Pattern.compile("(?m)^[ \\t]*(?:\\{%.*?%\\}|\\{\\{[<%].*?[>%]\\}\\}|\\{\\*.*?\\*\\})[ \\t]*$");
    private static final Pattern LABEL = Pattern.compile("(?m)^\\([\\w .:-]+\\)=[ \\t]*$");
    private static final Pattern IMAGE = Pattern.compile("!\\[([^\\]]*)\\]\\([^)]*\\)(?:\\{[^}]*\\})?");
    private static final Pattern LINK =
            Pattern.compile("(?<!!)\\[((?:[^\\[\\]]|\\[[^\\[\\]]*\\])*)\\]\\((?:[^()]|\\([^()]*\\))*\\)");
    private static final Pattern REFERENCE = Pattern.compile("(?<!!)\\[([^\\[\\]]+)\\]\\[[^\\[\\]]*\\]");
    private static final Pattern DEFINITION = Pattern.compile("(?m)^ {0,3}\\[[^\\]]+\\]:[ \\t]+\\S+.*$");
    private static final Pattern MEANING = Pattern.compile("\\n[ \\t]+- : ");
    private static final Pattern ALERT = Pattern.compile("(?m)^> \\[!(\\w+)\\][ \\t]*\\n> ?");
    private static final Pattern BLANKS = Pattern.compile("\\n{3,}");

    private Prose() {}

    static String plain(String markdown) {
        return BLANKS.matcher(blocks(List.of(markdown.split("\n", -1))))
                .replaceAll("\n\n")
                .strip();
    }

    private static String blocks(List<String> lines) {
        var out = new StringBuilder();
        var words = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            var fence = FENCE.matcher(line);
            var box = BOX.matcher(line);
            if (fence.matches()) {
                int end = end(lines, i, fence.group(2), fence.group(1).length());
                flush(words, out);
                var inside = lines.subList(i + 1, Math.max(i + 1, end));
                out.append(fenced(fence.group(1), fence.group(2), fence.group(3).strip(), inside))
                        .append('\n');
                i = end;
            } else if (box.matches()) {
                int end = i + 1;
                int indent = box.group(1).length() + 4;
                while (end < lines.size() && (lines.get(end).isBlank() || indent(lines.get(end)) >= indent)) {
                    end++;
                }
                flush(words, out);
                out.append(blocks(dedented(lines.subList(i + 1, end), indent))).append('\n');
                i = end - 1;
            } else {
                words.append(line).append('\n');
            }
        }
        flush(words, out);
        return out.toString();
    }

    /// The line that closes a fence, or the last one.
    private static int end(List<String> lines, int from, String mark, int indent) {
        for (int i = from + 1; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            boolean closes = line.length() >= mark.length() && line.chars().allMatch(c -> c == mark.charAt(0));
            if (closes && indent(lines.get(i)) <= indent + 3) {
                return i;
            }
        }
        return lines.size() - 1;
    }

    private static String fenced(String indent, String mark, String info, List<String> inside) {
        var directive = DIRECTIVE.matcher(info);
        if (!directive.matches()) {
            return mark.startsWith(":")
                    ? blocks(inside)
                    : indent + mark + info + "\n" + String.join("\n", inside) + (inside.isEmpty() ? "" : "\n") + indent
                            + mark;
        }
        var name = directive.group(1);
        var content = withoutOptions(inside);
        if (name.equals("eval-rst")) {
            return rst(content);
        }
        if (CODE.contains(name) || name.endsWith(":example")) {
            var language = directive.group(2).isEmpty() && !CODE.contains(name) ? "python" : directive.group(2);
            return code(language, content);
        }
        return SAID.contains(name) ? blocks(content) : "";
    }

    private static List<String> withoutOptions(List<String> lines) {
        int from = 0;
        if (!lines.isEmpty() && lines.getFirst().strip().equals("---")) {
            from = 1;
            while (from < lines.size() && !lines.get(from).strip().equals("---")) {
                from++;
            }
            from++;
        }
        while (from < lines.size() && lines.get(from).strip().matches(":[\\w-]+:.*")) {
            from++;
        }
        return lines.subList(Math.min(from, lines.size()), lines.size());
    }

    private static String code(String language, List<String> lines) {
        var text = String.join("\n", lines).replaceAll("^\\n+", "").stripTrailing();
        return text.isBlank() ? "" : "```" + language + "\n" + text + "\n```";
    }

    /// The few things of reStructuredText that stand in Markdown: code, and words.
    private static String rst(List<String> lines) {
        var out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            var found = RST.matcher(lines.get(i));
            if (!found.matches()) {
                boolean directive = lines.get(i).startsWith(".. ");
                out.append(directive ? "" : lines.get(i).replaceAll(":[\\w:]+:`~?([^`<]+)`", "`$1`"))
                        .append('\n');
                continue;
            }
            int end = i + 1;
            while (end < lines.size() && (lines.get(end).isBlank() || indent(lines.get(end)) > 0)) {
                end++;
            }
            var name = found.group(1);
            if (CODE.contains(name) || name.endsWith(":example")) {
                var inside = lines.subList(i + 1, end);
                int indent = inside.stream()
                        .filter(line -> !line.isBlank())
                        .mapToInt(Prose::indent)
                        .min()
                        .orElse(0);
                var language = found.group(2).isEmpty() && !CODE.contains(name) ? "python" : found.group(2);
                out.append('\n')
                        .append(code(language, withoutOptions(dedented(inside, indent))))
                        .append("\n\n");
            }
            i = end - 1;
        }
        return out.toString();
    }

    private static List<String> dedented(List<String> lines, int columns) {
        var out = new ArrayList<String>();
        for (var line : lines) {
            out.add(line.substring(Math.min(Math.min(columns, indent(line)), line.length())));
        }
        return out;
    }

    private static int indent(String line) {
        int at = 0;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static void flush(StringBuilder words, StringBuilder out) {
        out.append(words(words.toString()));
        words.setLength(0);
    }

    private static String words(String text) {
        var plain = COMMENT.matcher(text).replaceAll("");
        plain = LABEL.matcher(TEMPLATE.matcher(plain).replaceAll("")).replaceAll("");
        plain = DEFINITION.matcher(plain).replaceAll("");
        plain = ALERT.matcher(plain).replaceAll("> **Note:** ");
        plain = MEANING.matcher(plain).replaceAll(": ");
        plain = ROLE.matcher(plain).replaceAll(Prose::role);
        return outsideCode(plain);
    }

    /// Code within a line is put aside while links lose their targets: the words of a link may be code.
    private static String outsideCode(String text) {
        var codes = new ArrayList<String>();
        var plain = SPAN.matcher(text).replaceAll(found -> {
            codes.add(found.group());
            return ASIDE + (codes.size() - 1) + ASIDE;
        });
        plain = MACRO.matcher(plain).replaceAll(Prose::macro);
        plain = IMAGE.matcher(plain).replaceAll("");
        plain = LINK.matcher(plain).replaceAll("$1");
        plain = REFERENCE.matcher(plain).replaceAll("$1");
        return PUT_ASIDE
                .matcher(plain)
                .replaceAll(found -> Matcher.quoteReplacement(codes.get(Integer.parseInt(found.group(1)))));
    }

    /// `{func}`echo`` is code; `{ref}`words <place>`` are words.
    private static String role(MatchResult found) {
        var name = found.group(1).substring(found.group(1).lastIndexOf(':') + 1);
        var text = found.group(2).replaceAll("\\s*<[^>]*>$", "").replaceAll("^[~!]", "");
        boolean words = Set.of("ref", "doc", "term", "any", "abbr", "issue", "pr", "user", "sub", "sup")
                .contains(name);
        return Matcher.quoteReplacement(words ? text : "`" + text + "`");
    }

    private static String macro(MatchResult found) {
        var name = found.group(1).toLowerCase(Locale.ROOT);
        var arguments = ARGUMENT.matcher(found.group(2) == null ? "" : found.group(2))
                .results()
                .map(one -> Parser.unescapeEntities(one.group(1) != null ? one.group(1) : one.group(2), false))
                .toList();
        var shown = arguments.isEmpty()
                ? ""
                : arguments.size() > 1 && !arguments.get(1).isBlank() ? arguments.get(1) : arguments.getFirst();
        var text = switch (name) {
            case "glossary" -> shown;
            case "htmlelement", "svgelement", "mathmlelement" ->
                arguments.isEmpty() ? "" : "`<" + arguments.getFirst() + ">`";
            case "jsxref",
                    "domxref",
                    "cssxref",
                    "svgattr",
                    "httpheader",
                    "httpmethod",
                    "csp",
                    "htmlattrxref",
                    "webextapiref",
                    "httpstatus" -> shown.isEmpty() ? "" : "`" + shown + "`";
            case "optional_inline" -> "(optional)";
            case "deprecated_inline" -> "(deprecated)";
            case "experimental_inline" -> "(experimental)";
            case "non-standard_inline" -> "(non-standard)";
            case "readonlyinline" -> "(read-only)";
            default -> "";
        };
        return Matcher.quoteReplacement(text);
    }
}
