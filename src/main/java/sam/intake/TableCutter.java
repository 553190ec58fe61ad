package sam.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import tools.jackson.databind.node.JsonNodeFactory;

/// Cuts a table of text (CSV, TSV) into rows by the names in its first one, without reading the whole; the number of a
/// row is the line it begins in. After a broken row it goes on in the line after the one that began it: a quote that
/// stands alone takes no other row with it.
final class TableCutter implements RowSource {
    static final String FEWER = "it has fewer fields than the header";
    static final String MORE = "it has more fields than the header";
    static final String UNCLOSED = "a quote is opened and not closed";
    static final String AFTER_QUOTE = "text follows a closing quote";

    private static final int START_BUFFER = 1 << 18;
    /// How many bytes may be looked at twice while getting over broken rows.
    private static final long RESCAN_BUDGET = 32L * Json.MAX_LINE_BYTES;

    private static final byte[] NOTHING = {};

    private enum At {
        START,
        PLAIN,
        QUOTED,
        CLOSED,
        END
    }

    private final InputStream in;
    private final TableDialect dialect;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private @Nullable List<String> names;
    private byte[] buffer = new byte[START_BUFFER];
    private int position;
    private int end;
    private long line = 1;
    private long rescanned;

    private int[] froms = new int[16];
    private int[] tos = new int[16];
    private boolean[] escaped = new boolean[16];
    private int count;

    TableCutter(InputStream in, TableDialect dialect) {
        this.in = in;
        this.dialect = dialect;
        this.names = dialect.names();
    }

    /// The fields of one row by the line it begins in, or a fault.
    record FieldsOf(long line, List<String> texts, @Nullable String fault, byte[] beginning) {}

