package sam.intake;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;
import java.util.regex.Pattern;
import sam.library.Example;

/// Changes to code with what was asked for: CommitPackFT's commits of one file, and SWE-bench's issues with the patch
/// that closed them. Subjects that say nothing are refused as CommitPackFT's authors do.
record CommitRows(boolean commits) implements RowShape {
    private static final int LARGEST_BEFORE = 50_000;
    private static final int LEAST_WORDS = 3;
    private static final int LEAST_CHARS = 10;
    private static final int CONTEXT_LINES = 3;
    private static final Pattern POINTS_AWAY = Pattern.compile("#\\d|https?://|\\b[0-9a-f]{7,40}\\b");
    private static final Pattern BY_MACHINE = Pattern.compile(
            "^(merge|auto|bump|update (submodule|version|dependenc))|signed-off-by|^version ",
            Pattern.CASE_INSENSITIVE);

    @Override
    public boolean fits(Fields row) {
        return commits
                ? row.holds("commit")
                        && row.hasKey("old_contents")
                        && row.hasKey("new_contents")
                        && row.holds("subject")
                : row.holds("problem_statement") && row.holds("patch") && row.holds("repo");
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        if (!commits) {
            return new Example.Diff(
                    row.required("problem_statement", "issue").strip(), "", row.required("patch", "patch"));
        }
        var subject = row.required("subject", "subject").strip();
        requireMeaning(subject);
        var before = row.optional("old_contents");
        var after = row.optional("new_contents");
        if (after.isBlank()) {
            throw new RowRefusedException("nothing is left of the file after the change");
        }
        if (before.length() >= LARGEST_BEFORE) {
            throw new RowRefusedException("the file is longer than 50,000 characters");
        }
        if (before.equals(after)) {
            throw new RowRefusedException("the change changes nothing");
        }
        row.use("message");
        return new Example.Diff(
                subject, before, diff(row.optional("old_file"), row.optional("new_file"), before, after));
    }

    private static void requireMeaning(String subject) throws RowRefusedException {
        if (POINTS_AWAY.matcher(subject).find()) {
            throw new RowRefusedException("its subject points to an issue, an address or a commit");
        }
        if (BY_MACHINE.matcher(subject).find()) {
            throw new RowRefusedException("its subject is one of a merge, a release or a machine");
        }
        if (subject.length() <= LEAST_CHARS || subject.split("\\s+").length < LEAST_WORDS) {
            throw new RowRefusedException("its subject says too little");
        }
    }

    private static String diff(String oldFile, String newFile, String before, String after) {
        var old = before.isEmpty() ? List.<String>of() : before.lines().toList();
        var patch = DiffUtils.diff(old, after.lines().toList());
        var lines = UnifiedDiffUtils.generateUnifiedDiff(
                before.isEmpty() ? "/dev/null" : "a/" + oldFile, "b/" + newFile, old, patch, CONTEXT_LINES);
        return String.join("\n", lines) + "\n";
    }
}
