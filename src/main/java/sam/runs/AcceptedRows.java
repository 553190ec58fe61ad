package sam.runs;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import sam.library.Library;
import sam.project.PhaseSelection;
import sam.project.Project;

/// How many rows a phase would train on. Counted anew only after rows or the recipe changed: a look comes several times
/// a second, and where answers are judged or a source is limited the count reads every row.
final class AcceptedRows {
    private final Library library;
    private final AtomicLong changes = new AtomicLong();
    private @Nullable Counted counted;

    AcceptedRows(Library library) {
        this.library = library;
    }

    /// Rows came, or decisions were made or taken back.
    void changed() {
        changes.incrementAndGet();
    }

    synchronized long of(Project project, int number) {
        var selected = project.phase(number);
        long now = changes.get();
        var known = counted;
        if (known == null || known.change() != now || !known.phase().equals(selected)) {
            long rows = PhaseSelection.of(library, selected)
                    .count(selected.trainingSettings().batches().seed())
                    .own();
            known = new Counted(selected, now, rows);
            counted = known;
        }
        return known.rows();
    }

    private record Counted(Project.Phase phase, long change, long rows) {}
}
