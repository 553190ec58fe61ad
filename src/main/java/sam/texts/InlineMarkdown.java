package sam.texts;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// The running text of one paragraph.
final class InlineMarkdown {
    private static final Pattern SPACES = Pattern.compile("[ \\t\\n\\r\\f\\u00a0]+");
    private static final Pattern SCHEME = Pattern.compile("(?i)^(?:https?|ftp)://[^\\s<>]+$");
    /// Words that say nothing without what they point at.
    private static final Set<String> POINTERS = Set.of(
            "here",
            "there",
            "this",
            "that",
            "link",
            "this link",
            "the link",
            "click here",
            "see here",
            "this page",
            "this article",
            "this post",
            "this answer",
            "this question",
            "this one",
            "source",
            "read more",
            "more",
            "docs",
            "documentation",
            "the docs",
            "the documentation");

    private final Markdown.Links links;
    private final StringBuilder out = new StringBuilder();
    private boolean emphasised;
    private boolean strong;
    private String lastCode = "";
    private int codeFrom;
    private int codeEnd;

    InlineMarkdown(Markdown.Links links) {
        this.links = links;
    }

    /// Nodes as one paragraph, or as one line where line breaks have no place.
    static String paragraph(List<? extends Node> nodes, Markdown.Links links) {
        var inline = new InlineMarkdown(links);
        nodes.forEach(inline::add);
        return Escapes.lines(inline.out.toString().strip());
    }

    static String line(List<? extends Node> nodes, Markdown.Links links) {
        var inline = new InlineMarkdown(links);
        nodes.forEach(inline::add);
        return inline.out.toString().strip().replaceAll("\\s*\n\\s*", " ");
    }

    private void add(Node node) {
        switch (node) {
            case TextNode text -> words(text.getWholeText());
            case Element element when !Markdown.isFurniture(element) -> element(element);
            default -> {}
        }
    }

    private void words(String raw) {
        var text = SPACES.matcher(raw).replaceAll(" ");
        if ((out.isEmpty() || isSpaceLast()) && text.startsWith(" ")) {
            text = text.substring(1);
        }
        out.append(Escapes.text(text, last()));
    }

    private void element(Element element) {
        switch (element.normalName()) {
            case "br" -> {
                while (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
                    out.setLength(out.length() - 1);
                }
                out.append("  \n");
            }
            case "code", "tt", "samp" -> code(CodeFence.wholeText(element));
            case "em", "i", "var", "dfn" -> emphasis(element, "*");
            case "strong", "b" -> emphasis(element, "**");
            case "del", "s", "strike" -> wrap(inner(element), "~~", "~~");
            case "sub", "sup" -> raised(element);
            case "q" -> wrap(inner(element), "“", "”");
            case "img" -> words(element.attr("alt"));
            case "a" -> link(element);
            default -> element.childNodes().forEach(this::add);
        }
    }

    /// Two codes side by side become one: their fences would be read as one fence.
    private void code(String code) {
        boolean goesOn = codeEnd == out.length() && codeFrom < codeEnd;
        lastCode = goesOn ? lastCode + code : code;
        codeFrom = goesOn ? codeFrom : out.length();
        out.setLength(codeFrom);
        out.append(CodeFence.inline(lastCode));
        codeEnd = out.length();
    }

    /// What is inside, by the same rules and after the same character, its outer spaces kept.
    private String inner(Element element) {
        int from = out.length();
        element.childNodes().forEach(this::add);
        var text = out.substring(from);
        out.setLength(from);
        return text;
    }

    private void emphasis(Element element, String mark) {
        boolean isStrong = mark.length() == 2;
        if (isStrong ? strong : emphasised) {
            element.childNodes().forEach(this::add);
            return;
        }
        strong |= isStrong;
        emphasised |= !isStrong;
        var text = inner(element);
        strong &= !isStrong;
        emphasised &= isStrong;
        var bare = text.strip();
        boolean fits = !bare.isEmpty()
                && (out.isEmpty() || out.charAt(out.length() - 1) != '*')
                && Escapes.flanks(text.startsWith(" ") ? ' ' : last(), bare.charAt(0))
                && Escapes.flanks(text.endsWith(" ") ? ' ' : next(element), bare.charAt(bare.length() - 1))
                && !bare.contains("\n");
        wrap(text, fits ? mark : "", fits ? mark : "");
    }

    private void wrap(String text, String before, String after) {
        var bare = text.strip();
        if (bare.isEmpty()) {
            out.append(text.isEmpty() || isSpaceLast() ? "" : " ");
            return;
        }
        out.append(Character.isWhitespace(text.charAt(0)) && !isSpaceLast() ? " " : "");
        out.append(before).append(bare).append(after);
        out.append(Character.isWhitespace(text.charAt(text.length() - 1)) ? " " : "");
    }

    private void raised(Element element) {
        // a number that points at a footnote is no power
        if (element.selectFirst("a[href^=#]") == null) {
            var name = element.normalName();
            wrap(inner(element), "<" + name + ">", "</" + name + ">");
        }
    }

    private void link(Element element) {
        var text = inner(element);
        var bare = text.strip();
        var target = target(element);
        boolean kept = !target.isEmpty() && !bare.isEmpty() && !bare.contains("\n");
        var shown = element.wholeText().strip();
        if (kept && (shown.equals(target) || ("https://" + shown).equals(target) || isShortened(shown, target))) {
            wrap(text.replace(bare, "<" + target + ">"), "", "");
        } else if (kept && links != Markdown.Links.TEXT && (links == Markdown.Links.ALL || pointsOnly(shown))) {
            var place = target.matches("[^\\s()<>]+") ? target : "<" + target.replaceAll("[<>\\s]", "%20") + ">";
            wrap(balanced(text), "[", "](" + place + ")");
        } else {
            wrap(text, "", "");
        }
    }

    /// Pages shorten a long address in the middle or at its end.
    private static boolean isShortened(String shown, String target) {
        int cut = Math.max(shown.indexOf('…'), shown.indexOf("..."));
        return cut > 8 && target.contains(shown.substring(0, cut)) && !shown.contains(" ");
    }

    private static String target(Element element) {
        var whole = element.absUrl("href");
        var href = whole.isEmpty() ? element.attr("href").strip() : whole;
        boolean page = SCHEME.matcher(href).matches() || !href.contains(":") && !href.startsWith("#");
        return page ? href.replace(" ", "%20") : "";
    }

    private static boolean pointsOnly(String text) {
        var said = SPACES.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT);
        return POINTERS.contains(said) || said.matches("\\[?\\d{1,2}\\]?");
    }

    private static String balanced(String text) {
        int open = 0;
        boolean nested = true;
        for (int i = 0; i < text.length(); i++) {
            open += text.charAt(i) == '[' ? 1 : text.charAt(i) == ']' ? -1 : 0;
            nested &= open >= 0;
        }
        return nested && open == 0 ? text : text.replaceAll("(?<!\\\\)([\\[\\]])", "\\\\$1");
    }

    private char last() {
        return out.isEmpty() ? ' ' : out.charAt(out.length() - 1);
    }

    private boolean isSpaceLast() {
        return Character.isWhitespace(last());
    }

    private static char next(Element element) {
        for (var node = element.nextSibling(); node != null; node = node.nextSibling()) {
            var text = node instanceof TextNode words
                    ? words.getWholeText()
                    : node instanceof Element other ? other.normalName().equals("br") ? " " : other.wholeText() : "";
            if (!text.isEmpty()) {
                return text.charAt(0);
            }
        }
        return ' ';
    }
}
