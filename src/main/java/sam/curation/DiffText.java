package sam.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;

/// A unified diff cut into files, hunks and lines for a reader: what `git diff` and `diff -u` write. What is no diff
/// is one file without a name whose lines are all context.
record DiffText(List<FileDiff> files) {
    enum Kind {
        CONTEXT,
        ADDED,
        REMOVED,
        /// What stands between the lines: that a file ends without a line break, or that it is binary.
        NOTE
    }

    /// One line; its numbers in the old and the new file count from 1, and are 0 where it is not in that file.
    record Line(Kind kind, int before, int after, String text) {}

    /// Lines that belong together, with what the hunk's header says of where they stand.
    record Hunk(String where, List<Line> lines) {}

    /// `note` says what became of the file besides: new, deleted, renamed.
    record FileDiff(String path, String note, List<Hunk> hunks) {
        long count(Kind kind) {
            return hunks.stream()
                    .flatMap(hunk -> hunk.lines().stream())
                    .filter(line -> line.kind() == kind)
                    .count();
        }
    }

    private static final Pattern HUNK =
            Pattern.compile("@@ -(\\d{1,9})(?:,(\\d{1,9}))? \\+(\\d{1,9})(?:,(\\d{1,9}))? @@(.*)");

    /// What a patch says of a file before its first hunk.
    private static final Pattern HEADER = Pattern.compile(
            "(index |old mode |new mode |similarity index |dissimilarity index |copy from |copy to ).*");

    static DiffText of(String text) {
        var lines = text.lines().toList();
        return lines.stream().anyMatch(line -> HUNK.matcher(line).matches()) ? new Reader(lines).read() : plain(lines);
    }

    /// A text whose lines are numbered and otherwise left alone.
    static DiffText plain(List<String> lines) {
        var numbered = new ArrayList<Line>();
        for (var line : lines) {
            numbered.add(new Line(Kind.CONTEXT, numbered.size() + 1, 0, line));
        }
        return new DiffText(List.of(new FileDiff("", "", List.of(new Hunk("", numbered)))));
    }

    int lineCount() {
        return files.stream()
                .flatMap(file -> file.hunks().stream())
                .mapToInt(hunk -> hunk.lines().size())
                .sum();
    }

    boolean isPlain() {
        return files.size() == 1 && files.getFirst().path().isEmpty();
    }

    /// Its first lines, whole files and hunks as far as they go.
    DiffText first(int most) {
        var kept = new ArrayList<FileDiff>();
        int left = most;
        for (var file : files) {
            var hunks = new ArrayList<Hunk>();
            for (var hunk : file.hunks()) {
                if (left > 0) {
                    var lines =
                            hunk.lines().subList(0, Math.min(left, hunk.lines().size()));
                    hunks.add(new Hunk(hunk.where(), lines));
                    left -= lines.size();
                }
            }
            if (!hunks.isEmpty() || file.hunks().isEmpty() && left > 0) {
                kept.add(new FileDiff(file.path(), file.note(), hunks));
            }
        }
        return new DiffText(kept);
    }

    private static final class Reader {
        private final List<String> lines;
        private final List<FileDiff> files = new ArrayList<>();
        private final List<Hunk> hunks = new ArrayList<>();
        private String path = "";
        private String was = "";
        private String note = "";
        private int at;

        Reader(List<String> lines) {
            this.lines = lines;
        }

        DiffText read() {
            while (at < lines.size()) {
                var line = lines.get(at);
                var hunk = HUNK.matcher(line);
                if (hunk.matches()) {
                    at++;
                    hunks.add(hunk(
                            number(hunk.group(1), 1),
                            number(hunk.group(2), 1),
                            number(hunk.group(3), 1),
                            number(hunk.group(4), 1),
                            hunk.group(5).strip()));
                } else {
                    head(line);
                    at++;
                }
            }
            end();
            return new DiffText(List.copyOf(files));
        }

        private void head(String line) {
            if (line.startsWith("diff --git ")) {
                end();
                int half = line.lastIndexOf(" b/");
                path = half < 0 ? "" : line.substring(half + 3);
            } else if (line.startsWith("--- ")) {
                if (!hunks.isEmpty()) {
                    end();
                }
                was = name(line.substring(4));
            } else if (line.startsWith("+++ ")) {
                var now = name(line.substring(4));
                if (was.isEmpty() && !now.isEmpty()) {
                    note = "new";
                } else if (now.isEmpty() && !was.isEmpty()) {
                    note = "deleted";
                }
                path = now.isEmpty() ? was : now;
            } else if (line.startsWith("rename from ")) {
                note = line.substring("rename from ".length());
            } else if (line.startsWith("rename to ")) {
                path = line.substring("rename to ".length());
            } else if (line.startsWith("new file mode")) {
                note = "new";
            } else if (line.startsWith("deleted file mode")) {
                note = "deleted";
            } else if (!line.isBlank() && !HEADER.matcher(line).matches()) {
                // nothing that a row says is left out, also where it is no part of a diff
                hunks.add(new Hunk("", List.of(new Line(Kind.NOTE, 0, 0, line))));
            }
        }

        /// The lines that the header counts; a line that cannot be one of them ends the hunk.
        private Hunk hunk(int from, int most, int to, int mostNew, String where) {
            var found = new ArrayList<Line>();
            int before = from;
            int after = to;
            while (at < lines.size() && (before < from + most || after < to + mostNew)) {
                var line = lines.get(at);
                char sign = line.isEmpty() ? ' ' : line.charAt(0);
                var rest = line.isEmpty() ? "" : line.substring(1);
                if (sign == '+') {
                    found.add(new Line(Kind.ADDED, 0, after++, rest));
                } else if (sign == '-') {
                    found.add(new Line(Kind.REMOVED, before++, 0, rest));
                } else if (sign == ' ') {
                    found.add(new Line(Kind.CONTEXT, before++, after++, rest));
                } else if (sign == '\\') {
                    found.add(new Line(Kind.NOTE, 0, 0, rest.strip()));
                } else {
                    break;
                }
                at++;
            }
            while (at < lines.size() && lines.get(at).startsWith("\\")) {
                found.add(new Line(Kind.NOTE, 0, 0, lines.get(at++).substring(1).strip()));
            }
            return new Hunk(where, found);
        }

        private void end() {
            if (!path.isEmpty() || !was.isEmpty() || !hunks.isEmpty()) {
                files.add(new FileDiff(path.isEmpty() ? was : path, note, List.copyOf(hunks)));
            }
            hunks.clear();
            path = "";
            was = "";
            note = "";
        }

        /// A name as `---` and `+++` give it: without its a/ or b/ and without a time behind a tab; none for a file
        /// that
        /// is not there.
        private static String name(String given) {
            int tab = given.indexOf('\t');
            var name = (tab < 0 ? given : given.substring(0, tab)).strip();
            if (name.equals("/dev/null")) {
                return "";
            }
            return name.startsWith("a/") || name.startsWith("b/") ? name.substring(2) : name;
        }

        private static int number(@Nullable String digits, int otherwise) {
            return digits == null ? otherwise : Integer.parseInt(digits);
        }
    }

    /// How the numbers of a file's lines are written, so that they stand under each other.
    static String numbered(int number, int digits) {
        return number == 0 ? " ".repeat(digits) : Plain.text("%" + digits + "d", number);
    }
}
