package sam.lines;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What lies beside the line that is being written: lines laid aside, those on their way into the library, and which
/// openings were shown. Used from the window's thread.
final class Desk {
    private final Deque<OwnLine> aside = new ArrayDeque<>();
    private final List<OwnLine> underWay = new ArrayList<>();
    private final Set<String> shown = new LinkedHashSet<>();

    void begin(LineSheet found) {
        aside.addAll(found.aside());
        shown.addAll(found.shown());
    }

    /// All of it with the line in the fields: what is on its way counts as laid aside until it has arrived.
    LineSheet sheet(OwnLine line, boolean withCard) {
        var waiting = new ArrayList<>(underWay);
        waiting.addAll(aside);
        return new LineSheet(line, waiting, List.copyOf(shown), withCard);
    }

    void layAside(OwnLine line) {
        aside.addFirst(line);
    }

    OwnLine takeUp() {
        return aside.isEmpty() ? OwnLine.BLANK : aside.removeFirst();
    }

    int waiting() {
        return aside.size();
    }

    /// A new line that the library holds need not wait here.
    void forget(KeptLines kept) {
        aside.removeIf(line -> line.row() == null && kept.hold(line));
    }

    void sent(OwnLine line) {
        underWay.add(line);
    }

    void arrived(OwnLine line) {
        underWay.remove(line);
    }

    void showed(Opening opening) {
        shown.add(opening.id());
    }

    boolean hasShown(@Nullable Opening opening) {
        return opening == null || shown.contains(opening.id());
    }

    Set<String> shown() {
        return shown;
    }
}
