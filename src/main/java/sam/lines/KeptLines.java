package sam.lines;

import java.util.ArrayList;
import java.util.List;
import sam.library.Library;

/// The lines that are in the library, the newest first, and what they say of what is missing.
record KeptLines(List<OwnLine> lines, Gaps gaps, long rows, long words) {
    private static final int LAST = 20;

    static KeptLines of(Library library, String source, LineOpenings openings) {
        var rows = library.accepted(source);
        var lines = new ArrayList<OwnLine>();
        for (var each : rows) {
            OwnLine.of(each.row().example(), each.key(), each.row().id()).ifPresent(lines::add);
        }
        return new KeptLines(
                lines,
                Gaps.of(openings, lines),
                rows.size(),
                lines.stream().mapToLong(OwnLine::words).sum());
    }

    static KeptLines none(LineOpenings openings) {
        return new KeptLines(List.of(), Gaps.of(openings, List.of()), 0, 0);
    }

    /// Those that are shown beside the text.
    List<OwnLine> last() {
        return lines.subList(0, Math.min(LAST, lines.size()));
    }

    boolean hold(OwnLine line) {
        return lines.stream().anyMatch(line::says);
    }
}
