package sam.texts;

import java.util.regex.Pattern;

/// Keeps words from being read as Markdown: a backslash where a sign would mean something, and only there.
final class Escapes {
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final Pattern ENTITY = Pattern.compile("&(?:#\\w+|\\w+);");
    private static final Pattern BLOCK_START = Pattern.compile(
            "(?:#{1,6}(?=\\s|$)|>|\\[(?![^\\]\\\\]*\\]\\()(?=.*\\]:)|[-+*](?=\\s|$)|=+\\s*$|~~~|[-|:][-|:\\s]*-[-|:\\s]*$)");
    private static final Pattern NUMBER_START = Pattern.compile("(\\d{1,9})([.)])(?=\\s|$)");
    private static final Pattern MATHS = Pattern.compile("\\$\\$?[^$\\s](?:[^$\\n]*[^$\\s\\\\])?\\$\\$?(?![0-9])");

    private Escapes() {}

    /// A piece of running text after the character `before`. Formulas between dollars stay as they are.
    static String text(String text, char before) {
        var out = new StringBuilder(text.length() + 8);
        var maths = MATHS.matcher(text);
        int from = 0;
        while (maths.find()) {
            plain(text, from, maths.start(), before, out);
            out.append(maths.group());
            from = maths.end();
        }
        plain(text, from, text.length(), before, out);
        return out.toString();
    }

    private static void plain(String text, int from, int to, char before, StringBuilder out) {
        // emphasis around the piece may come to stand right beside its first and last signs
        int first = 0;
        int end = text.length() - 1;
        while (first < end && isSpace(text.charAt(first))) {
            first++;
        }
        while (end > first && isSpace(text.charAt(end))) {
            end--;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            char last = i == 0 ? before : text.charAt(i - 1);
            // what follows the last character is not known yet: it counts as a sign
            char next = i + 1 < text.length() ? text.charAt(i + 1) : '*';
            boolean meant = switch (c) {
                case '`' -> true;
                case '\\' -> PUNCTUATION.indexOf(next) >= 0 || isSpace(next);
                case '*' -> i <= first || i >= end || !(isSpace(last) && isSpace(next));
                case '_' ->
                    !(Character.isLetterOrDigit(last) && Character.isLetterOrDigit(next))
                            && (i <= first || i >= end || !(isSpace(last) && isSpace(next)));
                case '<' -> Character.isLetter(next) || "/!?*".indexOf(next) >= 0;
                case '&' -> i + 1 == text.length() || startsWith(ENTITY, text, i);
                // without its closing bracket no bracket begins a link
                case ']' -> "([:".indexOf(next) >= 0 || i + 1 == text.length();
                case '~' -> next == '~' || last == '~';
                case '!' -> next == '[' || i + 1 == text.length();
                default -> false;
            };
            if (meant) {
                out.append('\\');
            }
            out.append(c);
        }
    }

    /// A whole paragraph: none of its lines may look like the beginning of something else.
    static String lines(String paragraph) {
        var out = new StringBuilder(paragraph.length() + 4);
        for (var line : paragraph.split("\n", -1)) {
            if (!out.isEmpty()) {
                out.append('\n');
            }
            var number = NUMBER_START.matcher(line);
            if (number.lookingAt()) {
                out.append(number.group(1)).append('\\').append(line.substring(number.start(2)));
            } else {
                out.append(BLOCK_START.matcher(line).lookingAt() ? "\\" : "").append(line);
            }
        }
        return out.toString();
    }

    /// Whether emphasis may begin or end between two characters, `inner` being the emphasised one.
    static boolean flanks(char outer, char inner) {
        return !isSpace(inner) && (Character.isLetterOrDigit(inner) || !Character.isLetterOrDigit(outer));
    }

    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || c == '\u00a0';
    }

    private static boolean startsWith(Pattern pattern, String text, int at) {
        return pattern.matcher(text).region(at, text.length()).lookingAt();
    }
}
