package sam.github;

import java.util.ArrayList;
import java.util.Optional;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/// The change that followed a review comment at the lines it spoke of: the lines before and after.
record FollowUp(String before, String after) {
    private static final int NEAR = 2;
    private static final int AROUND = 3;
    private static final int MOST_LINES = 40;

    /// - `from`, `to`: the lines that were commented on, counted from 1, the last included.
    static Optional<FollowUp> at(String before, String after, int from, int to) {
        var old = new RawText(before.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var now = new RawText(after.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var touching = new ArrayList<org.eclipse.jgit.diff.Edit>();
        for (var edit : new HistogramDiff().diff(RawTextComparator.WS_IGNORE_TRAILING, old, now)) {
            if (edit.getBeginA() <= to - 1 + NEAR && edit.getEndA() >= from - 1 - NEAR) {
                touching.add(edit);
            }
        }
        if (touching.isEmpty() || from < 1 || to > old.size()) {
            return Optional.empty();
        }
        var first = touching.getFirst();
        var last = touching.getLast();
        int above = Math.min(AROUND, Math.min(first.getBeginA(), first.getBeginB()));
        int below = Math.min(AROUND, Math.min(old.size() - last.getEndA(), now.size() - last.getEndB()));
        int oldLines = last.getEndA() - first.getBeginA();
        int newLines = last.getEndB() - first.getBeginB();
        if (oldLines > MOST_LINES || newLines > MOST_LINES || newLines == 0) {
            return Optional.empty();
        }
        return Optional.of(new FollowUp(
                old.getString(first.getBeginA() - above, last.getEndA() + below, true),
                now.getString(first.getBeginB() - above, last.getEndB() + below, true)));
    }
}
