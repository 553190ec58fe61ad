package sam.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// The prose of a piece of HTML as its blocks in reading order: headings, paragraphs, rules. Emphasis, links and tables
/// become plain words; scripts, styles and pictures go. Two line breaks in a row end a paragraph, as people who paste
/// text mean them.
public final class HtmlProse {
    private static final Set<String> NOTHING = Set.of(
            "script",
            "style",
            "head",
            "template",
            "nav",
            "svg",
            "math",
            "audio",
            "video",
            "object",
            "iframe",
            "form",
            "button",
            "select",
            "noscript",
            "title");
    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "blockquote",
            "section",
            "article",
            "li",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "table",
            "tr",
            "td",
            "th",
            "pre",
            "center",
            "body",
            "html",
            "main",
            "aside",
            "header",
            "footer",
            "figure",
            "figcaption",
            "address",
            "details",
            "summary",
            "tbody",
            "thead");

    private static final Pattern BLANKS = Pattern.compile("[ \\t\\r\\n\\f]+");
    private static final Pattern PARAGRAPH_END = Pattern.compile("\n[ \\u00a0]*\n[\\s\\u00a0]*");
    private static final Pattern HIDDEN = Pattern.compile("[\\u00ad\\u200b\\u2060\\ufeff]");
    private static final Pattern EVERY_BLANK = Pattern.compile("[\\s\\u00a0\\u2002-\\u200a\\u202f\\u3000]+");

    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean pictured;

    /// One block. A paragraph keeps its single line breaks.
    public sealed interface Block {
        /// A heading of level 1 to 6.
        record Heading(int level, String text) implements Block {}

        /// A paragraph, which may stand in the middle of its line.
        record Paragraph(String text, boolean centred) implements Block {}

        /// A line across the page, or a picture where a paragraph would stand.
        record Rule() implements Block {}
    }

    private HtmlProse() {}

    /// The blocks below an element.
    public static List<Block> of(Element root) {
        var prose = new HtmlProse();
        prose.walk(root, false, false);
        prose.end(false);
        return prose.blocks;
    }

    private void walk(Element element, boolean centred, boolean verbatim) {
        for (Node child : element.childNodes()) {
            if (child instanceof TextNode words) {
                add(
                        verbatim
                                ? words.getWholeText()
                                : BLANKS.matcher(words.getWholeText()).replaceAll(" "));
            } else if (child instanceof Element inner) {
                element(inner, centred || isCentred(inner), verbatim);
            }
        }
    }

    private void element(Element element, boolean centred, boolean verbatim) {
        var name = element.normalName();
        if (NOTHING.contains(name)) {
            return;
        }
        if (name.equals("br")) {
            add("\n");
            walk(element, centred, verbatim);
        } else if (name.equals("hr")) {
            end(centred);
            blocks.add(new Block.Rule());
            walk(element, centred, verbatim);
        } else if (name.equals("img")) {
            pictured = true;
        } else if (name.matches("h[1-6]")) {
            end(centred);
            walk(element, centred, verbatim);
            heading(name.charAt(1) - '0');
        } else if (BLOCKS.contains(name)) {
            end(centred);
            walk(element, centred, verbatim || name.equals("pre"));
            end(centred);
        } else {
            walk(element, centred, verbatim);
        }
    }

    private static boolean isCentred(Element element) {
        return element.normalName().equals("center")
                || element.attr("align").equalsIgnoreCase("center")
                || element.attr("style")
                        .toLowerCase(Locale.ROOT)
                        .replace(" ", "")
                        .contains("text-align:center");
    }

    private void add(String words) {
        text.append(words);
    }

    private void heading(int level) {
        var words = line(text.toString().replace('\n', ' '));
        text.setLength(0);
        pictured = false;
        if (!words.isEmpty()) {
            blocks.add(new Block.Heading(level, words));
        }
    }

    private void end(boolean centred) {
        boolean any = false;
        for (var part : PARAGRAPH_END.split(text)) {
            var words = lines(part);
            if (!words.isEmpty()) {
                blocks.add(new Block.Paragraph(words, centred));
                any = true;
            }
        }
        if (!any && pictured) {
            blocks.add(new Block.Rule());
        }
        text.setLength(0);
        pictured = false;
    }

    private static String lines(String part) {
        var lines = new StringBuilder();
        for (var row : part.split("\n")) {
            var words = line(row);
            if (!words.isEmpty()) {
                lines.append(lines.isEmpty() ? "" : "\n").append(words);
            }
        }
        return lines.toString();
    }

    /// Blanks of every kind are one; soft hyphens and zero-width marks are none.
    private static String line(String row) {
        return EVERY_BLANK
                .matcher(HIDDEN.matcher(row).replaceAll(""))
                .replaceAll(" ")
                .strip();
    }
}
