package sam.library;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Text as the index of words takes it, and what a person typed as FTS5 reads it.
///
/// Scripts written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) have no words that could be told apart
/// without a dictionary, so each of their characters is a word and a search for several is a phrase: any piece of such
/// a text is found, from one character on, which an index of three-letter pieces could not do.
final class SearchText {
    private static final Pattern QUOTES = Pattern.compile("[\"“”„]");
    private static final Pattern TERM = Pattern.compile("[\"“”„]([^\"“”„]*)[\"“”„]?|([^\\s\"“”„]+)");

    private static final Pattern GREEK_ACCENTS = Pattern.compile("(?<=\\p{IsGreek})\\p{Mn}+");

    private SearchText() {}

    /// Words in lower case or not, separated by spaces: exactly what the index should hold.
    static String words(String text) {
        return String.join(" ", pieces(text));
    }

    static String words(Example example) {
        return words(String.join("\n", example.texts()));
    }

    static String words(Remark remark) {
        return words(remark.note() + "\n" + String.join("\n", remark.tags()));
    }

    /// Whether nothing was typed yet, or no more than the quotes of a phrase.
    static boolean isNothing(String typed) {
        return QUOTES.matcher(typed).replaceAll("").isBlank();
    }

    /// One FTS5 expression for each thing that was typed: a word finds every word that begins with it, a quoted phrase
    /// itself. What holds no letter or digit is left out, so nothing that is typed is ever read as an operator.
    static List<String> terms(String typed) {
        var terms = new ArrayList<String>();
        var matcher = TERM.matcher(typed);
        while (matcher.find()) {
            var quoted = matcher.group(1);
            var pieces = pieces(quoted == null ? matcher.group(2) : quoted);
            if (!pieces.isEmpty()) {
                terms.add('"' + String.join(" ", pieces) + '"' + (quoted == null ? " *" : ""));
            }
        }
        return terms;
    }

    private static List<String> pieces(String text) {
        var composed = isPlain(text) ? text : compose(text);
        var pieces = new ArrayList<String>();
        int start = -1;
        boolean alone = false;
        for (int at = 0; at < composed.length(); ) {
            int c = composed.codePointAt(at);
            boolean mark = isMark(c);
            boolean word = mark || Character.isLetterOrDigit(c) || Character.getType(c) == Character.LETTER_NUMBER;
            boolean single = word && !mark && isUnspaced(c);
            if (start >= 0 && (!word || single || alone && !mark)) {
                pieces.add(composed.substring(start, at));
                start = -1;
            }
            if (start < 0 && word) {
                start = at;
                alone = single;
            }
            at += Character.charCount(c);
        }
        if (start >= 0) {
            pieces.add(composed.substring(start));
        }
        return pieces;
    }

    /// One form for what looks alike. FTS5 drops the accents of Latin letters by itself, but keeps those of Greek.
    private static String compose(String text) {
        var composed = Normalizer.normalize(text, Normalizer.Form.NFKC);
        if (composed.codePoints().noneMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.GREEK)) {
            return composed;
        }
        var apart = GREEK_ACCENTS
                .matcher(Normalizer.normalize(composed, Normalizer.Form.NFD))
                .replaceAll("");
        return Normalizer.normalize(apart, Normalizer.Form.NFC);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static boolean isUnspaced(int c) {
        return c >= 0x0E00
                && switch (Character.UnicodeScript.of(c)) {
                    case HAN, HIRAGANA, KATAKANA, BOPOMOFO, THAI, LAO, KHMER, MYANMAR, TIBETAN, YI -> true;
                    default -> c == 'ー';
                };
    }
}
