package sam.stories;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import sam.stories.Work.Kind;
import sam.texts.Decoded;
import sam.texts.HtmlProse.Block;

/// A story in plain text: Nifty's, with the header of a mail, or any other. Hard-wrapped lines are joined; a longer run
/// of empty lines than the text's usual parts scenes.
final class PlainStory {
    private static final int WRAPPED = 120;
    private static final int VERSE = 45;
    private static final double OFTEN = 0.7;
    private static final double SELDOM = 0.2;

    private final List<Block> blocks = new ArrayList<>();
    private final boolean lineByLine;

    private PlainStory(boolean lineByLine) {
        this.lineByLine = lineByLine;
    }

    static Work read(byte[] bytes, String fileTitle) {
        var decoded = Decoded.of(bytes);
        var notes = new ArrayList<String>();
        if (decoded.note() != null) {
            notes.add(decoded.note());
        }
        var lines = Arrays.asList(
                decoded.text().replace("\r\n", "\n").replace('\r', '\n').split("\n", -1));
        var header = Header.of(withoutGutenberg(lines));
        var chapters = Chapters.once(Chapters.of(blocks(header.rest())), notes);
        var kind = header.isMail() ? Kind.NIFTY : Kind.TEXT;
        return Work.of(kind, header.about(fileTitle), Addresses.without(chapters), notes);
    }

    /// Project Gutenberg's words around a book are not the book's; title and author stand before them.
    private static List<String> withoutGutenberg(List<String> lines) {
        int start = -1;
        int end = lines.size();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).toUpperCase(Locale.ROOT);
            if (line.startsWith("***") && line.contains("PROJECT GUTENBERG EBOOK")) {
                if (line.contains("START OF") && start < 0) {
                    start = i;
                } else if (line.contains("END OF")) {
                    end = i;
                    break;
                }
            }
        }
        if (start < 0) {
            return lines;
        }
        var kept = new ArrayList<>(lines.subList(0, start).stream()
                .filter(line -> line.matches("(?:Title|Author|Language): .*"))
                .toList());
        kept.add("");
        kept.addAll(lines.subList(start + 1, Math.max(start + 1, end)));
        return kept;
    }

    static List<Block> blocks(List<String> lines) {
        var groups = new ArrayList<List<String>>();
        var gaps = new ArrayList<Integer>();
        var group = new ArrayList<String>();
        int gap = 0;
        for (var line : lines) {
            if (line.isBlank()) {
                if (!group.isEmpty()) {
                    groups.add(List.copyOf(group));
                    group.clear();
                }
                gap++;
            } else {
                if (group.isEmpty() && !groups.isEmpty()) {
                    gaps.add(gap);
                }
                gap = 0;
                group.add(line.replace("\t", "    "));
            }
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return blocks(groups, gaps);
    }

    private static List<Block> blocks(List<List<String>> groups, List<Integer> gaps) {
        int usual = usual(gaps);
        var story = new PlainStory(isLineByLine(groups));
        for (int i = 0; i < groups.size(); i++) {
            if (i > 0 && gaps.get(i - 1) > usual) {
                story.blocks.add(new Block.Rule());
            }
            story.group(groups.get(i));
        }
        return story.blocks;
    }

    /// The largest gap that is not seldom: more empty lines than that mean something.
    private static int usual(List<Integer> gaps) {
        if (gaps.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        int usual = gaps.stream().sorted().toList().get(gaps.size() / 2);
        int median = usual;
        long larger = gaps.stream().filter(gap -> gap > median).count();
        return larger <= Math.max(1, SELDOM * gaps.size()) ? median : median + 1;
    }

    /// Whether lines end as sentences do: then each is a paragraph of its own.
    private static boolean isLineByLine(List<List<String>> groups) {
        long inner = 0;
        long ended = 0;
        for (var group : groups) {
            for (var line : group.subList(0, group.size() - 1)) {
                inner++;
                ended += line.stripTrailing().matches("(?s).*[.!?…:\"”'’*)]") ? 1 : 0;
            }
        }
        return inner > 0 && ended >= OFTEN * inner;
    }

    private void group(List<String> lines) {
        boolean isLong = lines.stream().anyMatch(line -> line.length() > WRAPPED);
        if (isLong || lineByLine) {
            lines.forEach(line -> add(line.strip()));
            return;
        }
        boolean verse = lines.size() >= 3
                && lines.stream().mapToInt(line -> line.strip().length()).max().orElse(0) < VERSE;
        boolean flush = lines.stream().anyMatch(line -> !line.startsWith("  "));
        var open = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            boolean own = Ornaments.isBreak(line) && (lines.size() == 1 || !Ornaments.isNumber(line))
                    || i == 0 && Ornaments.isChapter(line);
            if (own || flush && line.startsWith("  ") && !verse) {
                add(open.toString());
                open.setLength(0);
            }
            if (own) {
                add(line.strip());
            } else {
                open.append(open.isEmpty() ? "" : verse ? "\n" : " ").append(line.strip());
            }
        }
        add(open.toString());
    }

    private void add(String text) {
        if (!text.isEmpty()) {
            blocks.add(new Block.Paragraph(text, false));
        }
    }
}
