package sam.texts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Block;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/// Reads a text as a tree of headings.
public final class Sections {
    private static final int DEEPEST = 100;
    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .maxOpenBlockParsers(DEEPEST)
            .maxInlineNesting(DEEPEST)
            .build();

    private final String text;
    private final Deque<Open> open = new ArrayDeque<>();

    /// A section whose end is not reached.
    private record Open(int level, String heading, List<Section.Block> blocks, List<Section> parts) {
        Open(int level, String heading) {
            this(level, heading, new ArrayList<>(), new ArrayList<>());
        }

        Section closed() {
            return new Section(level, heading, blocks, parts);
        }
    }

    private Sections(String text) {
        this.text = text;
    }

    public static Section ofMarkdown(String markdown) {
        return new Sections(markdown).read();
    }

    public static Section ofHtml(String html, String address) {
        return ofMarkdown(Markdown.of(html, address, Markdown.Links.SENSE));
    }

    private Section read() {
        open.push(new Open(0, ""));
        for (var node = PARSER.parse(text).getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading) {
                close(heading.getLevel());
                open.push(new Open(heading.getLevel(), plain(heading)));
            } else if (node instanceof Block block
                    && !(node instanceof ThematicBreak)
                    && !(node instanceof LinkReferenceDefinition)) {
                open.element().blocks().add(block(block));
            }
        }
        close(1);
        return open.element().closed();
    }

    private void close(int level) {
        while (open.element().level() >= level) {
            var done = open.pop().closed();
            open.element().parts().add(done);
        }
    }

    private Section.Block block(Block block) {
        var raw = raw(block);
        return switch (block) {
            case Paragraph paragraph -> new Section.Paragraph(raw);
            case FencedCodeBlock code ->
                new Section.Code(code.getInfo() == null ? "" : code.getInfo(), code.getLiteral(), raw);
            case IndentedCodeBlock code -> new Section.Code("", code.getLiteral(), raw);
            case ListBlock list -> new Section.Listing(list instanceof OrderedList, items(list), raw);
            case TableBlock table -> new Section.Table(raw);
            case BlockQuote quote -> new Section.Quote(raw);
            default -> new Section.Other(raw);
        };
    }

    private List<String> items(ListBlock list) {
        var items = new ArrayList<String>();
        for (var node = list.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof ListItem item) {
                var content = item.getContentIndent() == null ? 2 : item.getContentIndent();
                var lines = raw(item).split("\n", -1);
                var marked = lines[0].length() >= content ? lines[0].substring(content) : "";
                var out = new StringBuilder(marked);
                for (int i = 1; i < lines.length; i++) {
                    out.append('\n').append(unindented(lines[i], content));
                }
                items.add(out.toString().strip());
            }
        }
        return items;
    }

    private static String unindented(String line, int columns) {
        int at = 0;
        while (at < columns && at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return line.substring(at);
    }

    /// A block as it stands in the text, from its first line to its last.
    private String raw(Block block) {
        var spans = block.getSourceSpans();
        if (spans.isEmpty()) {
            return "";
        }
        var last = spans.getLast();
        return text.substring(spans.getFirst().getInputIndex(), last.getInputIndex() + last.getLength())
                .stripTrailing();
    }

    /// A heading's words; code keeps its marks.
    private static String plain(Node node) {
        var out = new StringBuilder();
        collect(node, out);
        return out.toString().strip();
    }

    private static void collect(Node node, StringBuilder out) {
        for (var child = node.getFirstChild(); child != null; child = child.getNext()) {
            switch (child) {
                case Text words -> out.append(words.getLiteral());
                case org.commonmark.node.Code code -> out.append(CodeFence.inline(code.getLiteral()));
                case SoftLineBreak br -> out.append(' ');
                case HardLineBreak br -> out.append(' ');
                default -> collect(child, out);
            }
        }
    }
}
