package sam.stories;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;
import org.jsoup.Jsoup;
import sam.stories.Work.Kind;
import sam.texts.Decoded;
import sam.texts.HtmlProse;
import sam.texts.HtmlProse.Block;

/// A story in Markdown: front matter or lines `Name: value` above it, headings for chapters, rules between scenes.
/// A single heading of level 1 at its begin is its title.
final class MarkdownStory {
    private static final Parser PARSER = Parser.builder().build();

    private MarkdownStory() {}

    static Work read(byte[] bytes, String fileTitle) {
        var decoded = Decoded.of(bytes);
        var notes = new ArrayList<String>();
        if (decoded.note() != null) {
            notes.add(decoded.note());
        }
        var header = header(Arrays.asList(
                decoded.text().replace("\r\n", "\n").replace('\r', '\n').split("\n", -1)));
        var blocks = new ArrayList<>(blocks(String.join("\n", header.rest())));
        var title = fileTitle;
        if (!blocks.isEmpty() && blocks.getFirst() instanceof Block.Heading first && first.level() == 1) {
            title = first.text();
            if (blocks.stream()
                            .filter(block -> block instanceof Block.Heading h && h.level() == 1)
                            .count()
                    == 1) {
                blocks.removeFirst();
            }
        }
        var chapters = Chapters.once(Chapters.of(blocks), notes);
        return Work.of(Kind.MARKDOWN, header.about(title), Addresses.without(chapters), notes);
    }

    /// Front matter between `---`, its lists one a line or in brackets; else lines of a header.
    private static Header header(List<String> lines) {
        if (!lines.getFirst().strip().equals("---")) {
            return Header.of(lines);
        }
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).strip().matches("---|\\.\\.\\.")) {
                var front = lines.subList(1, i).stream()
                        .map(line -> line.replaceFirst("^\\s*- +", "  , "))
                        .map(line -> line.replaceFirst("(:\\s*)[\"'](.*)[\"']\\s*$", "$1$2"))
                        .toList();
                return new Header(Header.of(front).fields(), lines.subList(i + 1, lines.size()));
            }
        }
        return Header.of(lines);
    }

    private static List<Block> blocks(String markdown) {
        var blocks = new ArrayList<Block>();
        PARSER.parse(markdown).accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                var words = words(heading);
                blocks.add(words.isBlank() ? new Block.Rule() : new Block.Heading(heading.getLevel(), words.strip()));
            }

            @Override
            public void visit(Paragraph paragraph) {
                paragraph(words(paragraph));
            }

            @Override
            public void visit(ThematicBreak thematicBreak) {
                blocks.add(new Block.Rule());
            }

            @Override
            public void visit(BulletList list) {
                // "* * *" with words is a list; one without any is a break between scenes
                int before = blocks.size();
                visitChildren(list);
                if (blocks.size() == before) {
                    blocks.add(new Block.Rule());
                }
            }

            @Override
            public void visit(FencedCodeBlock code) {
                paragraph(code.getLiteral());
            }

            @Override
            public void visit(IndentedCodeBlock code) {
                paragraph(code.getLiteral().replaceAll("\\s*\n\\s*", " "));
            }

            @Override
            public void visit(HtmlBlock html) {
                blocks.addAll(
                        HtmlProse.of(Jsoup.parseBodyFragment(html.getLiteral()).body()));
            }

            private void paragraph(String text) {
                if (!text.isBlank()) {
                    blocks.add(new Block.Paragraph(text.strip(), false));
                }
            }
        });
        return blocks;
    }

    private static String words(Node node) {
        var words = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak lineBreak) {
                words.append(' ');
            }

            @Override
            public void visit(HardLineBreak lineBreak) {
                words.append('\n');
            }
        });
        return words.toString();
    }
}
