package sam.texts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;

/// HTML as Markdown (CommonMark with GFM tables): headings, paragraphs, lists, quotes, tables, emphasis; code to the
/// character, with its language; an image by its description; nothing of scripts, styles and what surrounds a text.
public final class Markdown {
    private static final Set<String> BLOCKS = Set.of(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "center",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "html",
            "li",
            "main",
            "menu",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "ul");
    private static final Set<String> FURNITURE = Set.of(
            "script",
            "style",
            "noscript",
            "template",
            "nav",
            "head",
            "iframe",
            "object",
            "svg",
            "canvas",
            "button",
            "input",
            "select",
            "textarea",
            "audio",
            "video");
    private static final Set<String> FURNITURE_CLASSES =
            Set.of("headerlink", "linenos", "linenodiv", "lineno", "copybtn", "anchor");
    private static final Pattern CLOSING_MARKS = Pattern.compile("(^|\\s)(#+)$");
    private static final int DEEPEST = 200;

    /// What becomes of a link's target.
    public enum Links {
        /// Only the words of a link stay.
        TEXT,
        /// A target stays where the words say nothing without it: "see here".
        SENSE,
        /// Every target stays.
        ALL
    }

    private enum Kind {
        WORDS,
        LIST,
        OTHER
    }

    private record Piece(Kind kind, String text) {}

    private final Links links;
    private final Set<Element> around;

    private Markdown(Element root, Links links) {
        this.links = links;
        this.around = Collections.newSetFromMap(new IdentityHashMap<>());
        for (var element : root.getAllElements()) {
            if (BLOCKS.contains(element.normalName())) {
                for (var up = element.parent(); up != null && around.add(up); ) {
                    up = up.parent();
                }
            }
        }
    }

    /// A piece of HTML or a whole page; targets stay where they are part of the sense.
    public static String of(String html) {
        return of(html, "", Links.SENSE);
    }

    /// - `address`: where the HTML is from, for links that are relative to it; or empty.
    public static String of(String html, String address, Links links) {
        return of(parse(html, address).body(), links);
    }

    /// What is inside an element of a parsed page.
    public static String of(Element element, Links links) {
        var pieces = new Markdown(element, links).blocks(element.childNodes());
        return String.join("\n\n", pieces.stream().map(Piece::text).toList());
    }

    /// HTML as jsoup reads it, no deeper than can be walked.
    public static org.jsoup.nodes.Document parse(String html, String address) {
        return Jsoup.parse(html, address, Parser.htmlParser().setMaxDepth(DEEPEST));
    }

    /// Whether an element is no part of the text: code that runs, controls, marks beside headings and lines.
    static boolean isFurniture(Element element) {
        return FURNITURE.contains(element.normalName())
                || element.hasAttr("hidden")
                || element.attr("role").equals("navigation")
                || element.classNames().stream().anyMatch(FURNITURE_CLASSES::contains);
    }

    private List<Piece> blocks(List<? extends Node> nodes) {
        var pieces = new ArrayList<Piece>();
        var run = new ArrayList<Node>();
        for (var node : nodes) {
            if (node instanceof Element element && (isBlock(element) || around.contains(element))) {
                words(run, pieces);
                if (!isFurniture(element)) {
                    block(element, pieces);
                }
            } else {
                run.add(node);
            }
        }
        words(run, pieces);
        return pieces;
    }

    private static boolean isBlock(Element element) {
        return BLOCKS.contains(element.normalName());
    }

    private void words(List<Node> run, List<Piece> pieces) {
        var text = InlineMarkdown.paragraph(run, links);
        run.clear();
        if (!text.isEmpty()) {
            pieces.add(new Piece(Kind.WORDS, text));
        }
    }

