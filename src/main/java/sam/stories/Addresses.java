package sam.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import sam.stories.Work.Chapter;

/// Takes e-mail addresses out of what is read. A short paragraph with one at the begin or end of a work is the author's
/// word to readers, and goes whole.
final class Addresses {
    private static final Pattern ADDRESS =
            Pattern.compile("(?<![\\w.+%-])(?:mailto:)?[\\w.+%-]{1,64}+(?:@|\\s?[\\[(]\\s?at\\s?[\\])]\\s?)"
                    + "[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,8}");
    private static final int EDGE_PARAGRAPHS = 8;
    private static final int WORD_TO_READERS = 80;

    private Addresses() {}

    static boolean in(String text) {
        return ADDRESS.matcher(text).find();
    }

    /// A line of a header or a note without addresses and the brackets they stood in.
    static String without(String line) {
        return ADDRESS.matcher(line)
                .replaceAll("")
                .replaceAll("<\\s*>|\\(\\s*\\)|\\[\\s*\\]", "")
                .replaceAll(" {2,}", " ")
                .strip();
    }

    static List<Chapter> without(List<Chapter> chapters) {
        var all = chapters.stream().flatMap(Chapter::paragraphs).toList();
        var gone = new ArrayList<String>();
        for (int i = 0; i < all.size(); i++) {
            boolean atEdge = i < EDGE_PARAGRAPHS || i >= all.size() - EDGE_PARAGRAPHS;
            if (atEdge && in(all.get(i)) && Work.words(all.get(i)) < WORD_TO_READERS) {
                gone.add(all.get(i));
            }
        }
        return Chapters.each(
                chapters,
                text -> gone.contains(text) ? "" : ADDRESS.matcher(text).replaceAll("an address"));
    }
}
