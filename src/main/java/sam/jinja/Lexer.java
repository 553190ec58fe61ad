package sam.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import sam.jinja.Token.Kind;

/// Cuts a template into tokens, with Jinja's `trim_blocks` and `lstrip_blocks` on, as transformers renders chats.
final class Lexer {
    private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*+raw\\s*+(-%}|%})");
    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*+endraw\\s*+([-+]?%})");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean lineStarts = true;

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
        while (at < source.length()) {
            int tag = nextTag(at);
            if (tag < 0) {
                text(source.length(), ' ', false);
                break;
            }
            char kind = source.charAt(tag + 1);
            char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
            text(tag, sign, kind != '{');
            var raw = RAW.matcher(source).region(tag, source.length());
            if (kind == '%' && raw.lookingAt()) {
                at = raw.end();
                skip(raw.group(1), false);
                raw();
            } else {
                at = tag + (sign == '-' || sign == '+' ? 3 : 2);
                switch (kind) {
                    case '#' -> comment();
                    case '{' -> tag(Kind.OPEN_PRINT, "}}", Kind.CLOSE_PRINT);
                    default -> tag(Kind.OPEN_BLOCK, "%}", Kind.CLOSE_BLOCK);
                }
            }
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

    /// Adds the text up to a tag, whose sign may take blanks from its end; a block also takes its own indent.
    private void text(int end, char sign, boolean block) {
        var text = source.substring(at, end);
        if (sign == '-') {
            text = Chars.strip(text, "", false, true);
        } else if (block && sign != '+') {
            int start = text.lastIndexOf('\n') + 1;
            boolean blank = text.substring(start).chars().allMatch(Chars::isBlank);
            text = blank && (start > 0 || lineStarts) ? text.substring(0, start) : text;
        }
        add(Kind.TEXT, text);
        forward(end);
    }

    /// Moves on and counts lines.
    private void forward(int end) {
        for (; at < end; at++) {
            line += source.charAt(at) == '\n' ? 1 : 0;
        }
    }

    /// Skips what the end of a tag takes from the text after it.
    private void skip(String close, boolean trims) {
        int end = at;
        if (close.startsWith("-")) {
            while (end < source.length() && Chars.isBlank(source.charAt(end))) {
                end++;
            }
        } else if (trims && !close.startsWith("+") && end < source.length() && source.charAt(end) == '\n') {
            end++;
        }
        forward(end);
        lineStarts = source.charAt(at - 1) == '\n';
    }

    private void raw() {
        var end = END_RAW.matcher(source);
        if (!end.find(at)) {
            throw wrong("a raw block that never ends");
        }
        text(end.start(), end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0), true);
        at = end.end();
        skip(end.group(2), true);
    }

    private void comment() {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw wrong("a comment that never ends");
        }
        char sign = end > at ? source.charAt(end - 1) : ' ';
        forward(end + 2);
        skip((sign == '-' || sign == '+' ? sign : "") + "#}", true);
    }

    private void tag(Kind open, String close, Kind closed) {
        add(open, "");
        int depth = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (Chars.isBlank(c)) {
                forward(at + 1);
                continue;
            }
            if (depth == 0) {
                boolean signed = c == '-' || c == '+' && closed == Kind.CLOSE_BLOCK;
                int width = source.startsWith(close, at) ? 2 : signed && source.startsWith(close, at + 1) ? 3 : 0;
                if (width > 0) {
                    add(closed, "");
                    var end = source.substring(at, at + width);
                    at += width;
                    skip(end, closed == Kind.CLOSE_BLOCK);
                    return;
                }
            }
            at = new WordReader(source, at, line, tokens).read();
            var last = tokens.getLast();
            line += (int) last.text()
                    .chars()
                    .filter(n -> n == '\n' && last.kind() == Kind.STRING)
                    .count();
            if (last.kind() == Kind.OPERATOR) {
                depth += "([{".contains(last.text()) ? 1 : ")]}".contains(last.text()) ? -1 : 0;
            }
        }
        throw wrong("a tag that never ends");
    }

    private void add(Kind kind, String text) {
        if (kind != Kind.TEXT || !text.isEmpty()) {
            tokens.add(new Token(kind, text, line));
        }
    }

    private TemplateException wrong(String what) {
        return new TemplateException(String.format(
                Locale.ROOT, "The chat template has %s in line %d. Use another model or mend it.", what, line));
    }
}
