package sam.texts;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// Code as it stands, between fences that are longer than any run of backticks in it.
final class CodeFence {
    private static final Pattern LANGUAGE =
            Pattern.compile("(?:language|lang|highlight-source|highlight)-([A-Za-z0-9+#._-]+)");
    private static final Pattern BRUSH = Pattern.compile("brush:\\s*([A-Za-z0-9+#._-]+)");
    private static final Pattern LINE_END = Pattern.compile("\r\n?");

    private CodeFence() {}

    static String block(Element pre) {
        return block(language(pre), LINE_END.matcher(wholeText(pre)).replaceAll("\n"));
    }

    static String block(String language, String code) {
        var fence = "`".repeat(Math.max(3, longestRun(code) + 1));
        return fence + language + "\n" + code + (code.isEmpty() || code.endsWith("\n") ? "" : "\n") + fence;
    }

    static String inline(String code) {
        var text = code.replace('\n', ' ').replace('\r', ' ');
        if (text.isBlank()) {
            return text.isEmpty() ? "" : " ";
        }
        var fence = "`".repeat(longestRun(text) == 0 ? 1 : longestRun(text) + 1);
        boolean touches = text.startsWith("`") || text.endsWith("`");
        boolean loses = text.startsWith(" ") && text.endsWith(" ");
        var pad = touches || loses ? " " : "";
        return fence + pad + text + pad + fence;
    }

    /// The text of an element with its line breaks, without what pages put beside code.
    static String wholeText(Element element) {
        var text = new StringBuilder();
        collect(element, text);
        return text.toString();
    }

    private static void collect(Element element, StringBuilder text) {
        for (Node child : element.childNodes()) {
            switch (child) {
                case TextNode words -> text.append(words.getWholeText());
                case Element br when br.normalName().equals("br") -> text.append('\n');
                case Element inner when !Markdown.isFurniture(inner) -> collect(inner, text);
                default -> {}
            }
        }
    }

    private static int longestRun(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /// What the page says of the language, on the code itself or on the boxes around it.
    private static String language(Element pre) {
        var code = pre.selectFirst("> code");
        if (code != null) {
            var told = told(code);
            if (!told.isEmpty()) {
                return told;
            }
        }
        var box = pre;
        for (int up = 0; up < 3 && box != null; up++, box = box.parent()) {
            var told = told(box);
            if (!told.isEmpty()) {
                return told;
            }
        }
        return "";
    }

    private static String told(Element element) {
        for (var name : element.classNames()) {
            var found = LANGUAGE.matcher(name);
            if (found.matches()) {
                var language = found.group(1).toLowerCase(Locale.ROOT);
                return switch (language) {
                    case "default", "none", "text", "plaintext", "notranslate" -> "";
                    case "python3", "ipython3", "ipython" -> "python";
                    default -> language;
                };
            }
        }
        var brush = BRUSH.matcher(element.className());
        return brush.find() ? brush.group(1) : "";
    }
}