    private void block(Element element, List<Piece> pieces) {
        switch (element.normalName()) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> heading(element, pieces);
            case "pre" -> {
                if (!CodeFence.wholeText(element).isEmpty()) {
                    pieces.add(new Piece(Kind.OTHER, CodeFence.block(element)));
                }
            }
            case "ul", "ol", "menu" -> list(element, pieces);
            case "dl" -> definitions(element, pieces);
            case "blockquote" -> quote(element, pieces);
            case "table" -> table(element, pieces);
            case "hr" -> pieces.add(new Piece(Kind.OTHER, "___"));
            default -> pieces.addAll(blocks(element.childNodes()));
        }
    }

    private void heading(Element element, List<Piece> pieces) {
        if (around.contains(element)) {
            pieces.addAll(blocks(element.childNodes()));
            return;
        }
        var text = InlineMarkdown.line(element.childNodes(), links);
        if (!text.isEmpty()) {
            var whole = CLOSING_MARKS.matcher(text).replaceAll("$1\\\\$2");
            pieces.add(new Piece(Kind.OTHER, "#".repeat(element.normalName().charAt(1) - '0') + " " + whole));
        }
    }

    private void quote(Element element, List<Piece> pieces) {
        var inside = joined(blocks(element.childNodes()));
        if (!inside.isEmpty()) {
            pieces.add(new Piece(Kind.OTHER, "> " + inside.replace("\n", "\n> ").replaceAll("(?dm)^> $", ">")));
        }
    }

    private void list(Element element, List<Piece> pieces) {
        boolean numbered = element.normalName().equals("ol");
        // two lists one after the other would be read as one
        boolean other = !pieces.isEmpty() && pieces.getLast().kind() == Kind.LIST;
        var items = new ArrayList<List<Piece>>();
        for (var node : element.childNodes()) {
            if (node instanceof Element item && !item.normalName().equals("li") && !items.isEmpty()) {
                items.getLast().addAll(blocks(List.of(item)));
            } else if (node instanceof Element || node instanceof TextNode text && !text.isBlank()) {
                var li = node instanceof Element item && item.normalName().equals("li") ? item : null;
                var parts = li != null ? blocks(li.childNodes()) : blocks(List.of(node));
                if (!parts.isEmpty() || numbered && li != null) {
                    items.add(parts);
                }
            }
        }
        if (!items.isEmpty()) {
            var marks = numbered ? other ? ")" : "." : other ? "*" : "-";
            pieces.add(new Piece(Kind.LIST, listed(items, numbered ? start(element) : -1, marks)));
        }
    }

    private static int start(Element list) {
        var told = list.attr("start");
        return told.matches("\\d{1,6}") ? Integer.parseInt(told) : 1;
    }

    private static String listed(List<List<Piece>> items, int first, String mark) {
        var loose = items.stream().anyMatch(parts -> !isTight(parts));
        var out = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            var marker = (first < 0 ? "" : Integer.toString(first + i)) + mark + " ";
            var parts = items.get(i);
            var text = isTight(parts)
                    ? String.join("\n", parts.stream().map(Piece::text).toList())
                    : joined(parts);
            out.append(i == 0 ? "" : loose ? "\n\n" : "\n");
            out.append((marker + indented(text, marker.length())).stripTrailing());
        }
        return out.toString();
    }

    /// Words, and below them at most lists that may follow without an empty line.
    private static boolean isTight(List<Piece> parts) {
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            boolean fits = i == 0
                    ? part.kind() == Kind.WORDS
                    : i == 1 && part.kind() == Kind.LIST && part.text().matches("(?s)(?:[-*]|1[.)]) \\S.*");
            if (!fits || part.text().contains("\n\n")) {
                return false;
            }
        }
        return true;
    }

    private static String indented(String text, int columns) {
        return text.replaceAll("\n(?!\n|\\z)", "\n" + " ".repeat(columns));
    }

    private static String joined(List<Piece> pieces) {
        return String.join("\n\n", pieces.stream().map(Piece::text).toList());
    }

    /// Terms and what they mean, as a list: CommonMark has nothing of its own for them.
    private void definitions(Element element, List<Piece> pieces) {
        var items = new ArrayList<List<Piece>>();
        boolean termLast = false;
        for (var child : element.children()) {
            var parts = blocks(child.normalName().equals("div") ? List.of(child) : child.childNodes());
            if (child.normalName().equals("dd") && !items.isEmpty()) {
                var item = items.getLast();
                boolean short_ = termLast
                        && item.size() == 1
                        && parts.size() == 1
                        && item.getFirst().kind() == Kind.WORDS
                        && parts.getFirst().kind() == Kind.WORDS;
                if (short_) {
                    item.set(
                            0,
                            new Piece(
                                    Kind.WORDS,
                                    item.getFirst().text() + ": "
                                            + parts.getFirst().text()));
                } else {
                    item.addAll(parts);
                }
                termLast = false;
            } else if (!parts.isEmpty()) {
                items.add(new ArrayList<>(parts));
                termLast = child.normalName().equals("dt");
            }
        }
        if (!items.isEmpty()) {
            boolean other = !pieces.isEmpty() && pieces.getLast().kind() == Kind.LIST;
            pieces.add(new Piece(Kind.LIST, listed(items, -1, other ? "*" : "-")));
        }
    }

    private void table(Element element, List<Piece> pieces) {
        MarkdownTable.of(element, links)
                .ifPresentOrElse(
                        text -> pieces.add(new Piece(Kind.OTHER, text)),
                        () -> cells(element).forEach(cell -> pieces.addAll(blocks(cell.childNodes()))));
    }

    /// The cells of this table alone, not of tables inside it.
    static List<Element> cells(Element table) {
        return table.select("td, th, caption").stream()
                .filter(cell -> cell.closest("table") == table)
                .toList();
    }
}
