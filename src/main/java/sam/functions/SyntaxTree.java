package sam.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TreeSitterJava;
import org.treesitter.TreeSitterPython;

/// What a grammar makes of a source text. The grammar sees one plain character for each of the text, so that its places
/// are those of the text whatever is written there.
final class SyntaxTree implements AutoCloseable {
    private static final int DEEPEST = 200;

    private final String text;
    private final TSParser parser;
    private final TSTree tree;

    private SyntaxTree(String text, TSParser parser, TSTree tree) {
        this.text = text;
        this.parser = parser;
        this.tree = tree;
    }

    static SyntaxTree ofJava(String text) {
        return of(text, new TreeSitterJava());
    }

    static SyntaxTree ofPython(String text) {
        return of(text, new TreeSitterPython());
    }

    private static SyntaxTree of(String text, TSLanguage grammar) {
        var parser = new TSParser();
        if (!parser.setLanguage(grammar)) {
            throw new IllegalStateException("The grammar does not fit the parser.");
        }
        return new SyntaxTree(text, parser, parser.parseString(null, plain(text)));
    }

    /// Letters of all scripts become a letter, the rest a sign that no language uses.
    private static String plain(String text) {
        if (text.chars().allMatch(c -> c > 0 && c < 128)) {
            return text;
        }
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int width = Character.charCount(c);
            char as = c > 0 && c < 128 ? (char) c : Character.isUnicodeIdentifierPart(c) ? 'x' : '?';
            plain.repeat(as, width);
            i += width;
        }
        return plain.toString();
    }

    TSNode root() {
        return tree.getRootNode();
    }

    String text(TSNode node) {
        return text.substring(node.getStartByte(), node.getEndByte());
    }

    String between(int start, int end) {
        return text.substring(start, end);
    }

    /// A field's text, or nothing where it has none.
    String text(TSNode node, String field) {
        return child(node, field).map(this::text).orElse("");
    }

    /// The text from the first column of a node's line on, so that all its lines are indented alike.
    String lines(TSNode from, int end) {
        int start = from.getStartByte();
        int line = text.lastIndexOf('\n', start - 1) + 1;
        return text.substring(line, start).isBlank() ? text.substring(line, end) : text.substring(start, end);
    }

    /// Lines count from 1.
    static int line(TSNode node) {
        return node.getStartPoint().getRow() + 1;
    }

    static int lastLine(TSNode node) {
        return node.getEndPoint().getRow() + 1;
    }

    static Optional<TSNode> child(TSNode node, String field) {
        var child = node.getChildByFieldName(field);
        return child == null || child.isNull() ? Optional.empty() : Optional.of(child);
    }

    /// The named children in order, comments among them.
    static List<TSNode> children(TSNode node) {
        var all = new ArrayList<TSNode>();
        if (node.getNamedChildCount() == 0) {
            return all;
        }
        try (var cursor = new org.treesitter.TSTreeCursor(node)) {
            for (boolean more = cursor.gotoFirstChild(); more; more = cursor.gotoNextSibling()) {
                if (cursor.currentNode().isNamed()) {
                    all.add(cursor.currentNode());
                }
            }
        }
        return all;
    }

    /// Hears of a node that is not deep and all below it that has a name, parents first.
    static void walk(TSNode node, Consumer<TSNode> visitor) {
        visitor.accept(node);
        children(node).forEach(child -> walk(child, visitor));
    }

    /// Whether it is nested deeper than can be walked.
    static boolean isDeep(TSNode node) {
        return isDeep(node, 0);
    }

    private static boolean isDeep(TSNode node, int depth) {
        return depth == DEEPEST || children(node).stream().anyMatch(child -> isDeep(child, depth + 1));
    }

    @Override
    public void close() {
        tree.close();
        parser.close();
    }
}
