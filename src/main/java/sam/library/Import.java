package sam.library;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One file or collection on its way into the library. Its rows can be taken back together, by
/// [Decision.TakeBackImport]. Used from one thread.
public final class Import {
    private final Library library;
    private final String name;
    private @Nullable Long id;
    private long taken;
    private long duplicates;

    Import(Library library, String name) {
        this.library = library;
        this.name = name;
    }

    /// Adds rows in slices that a person's decision interrupts, each of them durable by itself: after a fault, [#taken]
    /// and [#duplicates] tell what was kept.
    public void add(List<NewExample> examples) {
        id = library.add(this, examples);
    }

    public String name() {
        return name;
    }

    /// The number under which it lies in the library; none before it brought a row.
    public @Nullable Long id() {
        return id;
    }

    public long taken() {
        return taken;
    }

    public long duplicates() {
        return duplicates;
    }

    void count(Library.Added added) {
        taken += added.taken();
        duplicates += added.duplicates();
    }
}
