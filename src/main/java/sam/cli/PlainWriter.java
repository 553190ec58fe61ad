package sam.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;

/// Text on its way to a terminal, with every control character shown instead of obeyed: a row, a file name or a model's
/// answer may hold sequences that clear the screen, move the cursor or turn the reading direction. They are written as
/// JSON writes them, `\\u001b`, so that a line of JSON still says the same.
final class PlainWriter extends FilterWriter {
    PlainWriter(Writer out) {
        super(out);
    }

    /// The same writer with control characters shown.
    static PrintWriter of(PrintWriter out) {
        return new PrintWriter(new PlainWriter(out), true);
    }

    @Override
    public void write(int c) throws IOException {
        if (isControl((char) c)) {
            out.write(shown((char) c));
        } else {
            out.write(c);
        }
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (isControl(text[i])) {
                out.write(text, from, i - from);
                out.write(shown(text[i]));
                from = i + 1;
            }
        }
        out.write(text, from, offset + length - from);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        write(text.toCharArray(), offset, length);
    }

    private static String shown(char c) {
        return String.format(Locale.ROOT, "\\u%04x", (int) c);
    }

    /// Line breaks and tabs stay. U+2028 and its like break lines, U+202A to U+2069 turn the direction of what follows.
    private static boolean isControl(char c) {
        return c < 0x20 && c != '\n' && c != '\t'
                || c >= 0x7f && c < 0xa0
                || c >= 0x2028 && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069;
    }
}
