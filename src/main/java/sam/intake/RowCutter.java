package sam.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;

/// Cuts a stream of bytes into rows, lines of JSONL or elements of a JSON array, without reading the whole.
///
/// A broken row never ends the cutting: after a broken array element it goes on at the next line that begins an object.
final class RowCutter implements RowSource {
    static final String TOO_LONG = "it is longer than 16 MB";
    static final String UNCLOSED = "it is not JSON: a bracket or a quote is not closed";

    private static final int START_BUFFER = 1 << 20;
    /// How many bytes may be looked at twice while getting over broken elements.
    private static final long RESCAN_BUDGET = 32L * Json.MAX_LINE_BYTES;

    private final InputStream in;
    private final boolean array;
    private byte[] buffer = new byte[START_BUFFER];
    private int position;
    private int end;
    private long number;
    private boolean opened;
    private boolean closed;
    private boolean recovering;
    private long rescanned;

    RowCutter(InputStream in, boolean array) {
        this.in = in;
        this.array = array;
    }

    @Override
    public @Nullable Row next() throws IOException {
        return array ? nextElement() : nextLine();
    }

    @Override
    public boolean cutOff() {
        return array && opened && !closed;
    }

    private @Nullable Row nextLine() throws IOException {
        int scanned = 0;
        while (true) {
            int lineEnd = indexOfBreak(position + scanned);
            if (lineEnd >= 0) {
                var row = line(lineEnd);
                position = lineEnd + 1;
                if (row != null) {
                    return row;
                }
                scanned = 0;
                continue;
            }
            scanned = end - position;
            if (scanned > Json.MAX_LINE_BYTES) {
                skipLine();
                return new Row(++number, buffer, 0, 0, TOO_LONG);
            }
            if (!fill()) {
                if (position == end) {
                    return null;
                }
                var row = line(end);
                position = end;
                return row;
            }
        }
    }

    /// The row from `position` to `lineEnd`; null when the line is blank.
    private @Nullable Row line(int lineEnd) {
        number++;
        int from = position;
        int to = lineEnd;
        while (to > from && isBlank(buffer[to - 1])) {
            to--;
        }
        if (to - from > Json.MAX_LINE_BYTES) {
            return new Row(number, buffer, 0, 0, TOO_LONG);
        }
        return from == to ? null : new Row(number, buffer, from, to, null);
    }

    private void skipLine() throws IOException {
        while (true) {
            int lineEnd = indexOfBreak(position);
            if (lineEnd >= 0) {
                position = lineEnd + 1;
                return;
            }
            position = end;
            if (!fill()) {
                return;
            }
        }
    }

    private @Nullable Row nextElement() throws IOException {
        while (position < end || fill()) {
            byte b = buffer[position];
            if (b == '{') {
                return element();
            }
            if (b == '[' && !opened) {
                opened = true;
            } else if (b == ']') {
                closed = true;
            } else if (b != ',' && !isBlank(b)) {
                closed = false;
                if (!recovering) {
                    recovering = true;
                    position++;
                    return new Row(++number, buffer, 0, 0, "it is no object");
                }
            }
            if (b == ',') {
                recovering = false;
            }
            position++;
        }
        return null;
    }

    private Row element() throws IOException {
        closed = false;
        int depth = 0;
        boolean quoted = false;
        int at = 0;
        while (true) {
            for (; position + at < end; at++) {
                byte b = buffer[position + at];
                if (quoted) {
                    if (b == '\\') {
                        at++;
                    } else if (b == '"') {
                        quoted = false;
                    } else if (b == '\n') {
                        return broken(at);
                    }
                } else if (b == '"') {
                    quoted = true;
                } else if (b == '{' || b == '[') {
                    depth++;
                } else if (b == ']' && depth == 1) {
                    // the list ends before the object does
                    return broken(at);
                } else if ((b == '}' || b == ']') && --depth == 0) {
                    int from = position;
                    position += at + 1;
                    recovering = false;
                    boolean tooLong = position - from > Json.MAX_LINE_BYTES;
                    return new Row(++number, buffer, from, position, tooLong ? TOO_LONG : null);
                }
            }
            if (at > Json.MAX_LINE_BYTES || !fill()) {
                return broken(Math.min(at, end - position));
            }
        }
    }

    /// Goes on at the next line of what was looked at that begins an object.
    private Row broken(int scanned) {
        rescanned += scanned;
        if (rescanned > RESCAN_BUDGET) {
            throw new ImportException(Plain.text(
                    "The list is broken in too many places, the last at row %d. Mend the file first.", number + 1));
        }
        int limit = position + scanned;
        int from = position;
        position = limit;
        for (int i = from; i < limit; i++) {
            if (buffer[i] == '\n') {
                int next = i + 1;
                while (next < limit && isBlank(buffer[next])) {
                    next++;
                }
                if (next < limit && buffer[next] == '{') {
                    position = next;
                    break;
                }
            }
        }
        recovering = true;
        return new Row(++number, buffer, 0, 0, scanned > Json.MAX_LINE_BYTES ? TOO_LONG : UNCLOSED);
    }

    private int indexOfBreak(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /// Reads more behind what is there; false at the end of the stream.
    private boolean fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, end - position);
            end -= position;
            position = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            return false;
        }
        end += read;
        return true;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
