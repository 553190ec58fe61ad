package sam.stories;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Cuts paragraphs into sentences by the JDK's rules, and joins again what those rules cut after "Mr." or inside of a
/// spoken sentence: `“Stop!” she said.` is one.
final class SentenceEnds {
    private static final Pattern ABBREVIATED = Pattern.compile(
            "(?s)(?:.*[\\s(“\"'‘])?(?:Mr|Mrs|Ms|Mx|Dr|St|Prof|Capt|Lt|Sgt|Col|Gen|Rev|Sr|Jr|vs|etc|e\\.g|i\\.e|No|Mt|[A-Z])\\.\\s*");

    /// The JDK does not end a sentence at an ellipsis of one character.
    private static final Pattern TRAILED_OFF = Pattern.compile("(?<=…[”\"’»]?\\s)(?=[“\"‘«]?\\p{Lu})");

    private SentenceEnds() {}

    /// The language of an archive's or a book's word for it: "English", "en-GB", "Deutsch".
    static Locale locale(@Nullable String language) {
        if (language == null || language.isBlank()) {
            return Locale.ENGLISH;
        }
        var name = language.strip();
        for (var code : Locale.getISOLanguages()) {
            var locale = Locale.of(code);
            if (locale.getDisplayLanguage(Locale.ENGLISH).equalsIgnoreCase(name)
                    || locale.getDisplayLanguage(locale).equalsIgnoreCase(name)) {
                return locale;
            }
        }
        var locale = Locale.forLanguageTag(name);
        return locale.getLanguage().isEmpty() ? Locale.ENGLISH : locale;
    }

    /// Sentences in order, with the blanks between them; together they are the paragraph.
    static List<String> of(String paragraph, Locale locale) {
        var breaks = BreakIterator.getSentenceInstance(locale);
        breaks.setText(paragraph);
        var sentences = new ArrayList<String>();
        var open = new StringBuilder();
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            open.append(paragraph, from, to);
            if (ends(open, paragraph, to)) {
                sentences.addAll(List.of(TRAILED_OFF.split(open)));
                open.setLength(0);
            }
            from = to;
        }
        if (!open.isEmpty()) {
            sentences.add(open.toString());
        }
        return sentences;
    }

    private static boolean ends(StringBuilder open, String paragraph, int at) {
        if (at >= paragraph.length()) {
            return true;
        }
        if (Character.isLowerCase(paragraph.codePointAt(at)) || "”’»)".indexOf(paragraph.charAt(at)) >= 0) {
            return false;
        }
        int tail = Math.max(0, open.length() - 24);
        return !ABBREVIATED.matcher(open.substring(tail)).matches();
    }
}
