package sam.sources;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import sam.durable.Sentences;
import sam.intake.Columns;
import sam.intake.Mapping;
import sam.intake.Mappings;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;

/// Which column of a file of unknown shape is what: chosen by the person, seen in five finished rows, and kept for the
/// next file of that shape.
public final class ColumnMapViewModel {
    private static final int PREVIEWED = 5;

    private final ProjectSession session;
    private final Background background;
    private final Dialogs dialogs;
    private final BiConsumer<Path, Mapping> use;
    private final ReadOnlyObjectWrapper<@Nullable Screen> screen = new ReadOnlyObjectWrapper<>();
    private int asked;

    /// A file whose columns are being named. `said` tells why nothing can be made yet, or is empty.
    ///
    /// - `why`: why the file was not read as it is.
    public record Screen(
            Path file,
            String why,
            Columns columns,
            Map<Mapping.Part, String> parts,
            @Nullable Integer phase,
            @Nullable Mapping mapping,
            List<Mapping.Preview> rows,
            String said) {
        public Screen {
            parts = Map.copyOf(parts);
            rows = List.copyOf(rows);
        }

        /// The part a column is, or null where it is left out.
        Mapping.@Nullable Part partOf(String column) {
            return parts.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(column))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
        }

        boolean canImport() {
            return mapping != null && rows.stream().anyMatch(row -> row.example() != null);
        }
    }

    /// `use` imports a file by a mapping.
    ColumnMapViewModel(ProjectSession session, Background background, Dialogs dialogs, BiConsumer<Path, Mapping> use) {
        this.session = session;
        this.background = background;
        this.dialogs = dialogs;
        this.use = use;
    }

    public ReadOnlyObjectProperty<@Nullable Screen> screenProperty() {
        return screen.getReadOnlyProperty();
    }

    private record Looked(Columns columns, Optional<Mapping> offered) {}

    /// Looks whether a file that was refused has columns that can be named; a file that has none is told as it was.
    void offer(Path file, Exception fault) {
        background.run(
                () -> {
                    var columns = Columns.of(file);
                    return new Looked(columns, mappings().offered(columns));
                },
                looked -> {
                    if (looked.columns().all().isEmpty()) {
                        dialogs.problem(fault);
                    } else {
                        show(file, Sentences.of(fault), looked);
                    }
                },
                _ -> dialogs.problem(fault));
    }

    private Mappings mappings() {
        return Mappings.beside(session.library().file());
    }

    private void show(Path file, String why, Looked looked) {
        var parts = new EnumMap<Mapping.Part, String>(Mapping.Part.class);
        looked.offered()
                .ifPresent(known -> known.parts().forEach((part, source) -> {
                    if (source.column() != null) {
                        parts.put(part, source.column());
                    }
                }));
        choose(new Screen(
                file,
                why,
                looked.columns(),
                parts,
                looked.offered().map(Mapping::phase).orElse(null),
                null,
                List.of(),
                ""));
    }

    /// Says what a column is; null leaves it out. A part that another column had moves to this one.
    public void name(String column, Mapping.@Nullable Part part) {
        var now = screen.get();
        if (now == null) {
            return;
        }
        var parts = new EnumMap<Mapping.Part, String>(Mapping.Part.class);
        now.parts().forEach((known, of) -> {
            if (!of.equals(column)) {
                parts.put(known, of);
            }
        });
        if (part != null) {
            parts.put(part, column);
        }
        choose(new Screen(now.file(), now.why(), now.columns(), parts, now.phase(), null, List.of(), ""));
    }

    public void phase(@Nullable Integer phase) {
        var now = screen.get();
        if (now != null) {
            choose(new Screen(now.file(), now.why(), now.columns(), now.parts(), phase, null, List.of(), ""));
        }
    }

    private void choose(Screen chosen) {
        int mine = ++asked;
        Mapping mapping;
        try {
            var sources = new EnumMap<Mapping.Part, Mapping.Source>(Mapping.Part.class);
            chosen.parts().forEach((part, column) -> sources.put(part, Mapping.Source.column(column)));
            mapping = new Mapping(sources, chosen.phase());
        } catch (IllegalArgumentException incomplete) {
            screen.set(with(chosen, null, List.of(), String.valueOf(incomplete.getMessage())));
            return;
        }
        screen.set(with(chosen, mapping, List.of(), ""));
        background.run(
                () -> mapping.preview(chosen.file(), PREVIEWED),
                rows -> {
                    if (mine == asked) {
                        screen.set(with(chosen, mapping, rows, ""));
                    }
                },
                fault -> {
                    if (mine == asked) {
                        screen.set(with(chosen, mapping, List.of(), Sentences.of(fault)));
                    }
                });
    }

    private static Screen with(Screen of, @Nullable Mapping mapping, List<Mapping.Preview> rows, String said) {
        return new Screen(of.file(), of.why(), of.columns(), of.parts(), of.phase(), mapping, rows, said);
    }

    /// Imports the file by what was said, and keeps it for files of this shape.
    public void importNow() {
        var now = screen.get();
        if (now == null || now.mapping() == null) {
            return;
        }
        var mapping = now.mapping();
        background.run(
                () -> {
                    mappings().keep(now.columns(), mapping);
                    return now.file();
                },
                file -> {
                    leave();
                    use.accept(file, mapping);
                },
                dialogs::problem);
    }

    public void leave() {
        asked++;
        screen.set(null);
    }
}
