package sam.ui;

import java.text.Bidi;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/// Breaks a text into lines of a width without JavaFX's own wrapping, which throws where a stretch that runs from right
/// to left has to be broken (JavaFX 26, `PrismTextLayout.computeTrailingSpaceWidth`).
final class OwnLines {
    /// A stretch of the text in one font.
    record Piece(String text, Font font) {}

    /// Where a line begins; the mark, where it needs one, keeps it in the direction of its paragraph whatever letter it
    /// begins with, and is 0 otherwise.
    record Line(int place, char mark) {}

    private static final char LEFT_TO_RIGHT = '\u200E';
    private static final char RIGHT_TO_LEFT = '\u200F';

    private final List<Piece> pieces;
    private final String whole;
    private final Text measure = new Text();
    private final Map<Piece, Double> widths = new HashMap<>();

    OwnLines(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
        this.whole = String.join("", pieces.stream().map(Piece::text).toList());
    }

    /// The lines that begin elsewhere than after the text's own line breaks.
    List<Line> breaks(double width) {
        boolean turns = VisibleText.turns(whole);
        return places(width).stream()
                .map(place -> new Line(place, turns ? mark(place) : 0))
                .toList();
    }

    private char mark(int place) {
        int from = whole.lastIndexOf('\n', place - 1) + 1;
        int end = whole.indexOf('\n', place);
        boolean paragraph =
                new Bidi(whole.substring(from, place), Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).baseIsLeftToRight();
        boolean alone = new Bidi(
                        whole.substring(place, end < 0 ? whole.length() : end), Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT)
                .baseIsLeftToRight();
        return paragraph == alone ? 0 : paragraph ? LEFT_TO_RIGHT : RIGHT_TO_LEFT;
    }

    private List<Integer> places(double width) {
        var breaks = new ArrayList<Integer>();
        var words = BreakIterator.getLineInstance();
        words.setText(whole);
        double used = 0;
        int from = words.first();
        for (int to = words.next(); to != BreakIterator.DONE; from = to, to = words.next()) {
            int end = to;
            while (end > from && Character.isWhitespace(whole.charAt(end - 1))) {
                end--;
            }
            double word = width(from, end);
            if (used > 0 && used + word > width) {
                breaks.add(from);
                used = 0;
            }
            if (word > width) {
                used = breakWord(from, end, width, breaks);
            } else {
                used += word;
            }
            used = whole.charAt(to - 1) == '\n' ? 0 : used + width(end, to);
        }
        return breaks;
    }

    /// A word wider than a line is broken between its letters; answers how much of the last line it takes.
    private double breakWord(int from, int end, double width, List<Integer> breaks) {
        var letters = BreakIterator.getCharacterInstance();
        letters.setText(whole.substring(from, end));
        double used = 0;
        int letter = letters.first();
        for (int next = letters.next(); next != BreakIterator.DONE; letter = next, next = letters.next()) {
            double wide = width(from + letter, from + next);
            if (used > 0 && used + wide > width) {
                breaks.add(from + letter);
                used = 0;
            }
            used += wide;
        }
        return used;
    }

    private double width(int from, int to) {
        double sum = 0;
        int start = 0;
        for (var piece : pieces) {
            int end = start + piece.text().length();
            if (start < to && end > from) {
                var part = piece.text()
                        .substring(
                                Math.max(0, from - start), Math.min(piece.text().length(), to - start));
                sum += widths.computeIfAbsent(new Piece(part, piece.font()), this::measured);
            }
            if (end >= to) {
                break;
            }
            start = end;
        }
        return sum;
    }

    private double measured(Piece piece) {
        measure.setFont(piece.font());
        measure.setText(piece.text());
        return measure.getLayoutBounds().getWidth();
    }
}
