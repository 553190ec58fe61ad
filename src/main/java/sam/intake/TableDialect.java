package sam.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a table of text is written: what parts its fields, whether they may be quoted, how a line ends. `names` are its
/// columns where the file does not name them itself; `skipped` lines come before its first row.
record TableDialect(
        byte separator,
        boolean quotes,
        boolean oldMac,
        boolean crlf,
        int skipped,
        @Nullable List<String> names) {
    private static final String SEPARATORS = "\t,;|";
    private static final int LONGEST_NAME = 100;
    private static final int LOOKED_AT = 200;
    private static final Pattern EXCEL = Pattern.compile("sep=(.)\r?\n.*", Pattern.DOTALL);

    /// FLAN's chain-of-thought sets name no columns.
    private static final List<String> CHAIN_OF_THOUGHT = List.of("question", "answer", "rationale");

    /// The dialect in which a file's beginning is a table; null when it is none. What it holds decides; that a file is
    /// called a table only counts where it has a single column.
    static @Nullable TableDialect of(byte[] head, boolean whole, String fileName) throws IOException {
        if (isJsonLines(head)) {
            return null;
        }
        var text = new String(head, StandardCharsets.ISO_8859_1);
        int feed = text.indexOf('\n');
        boolean oldMac = feed < 0 && text.indexOf('\r') >= 0;
        boolean crlf = feed > 0 && text.charAt(feed - 1) == '\r';
        var excel = EXCEL.matcher(text);
        if (excel.matches()) {
            return new TableDialect((byte) excel.group(1).charAt(0), true, false, crlf, 1, null);
        }
        Tried best = null;
        for (char separator : SEPARATORS.toCharArray()) {
            for (boolean quotes : separator == '\t' ? new boolean[] {true, false} : new boolean[] {true}) {
                var tried = tried(new TableDialect((byte) separator, quotes, oldMac, crlf, 0, null), head, whole);
                if (tried != null && (best == null || tried.isBetterThan(best))) {
                    best = tried;
                }
            }
        }
        if (best != null) {
            return best.isChainOfThought() ? best.dialect().named(CHAIN_OF_THOUGHT) : best.dialect();
        }
        var name = fileName.toLowerCase(Locale.ROOT);
        boolean called = name.contains(".csv") || name.contains(".tsv");
        return called
                ? new TableDialect((byte) (name.contains(".tsv") ? '\t' : ','), true, oldMac, crlf, 0, null)
                : null;
    }

    private TableDialect named(List<String> columns) {
        return new TableDialect(separator, quotes, oldMac, crlf, skipped, columns);
    }

    byte lineEnd() {
        return (byte) (oldMac ? '\r' : '\n');
    }

    private record Tried(TableDialect dialect, List<List<String>> rows, int good) {
        int columns() {
            return rows.getFirst().size();
        }

        int others() {
            return rows.size() - 1;
        }

        /// More rows that are as wide as the first; then more columns.
        boolean isBetterThan(Tried other) {
            long mine = (long) good * Math.max(1, other.others());
            long its = (long) other.good * Math.max(1, others());
            return mine != its ? mine > its : columns() > other.columns();
        }

        boolean isChainOfThought() {
            return dialect.separator() == '\t'
                    && columns() == CHAIN_OF_THOUGHT.size()
                    && good == others()
                    && rows.getFirst().getFirst().strip().indexOf(' ') > 0
                    && rows.getFirst().getLast().strip().indexOf(' ') > 0;
        }
    }

    private static @Nullable Tried tried(TableDialect dialect, byte[] head, boolean whole) throws IOException {
        var cutter = new TableCutter(new ByteArrayInputStream(head), dialect);
        var rows = new ArrayList<List<String>>();
        int good = 0;
        while (rows.size() < LOOKED_AT) {
            var row = cutter.fields();
            if (row == null) {
                break;
            }
            if (rows.isEmpty() && (row.fault() != null || row.texts().size() < 2 || !areNames(row.texts()))) {
                return null;
            }
            rows.add(row.texts());
            good += rows.size() > 1
                            && row.fault() == null
                            && row.texts().size() == rows.getFirst().size()
                    ? 1
                    : 0;
        }
        // the last row is perhaps cut off by the end of what is looked at
        if (!whole && rows.size() > 1 && rows.size() < LOOKED_AT) {
            good -= rows.removeLast().size() == rows.getFirst().size() ? 1 : 0;
        }
        return rows.isEmpty() || good * 2 < rows.size() - 1 ? null : new Tried(dialect, rows, Math.max(0, good));
    }

    /// A set without names has its first question where they would be, which may be long.
    private static boolean areNames(List<String> texts) {
        return texts.size() == CHAIN_OF_THOUGHT.size()
                || texts.stream().allMatch(text -> text.length() <= LONGEST_NAME && text.indexOf('\n') < 0);
    }

    /// Whether most lines are objects, though the first may be a broken one.
    private static boolean isJsonLines(byte[] head) {
        int from = 0;
        int objects = 0;
        int others = 0;
        for (int i = 0; i < head.length; i++) {
            if (head[i] == '\n') {
                var object = i > from && head[from] == '{' ? VerbatimJson.parse(head, from, i - from) : null;
                objects += object != null ? 1 : 0;
                others += object == null && i > from + 1 ? 1 : 0;
                from = i + 1;
            }
        }
        return objects > 0 && objects >= others;
    }
}
