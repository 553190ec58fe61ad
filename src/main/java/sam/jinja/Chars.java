package sam.jinja;

/// Texts as Python counts them: by code points, with Python's idea of a blank.
final class Chars {
    private Chars() {}

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /// The part between two code points.
    static String part(String text, int from, int to) {
        if (length(text) == text.length()) {
            return text.substring(from, to);
        }
        int start = text.offsetByCodePoints(0, from);
        return text.substring(start, text.offsetByCodePoints(start, to - from));
    }

    /// How many code points stand before a place of the Java text; negative places stay.
    static long index(String text, int place) {
        return place < 0 ? place : text.codePointCount(0, place);
    }

    static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    static int compare(String a, String b) {
        int mismatch = 0;
        int shared = Math.min(a.length(), b.length());
        while (mismatch < shared && a.charAt(mismatch) == b.charAt(mismatch)) {
            mismatch++;
        }
        if (mismatch == shared) {
            return Integer.compare(a.length(), b.length());
        }
        char x = a.charAt(mismatch);
        char y = b.charAt(mismatch);
        // halves of pairs stand for code points above all others
        boolean pairs = Character.isSurrogate(x) != Character.isSurrogate(y);
        return pairs ? Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y)) : Character.compare(x, y);
    }

    static String strip(String text, String characters, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to) {
            int c = text.codePointAt(from);
            if (!isStripped(c, characters)) {
                break;
            }
            from += Character.charCount(c);
        }
        while (right && to > from) {
            int c = text.codePointBefore(to);
            if (!isStripped(c, characters)) {
                break;
            }
            to -= Character.charCount(c);
        }
        return text.substring(from, to);
    }

    /// Nothing given means blanks.
    private static boolean isStripped(int c, String characters) {
        return characters.isEmpty() ? isBlank(c) : characters.indexOf(c) >= 0;
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = Character.charCount(text.codePointAt(0));
        return Character.toString(Character.toTitleCase(text.codePointAt(0))) + lower(text.substring(first));
    }

    static String lower(String text) {
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    static String upper(String text) {
        return text.toUpperCase(java.util.Locale.ROOT);
    }

    /// Python's `str.title`: every letter after none begins a word.
    static String title(String text) {
        var out = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            out.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = Character.isLetter(c);
        }
        return out.toString();
    }

    /// Python puts the odd blank to the left where the width is odd.
    static String centered(String text, int width) {
        int missing = Math.max(0, width - length(text));
        int left = missing / 2 + (missing & width & 1);
        return " ".repeat(left) + text + " ".repeat(missing - left);
    }
}
