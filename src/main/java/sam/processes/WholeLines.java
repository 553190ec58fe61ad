package sam.processes;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/// The lines of a pipe that came whole: half a line is what a process was at when it died.
final class WholeLines implements Closeable {
    private final Reader in;
    private final char[] chars = new char[1 << 16];
    private int from;
    private int to;

    WholeLines(Reader in) {
        this.in = in;
    }

    /// Null at the end.
    @Nullable
    String next() throws IOException {
        var line = new StringBuilder();
        while (true) {
            for (int i = from; i < to; i++) {
                if (chars[i] == '\n') {
                    line.append(chars, from, i - from);
                    from = i + 1;
                    return line.toString();
                }
            }
            line.append(chars, from, to - from);
            from = 0;
            to = Math.max(0, in.read(chars));
            if (to == 0) {
                return null;
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
