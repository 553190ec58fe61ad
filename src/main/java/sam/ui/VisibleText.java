package sam.ui;

import java.text.Bidi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A text as it is shown: characters that nobody sees but that change what is read have a name, such as `‹RLO›`, where
/// they stand. What is copied or trained on stays as it is.
public final class VisibleText {
    /// A stretch of the shown text; a control is the name of a character that has no shape of its own.
    record Run(String text, boolean control) {}

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(0x00AD, "SHY"),
            Map.entry(0x061C, "ALM"),
            Map.entry(0x180E, "MVS"),
            Map.entry(0x200B, "ZWSP"),
            Map.entry(0x200C, "ZWNJ"),
            Map.entry(0x200D, "ZWJ"),
            Map.entry(0x200E, "LRM"),
            Map.entry(0x200F, "RLM"),
            Map.entry(0x202A, "LRE"),
            Map.entry(0x202B, "RLE"),
            Map.entry(0x202C, "PDF"),
            Map.entry(0x202D, "LRO"),
            Map.entry(0x202E, "RLO"),
            Map.entry(0x2060, "WJ"),
            Map.entry(0x2066, "LRI"),
            Map.entry(0x2067, "RLI"),
            Map.entry(0x2068, "FSI"),
            Map.entry(0x2069, "PDI"),
            Map.entry(0xFEFF, "BOM"));

    private static final String[] CONTROLS = {
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI", "DLE",
        "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US"
    };

    /// A word this long with separators in it is a path, and may be broken behind each of them.
    private static final int LONG_WORD = 24;

    private VisibleText() {}

    /// Whether the text has parts that run from right to left.
    static boolean turns(String text) {
        return Bidi.requiresBidi(text.toCharArray(), 0, text.length());
    }

    /// Whether the text has letters that are shaped together. JavaFX 26 draws a long word that follows some beyond the
    /// width it was given.
    static boolean isShaped(String text) {
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            boolean shaped = letter >= 0x0300 && letter < 0x0370
                    || letter >= 0x0483 && letter < 0x048A
                    || letter >= 0x0590 && letter < 0x1E00
                    || letter >= 0x200B && letter < 0x2010
                    || letter >= 0x202A && letter < 0x202F
                    || letter >= 0x2060 && letter < 0x2070
                    || letter >= 0x20D0 && letter < 0x2100
                    || letter >= 0xA800 && letter < 0xAC00
                    || letter >= 0xD800 && letter < 0xE000
                    || letter >= 0xFB1D && letter < 0xFF00;
            if (shaped) {
                return true;
            }
        }
        return false;
    }

    /// The same in one piece, for a label.
    public static String in(String text) {
        return String.join("", of(text).stream().map(Run::text).toList());
    }

    static List<Run> of(String text) {
        var runs = new ArrayList<Run>();
        var plain = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int letter = text.codePointAt(at);
            int end = at + Character.charCount(letter);
            if (letter == '\r' && end < text.length() && text.charAt(end) == '\n') {
                at = end;
                continue;
            }
            if (isPlain(text, at, letter)) {
                plain.appendCodePoint(letter);
            } else {
                flush(plain, runs);
                runs.add(new Run(name(letter), true));
            }
            at = end;
        }
        flush(plain, runs);
        return runs;
    }

    /// The text with every letter beyond plain Latin written as its number: what any layout can draw.
    static String numbered(String text) {
        var numbered = new StringBuilder();
        text.codePoints()
                .forEach(letter -> numbered.append(
                        letter < 0x180 || letter >= 0x2010 && letter < 0x2040
                                ? Character.toString(letter)
                                : String.format(Locale.ROOT, "\\u{%X}", letter)));
        return numbered.toString();
    }

    /// The text with places to break it behind the separators of its paths.
    static String breakable(String text) {
        var broken = new StringBuilder();
        int word = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || Character.isWhitespace(text.charAt(at))) {
                var piece = text.substring(word, at);
                broken.append(piece.length() < LONG_WORD ? piece : piece.replaceAll("([/\\\\])(?=.)", "$1\u200B"));
                if (at < text.length()) {
                    broken.append(text.charAt(at));
                }
                word = at + 1;
            }
        }
        return broken.toString();
    }

    private static void flush(StringBuilder plain, List<Run> runs) {
        if (!plain.isEmpty()) {
            runs.add(new Run(breakable(plain.toString()), false));
            plain.setLength(0);
        }
    }

    private static boolean isPlain(String text, int at, int letter) {
        if (letter == '\n' || letter == '\t') {
            return true;
        }
        if (letter == 0x200C || letter == 0x200D) {
            return joins(text, at);
        }
        if (letter == 0x2028 || letter == 0x2029) {
            return false;
        }
        // emoji wear variation selectors and flags wear tags; alone they hide in a text
        if (letter >= 0xE0000 && letter < 0xE0080) {
            return false;
        }
        int kind = Character.getType(letter);
        return !NAMES.containsKey(letter)
                && kind != Character.CONTROL
                && kind != Character.SURROGATE
                && kind != Character.FORMAT;
    }

    /// A joiner between letters of a script that joins, or between emoji, is how they are written.
    private static boolean joins(String text, int at) {
        if (at == 0 || at + 1 >= text.length()) {
            return false;
        }
        int before = text.codePointBefore(at);
        int after = text.codePointAt(at + 1);
        return joins(before) && joins(after);
    }

    private static boolean joins(int letter) {
        if (Character.isEmoji(letter) || letter == 0xFE0F) {
            return letter > 0xFF;
        }
        return switch (Character.UnicodeScript.of(letter)) {
            case LATIN, CYRILLIC, GREEK, COMMON, HAN, HIRAGANA, KATAKANA -> false;
            default -> true;
        };
    }

    private static String name(int letter) {
        var name = letter < CONTROLS.length
                ? CONTROLS[letter]
                : letter == 0x7F ? "DEL" : NAMES.getOrDefault(letter, String.format(Locale.ROOT, "U+%04X", letter));
        return "‹" + name + "›"
                + (letter == 0x2028 || letter == 0x2029 || letter == 0x85 || letter == '\r' ? "\n" : "");
    }
}
