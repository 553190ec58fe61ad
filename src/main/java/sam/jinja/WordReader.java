package sam.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import sam.jinja.Token.Kind;

/// Reads one word of a tag: a name, a number, a string or an operator.
final class WordReader {
    private static final Set<String> TWO = Set.of("==", "!=", "<=", ">=", "//", "**");
    private static final String ONE = "+-*/%~<>=()[]{}.,:|";
    private static final Pattern FLOAT =
            Pattern.compile("\\d++(_\\d++)*+((\\.\\d++(_\\d++)*+)?[eE][-+]?\\d++|\\.\\d++(_\\d++)*+)");
    private static final Pattern WHOLE =
            Pattern.compile("0[bB](_?[01])++|0[oO](_?[0-7])++|0[xX](_?[0-9a-fA-F])++|\\d++(_\\d++)*+");

    private final String source;
    private final int line;
    private final List<Token> tokens;
    private int at;

    WordReader(String source, int at, int line, List<Token> tokens) {
        this.source = source;
        this.at = at;
        this.line = line;
        this.tokens = tokens;
    }

    /// Adds the word that begins here; answers where the next may begin.
    int read() {
        int start = at;
        char c = source.charAt(at);
        if (Character.isUnicodeIdentifierStart(c) || c == '_') {
            while (at < source.length()
                    && (Character.isUnicodeIdentifierPart(source.charAt(at)) || source.charAt(at) == '_')
                    && !Character.isIdentifierIgnorable(source.charAt(at))) {
                at++;
            }
            add(Kind.NAME, source.substring(start, at));
        } else if (c >= '0' && c <= '9') {
            number();
        } else if (c == '"' || c == '\'') {
            string(c);
        } else if (at + 1 < source.length() && TWO.contains(source.substring(at, at + 2))) {
            add(Kind.OPERATOR, source.substring(at, at += 2));
        } else if (ONE.indexOf(c) >= 0) {
            add(Kind.OPERATOR, source.substring(at, ++at));
        } else {
            throw wrong("the character " + c);
        }
        return at;
    }

    private void number() {
        // after a point stands the index of an item: a.0.1
        boolean index = at > 0 && source.charAt(at - 1) == '.';
        var floating = FLOAT.matcher(source).region(at, source.length());
        var whole = WHOLE.matcher(source).region(at, source.length());
        var found = !index && floating.lookingAt() ? floating : whole;
        if (found == whole && !whole.lookingAt()) {
            throw wrong("a broken number");
        }
        at = found.end();
        add(found == floating ? Kind.FLOAT : Kind.INTEGER, found.group().replace("_", ""));
    }

    private void string(char quote) {
        var text = new StringBuilder();
        for (at++; at < source.length() && source.charAt(at) != quote; at++) {
            char c = source.charAt(at);
            if (c == '\\' && at + 1 < source.length()) {
                at++;
                escape(text, source.charAt(at));
            } else {
                text.append(c);
            }
        }
        if (at >= source.length()) {
            throw wrong("a string that never ends");
        }
        at++;
        add(Kind.STRING, text.toString());
    }

    private void escape(StringBuilder text, char c) {
        switch (c) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'a' -> text.append('\u0007');
            case 'v' -> text.append('\u000b');
            case '\\', '\'', '"' -> text.append(c);
            case '\n' -> text.append("");
            case 'x' -> code(text, 2);
            case 'u' -> code(text, 4);
            case 'U' -> code(text, 8);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(text);
            case 'N' -> throw wrong("a character by its name in a string, which is not computed here");
            default -> text.append('\\').append(c);
        }
    }

    private void code(StringBuilder text, int digits) {
        int end = at + 1 + digits;
        if (end > source.length() || !source.substring(at + 1, end).matches("[0-9a-fA-F]+")) {
            throw wrong("a broken escape in a string");
        }
        long code = Long.parseLong(source.substring(at + 1, end), 16);
        if (code > Character.MAX_CODE_POINT) {
            throw wrong("a broken escape in a string");
        }
        text.appendCodePoint((int) code);
        at += digits;
    }

    private void octal(StringBuilder text) {
        int code = 0;
        int end = at;
        while (end < Math.min(at + 3, source.length()) && source.charAt(end) >= '0' && source.charAt(end) <= '7') {
            code = code * 8 + source.charAt(end++) - '0';
        }
        text.append((char) code);
        at = end - 1;
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    private TemplateException wrong(String what) {
        return new TemplateException(String.format(
                Locale.ROOT, "The chat template has %s in line %d. Use another model or mend it.", what, line));
    }
}