    @Override
    public @Nullable Row next() throws IOException {
        if (names == null) {
            names = header();
        }
        var row = fields();
        if (row == null) {
            return null;
        }
        int fields = row.texts().size();
        var fault =
                row.fault() != null ? row.fault() : fields < names.size() ? FEWER : fields > names.size() ? MORE : null;
        if (fault != null) {
            return Row.refused(row.line(), fault, row.beginning());
        }
        var object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < fields; i++) {
            object.set(names.get(i), JsonCells.opened(names.get(i), row.texts().get(i)));
        }
        return Row.of(row.line(), object);
    }

    private List<String> header() throws IOException {
        var row = fields();
        if (row == null || row.fault() != null) {
            throw new ImportException(Plain.text(
                    "The first row does not name the columns%s. Give the table a row of names first.",
                    row == null ? "" : ": " + row.fault()));
        }
        var header = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (int i = 0; i < row.texts().size(); i++) {
            var name = row.texts().get(i).strip();
            // pandas writes its index under no name, and calls it so when it reads it again
            header.add(name.isEmpty() ? Plain.text("Unnamed: %d", i) : name);
            if (!seen.add(header.getLast())) {
                throw new ImportException(
                        Plain.text("Two columns are named “%s”. Rename one of them first.", header.getLast()));
            }
        }
        return header;
    }

    /// The next row that is not blank, or null at the end.
    @Nullable
    FieldsOf fields() throws IOException {
        while (line <= dialect.skipped() && skipLine()) {
            // not of the table
        }
        while (position < end || fill()) {
            var row = cut();
            if (row != null) {
                return row;
            }
        }
        return null;
    }

    /// Null for a blank line.
    private @Nullable FieldsOf cut() throws IOException {
        count = 0;
        long began = line;
        int from = 0;
        int at = 0;
        int breaks = 0;
        boolean doubled = false;
        var state = At.START;
        while (state != At.END) {
            int b = position + at < end || fill() ? buffer[position + at] : -1;
            boolean ends = b == -1 || b == dialect.lineEnd();
            switch (state) {
                case START, PLAIN -> {
                    if (state == At.START && b == '"' && dialect.quotes()) {
                        state = At.QUOTED;
                        from = at + 1;
                        doubled = false;
                    } else if (ends || b == dialect.separator()) {
                        boolean carriage = ends && dialect.crlf() && at > from && buffer[position + at - 1] == '\r';
                        add(from, carriage ? at - 1 : at, false);
                        from = at + 1;
                        state = ends ? At.END : At.START;
                    } else {
                        state = At.PLAIN;
                    }
                }
                case QUOTED -> {
                    if (b == -1) {
                        return broken(UNCLOSED, at);
                    }
                    breaks += ends ? 1 : 0;
                    if (b == '"') {
                        state = At.CLOSED;
                    }
                }
                case CLOSED -> {
                    boolean carriage = b == '\r' && (position + at + 1 < end || fill()) && isLineEnd(at + 1);
                    if (b == '"') {
                        doubled = true;
                        state = At.QUOTED;
                    } else if (ends || carriage || b == dialect.separator()) {
                        add(from, at - 1, doubled);
                        at += carriage ? 1 : 0;
                        from = at + 1;
                        state = ends || carriage ? At.END : At.START;
                    } else {
                        return broken(AFTER_QUOTE, at);
                    }
                }
                case END -> throw new IllegalStateException();
            }
            at++;
            if (at > Json.MAX_LINE_BYTES) {
                return broken(state == At.QUOTED ? UNCLOSED : RowCutter.TOO_LONG, at);
            }
        }
        var row = whole(began);
        position = Math.min(end, position + at);
        line += 1 + breaks;
        return row;
    }

    private boolean isLineEnd(int at) {
        return buffer[position + at] == dialect.lineEnd();
    }

    private @Nullable FieldsOf whole(long began) {
        if (count == 1 && tos[0] <= froms[0]) {
            return null;
        }
        var texts = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            int from = position + froms[i];
            try {
                var text = utf8.decode(ByteBuffer.wrap(buffer, from, Math.max(0, tos[i] - froms[i])))
                        .toString();
                texts.add(escaped[i] ? text.replace("\"\"", "\"") : text);
            } catch (CharacterCodingException e) {
                return new FieldsOf(began, List.of(), Encodings.NO_UTF8, beginning());
            }
        }
        boolean fits = names != null && names.size() == count;
        return new FieldsOf(began, texts, null, fits ? NOTHING : beginning());
    }

    private void add(int from, int to, boolean doubled) {
        if (count == froms.length) {
            froms = Arrays.copyOf(froms, 2 * count);
            tos = Arrays.copyOf(tos, 2 * count);
            escaped = Arrays.copyOf(escaped, 2 * count);
        }
        froms[count] = from;
        tos[count] = to;
        escaped[count++] = doubled;
    }

    private byte[] beginning() {
        return Arrays.copyOfRange(buffer, position, Math.min(end, position + 4 * ImportReport.Refusal.ROW_CHARS));
    }

    private FieldsOf broken(String fault, int scanned) throws IOException {
        rescanned += scanned;
        if (rescanned > RESCAN_BUDGET) {
            throw new ImportException(Plain.text(
                    "The table's quotes are broken in too many places, the last in line %d. Mend the file first.",
                    line));
        }
        var row = new FieldsOf(line, List.of(), fault, firstLine());
        skipLine();
        return row;
    }

    private byte[] firstLine() {
        var beginning = beginning();
        for (int i = 0; i < beginning.length; i++) {
            if (beginning[i] == dialect.lineEnd()) {
                return Arrays.copyOf(beginning, i);
            }
        }
        return beginning;
    }

    /// False at the end.
    private boolean skipLine() throws IOException {
        line++;
        boolean any = false;
        while (position < end || fill()) {
            any = true;
            if (buffer[position++] == dialect.lineEnd()) {
                break;
            }
        }
        return any;
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
        if (read <= 0) {
            return false;
        }
        end += read;
        return true;
    }
}
