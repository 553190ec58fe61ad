package sam.texts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/// A table with rows of short cells as GFM writes it.
final class MarkdownTable {
    private static final int MOST_COLUMNS = 60;
    private static final String LARGE = "ul, ol, dl, pre, blockquote, table, h1, h2, h3, h4, h5, h6, hr";

    private MarkdownTable() {}

    /// Nothing where the cells hold more than lines, or the table only lays out a page.
    static Optional<String> of(Element table, Markdown.Links links) {
        if (Markdown.cells(table).stream().anyMatch(MarkdownTable::isLarge)) {
            return Optional.empty();
        }
        var rows = new ArrayList<List<String>>();
        boolean headed = false;
        Map<Integer, Integer> reaching = new HashMap<>();
        for (var tr : table.select("tr")) {
            var row = row(tr, links, reaching);
            if (!row.isEmpty()) {
                headed |= rows.isEmpty() && tr.select("> td").isEmpty();
                rows.add(row);
            }
        }
        int width = rows.stream().mapToInt(List::size).max().orElse(0);
        if (width < 2 || width > MOST_COLUMNS) {
            return Optional.empty();
        }
        if (!headed) {
            rows.addFirst(List.of());
        }
        var lines = new ArrayList<String>();
        var caption = table.selectFirst("> caption");
        if (caption != null && !caption.text().isBlank()) {
            lines.add(InlineMarkdown.paragraph(caption.childNodes(), links) + "\n");
        }
        for (int i = 0; i < rows.size(); i++) {
            lines.add(line(rows.get(i), width));
            if (i == 0) {
                lines.add("|" + " --- |".repeat(width));
            }
        }
        return Optional.of(String.join("\n", lines));
    }

    private static boolean isLarge(Element cell) {
        return cell.selectFirst(LARGE) != null || cell.select("p, div").size() > 1;
    }

    /// `reaching`: for a column, how many rows more a cell from above fills.
    private static List<String> row(Element tr, Markdown.Links links, Map<Integer, Integer> reaching) {
        var row = new ArrayList<String>();
        for (var cell : tr.children()) {
            while (reaching.getOrDefault(row.size(), 0) > 0) {
                reaching.merge(row.size(), -1, Integer::sum);
                row.add("");
            }
            int down = span(cell, "rowspan") - 1;
            int across = span(cell, "colspan");
            var text = cell(cell, links);
            for (int column = 0; column < across && row.size() <= MOST_COLUMNS; column++) {
                if (down > 0) {
                    reaching.put(row.size(), down);
                }
                row.add(column == 0 ? text : "");
            }
        }
        return row;
    }

    private static String line(List<String> row, int width) {
        var cells = new ArrayList<>(row);
        while (cells.size() < width) {
            cells.add("");
        }
        return cells.stream()
                        .map(cell -> cell.isEmpty() ? "|" : "| " + cell + " ")
                        .collect(Collectors.joining()) + "|";
    }

    private static String cell(Element cell, Markdown.Links links) {
        List<? extends Node> nodes = cell.childNodes();
        var only = cell.selectFirst("p, div");
        if (only != null && cell.text().equals(only.text())) {
            nodes = only.childNodes();
        }
        return InlineMarkdown.paragraph(nodes, links)
                .replaceAll("\\s*\n\\s*", "<br>")
                .replace("|", "\\|");
    }

    private static int span(Element cell, String name) {
        var told = cell.attr(name);
        return told.matches("\\d{1,4}") ? Math.max(1, Integer.parseInt(told)) : 1;
    }
}
