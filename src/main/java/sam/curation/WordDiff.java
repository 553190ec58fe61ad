package sam.curation;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Where two texts differ, word by word; spaces and line breaks between two changed words belong to the change.
record WordDiff(List<Piece> left, List<Piece> right) {
    /// A stretch of one text: shared with the other, or its own.
    record Piece(String text, boolean changed) {}

    private static final Pattern TOKEN = Pattern.compile("\\s+|[\\p{L}\\p{N}_']+|[^\\s\\p{L}\\p{N}_']");

    /// Beyond this many words the difference says nothing a reader could use, and takes long to find.
    private static final int LONGEST = 4_000;

    static WordDiff of(String left, String right) {
        var leftWords = words(left);
        var rightWords = words(right);
        if (leftWords.size() > LONGEST || rightWords.size() > LONGEST) {
            return new WordDiff(List.of(new Piece(left, false)), List.of(new Piece(right, false)));
        }
        var deltas = DiffUtils.diff(leftWords, rightWords).getDeltas();
        return new WordDiff(
                pieces(leftWords, deltas, AbstractDelta::getSource),
                pieces(rightWords, deltas, AbstractDelta::getTarget));
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    private static List<Piece> pieces(
            List<String> words,
            List<AbstractDelta<String>> deltas,
            Function<AbstractDelta<String>, Chunk<String>> side) {
        var changed = new boolean[words.size()];
        for (var delta : deltas) {
            var chunk = side.apply(delta);
            for (int i = 0; i < chunk.size(); i++) {
                changed[chunk.getPosition() + i] = true;
            }
        }
        bridge(words, changed);
        var pieces = new ArrayList<Piece>();
        int from = 0;
        for (int i = 1; i <= words.size(); i++) {
            if (i == words.size() || changed[i] != changed[from]) {
                pieces.add(new Piece(String.join("", words.subList(from, i)), changed[from]));
                from = i;
            }
        }
        return pieces;
    }

    /// A lone shared space between two changes would only make the tint flicker.
    private static void bridge(List<String> words, boolean[] changed) {
        for (int i = 1; i + 1 < changed.length; i++) {
            if (!changed[i] && changed[i - 1] && changed[i + 1] && words.get(i).isBlank()) {
                changed[i] = true;
            }
        }
    }
}
