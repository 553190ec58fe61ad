package sam.github;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.PatchFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/// One file's change as a unified diff with three lines of context, and which lines of the old file it touches.
record UnifiedDiff(Edited file, String text, int added, int removed, List<Span> spans) {
    private static final int CONTEXT = 3;
    private static final DiffAlgorithm ALGORITHM = new HistogramDiff();

    /// Lines of the old file, the last not included.
    record Span(int from, int to) {}

    static UnifiedDiff of(Edited file) {
        var before = raw(file.before());
        var after = raw(file.after());
        var edits = ALGORITHM.diff(RawTextComparator.DEFAULT, before, after);
        int added = 0;
        int removed = 0;
        var spans = new ArrayList<Span>();
        for (var edit : edits) {
            added += edit.getLengthB();
            removed += edit.getLengthA();
            spans.add(new Span(edit.getBeginA(), edit.getEndA()));
        }
        var head = file.added() ? "--- /dev/null\n" : "--- a/" + file.path() + "\n";
        var text = edits.isEmpty() ? "" : head + "+++ b/" + file.path() + "\n" + hunks(edits, before, after);
        return new UnifiedDiff(file, text, added, removed, spans);
    }

    private static RawText raw(String text) {
        return new RawText(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hunks(EditList edits, RawText before, RawText after) {
        var out = new ByteArrayOutputStream();
        try (var formatter = new DiffFormatter(out)) {
            formatter.setContext(CONTEXT);
            formatter.format(edits, before, after);
            formatter.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Whether another reader of diffs makes the new file of the old one with it.
    boolean applies() {
        var lines = text.lines().filter(line -> !line.startsWith("\\ ")).toList();
        try {
            var patched = DiffUtils.patch(
                    file.before().lines().toList(), UnifiedDiffUtils.parseUnifiedDiff(new ArrayList<>(lines)));
            return patched.equals(file.after().lines().toList());
        } catch (PatchFailedException | RuntimeException e) {
            return false;
        }
    }

    /// Whether nothing but blanks, line breaks, quotes and trailing commas differs.
    boolean isFormatOnly() {
        return bare(file.before()).equals(bare(file.after()));
    }

    private static String bare(String text) {
        return text.replaceAll("[\\s\"',;(){}]+", "");
    }

    /// Whether all that changes are comments.
    boolean isCommentOnly() {
        return text.lines()
                .filter(line -> (line.startsWith("+") || line.startsWith("-"))
                        && !line.startsWith("+++ ")
                        && !line.startsWith("--- "))
                .map(line -> line.substring(1).strip())
                .allMatch(line -> line.isEmpty()
                        || line.startsWith("//")
                        || line.startsWith("*")
                        || line.startsWith("/*")
                        || line.startsWith("#") && !line.startsWith("#include") && !line.startsWith("#define")
                        || line.startsWith("\"\"\""));
    }
}
