package sam.llm.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sam.llm.template.Token.Kind;

/// Cuts a template into tokens, with Jinja's `trim_blocks` and `lstrip_blocks` on, as transformers renders chats.
final class Lexer {
    private static final Set<String> TWO = Set.of("==", "!=", "<=", ">=", "//", "**");
    private static final String ONE = "+-*/%~<>=()[]{}.,:|";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> read(String template) {
        var text = template.replace("\r\n", "\n").replace('\r', '\n');
        if (text.endsWith("\n")) {
            text = text.substring(0, text.length() - 1);
        }
        var lexer = new Lexer(text);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        boolean lineStarts = true;
        boolean strip = false;
        while (at < source.length()) {
            int tag = nextTag(at);
            var text = source.substring(at, tag < 0 ? source.length() : tag);
            int lines = (int) text.chars().filter(c -> c == '\n').count();
            if (strip) {
                text = text.stripLeading();
            }
            if (tag < 0) {
                add(Kind.TEXT, text);
                break;
            }
            char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
            boolean prints = source.charAt(tag + 1) == '{';
            if (sign == '-') {
                text = text.stripTrailing();
            } else if (!prints && sign != '+') {
                text = withoutIndent(text, lineStarts);
            }
            add(Kind.TEXT, text);
            line += lines;
            at = tag + 2 + (sign == '-' || sign == '+' && !prints ? 1 : 0);
            if (source.charAt(tag + 1) == '#') {
                int end = source.indexOf("#}", at);
                if (end < 0) {
                    throw wrong("a comment that never ends");
                }
                strip = source.charAt(end - 1) == '-';
                at = end + 2;
            } else {
                add(prints ? Kind.OPEN_PRINT : Kind.OPEN_BLOCK, "");
                strip = inside(prints ? "}}" : "%}");
                add(prints ? Kind.CLOSE_PRINT : Kind.CLOSE_BLOCK, "");
            }
            boolean kept = source.charAt(at - 3) == '+';
            if (!prints && !strip && !kept && at < source.length() && source.charAt(at) == '\n') {
                at++;
                line++;
            }
            lineStarts = source.charAt(at - 1) == '\n';
        }
        add(Kind.END, "");
    }

    private int nextTag(int from) {
        for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
            if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /// Drops the blanks between a line's start and a block.
    private static String withoutIndent(String text, boolean lineStarts) {
        int start = text.lastIndexOf('\n') + 1;
        boolean blank = text.substring(start).chars().allMatch(c -> c == ' ' || c == '\t');
        return blank && (start > 0 || lineStarts) ? text.substring(0, start) : text;
    }

    /// Reads words up to the tag's end; answers whether the text after it loses its leading blanks.
    private boolean inside(String close) {
        int depth = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '\n') {
                line++;
            }
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            if (depth == 0) {
                if (source.startsWith(close, at)) {
                    at += 2;
                    return false;
                }
                if ((c == '-' || c == '+') && source.startsWith(close, at + 1)) {
                    at += 3;
                    return c == '-';
                }
            }
            word(c);
            var last = tokens.getLast().text();
            if (tokens.getLast().kind() == Kind.OPERATOR) {
                depth += "([{".contains(last) ? 1 : ")]}".contains(last) ? -1 : 0;
            }
        }
        throw wrong("a tag that never ends");
    }

    private void word(char c) {
        int start = at;
        if (Character.isLetter(c) || c == '_') {
            while (at < source.length() && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
                at++;
            }
            add(Kind.NAME, source.substring(start, at));
        } else if (Character.isDigit(c)) {
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
    }

    private void number() {
        int start = at;
        boolean whole = true;
        while (at < source.length()) {
            char c = source.charAt(at);
            boolean point = c == '.' && at + 1 < source.length() && Character.isDigit(source.charAt(at + 1));
            if (!Character.isDigit(c) && c != '_' && !point) {
                break;
            }
            whole &= !point;
            at++;
        }
        add(whole ? Kind.INTEGER : Kind.FLOAT, source.substring(start, at).replace("_", ""));
    }

    private void string(char quote) {
        var text = new StringBuilder();
        for (at++; at < source.length() && source.charAt(at) != quote; at++) {
            char c = source.charAt(at);
            if (c == '\n') {
                line++;
            }
            if (c == '\\' && at + 1 < source.length()) {
                escape(text, source.charAt(++at));
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
            case '\\', '\'', '"' -> text.append(c);
            case 'u', 'x' -> {
                int digits = c == 'u' ? 4 : 2;
                try {
                    text.append((char) Integer.parseInt(source.substring(at + 1, at + 1 + digits), 16));
                } catch (NumberFormatException | IndexOutOfBoundsException e) {
                    throw wrong("a broken escape in a string");
                }
                at += digits;
            }
            default -> text.append('\\').append(c);
        }
    }

    private void add(Kind kind, String text) {
        if (kind != Kind.TEXT || !text.isEmpty()) {
            tokens.add(new Token(kind, text, line));
        }
    }

    private TemplateException wrong(String what) {
        return new TemplateException(
                "The chat template has %s in line %d. Use another model or mend it.".formatted(what, line));
    }
}
