package sam.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
import sam.library.Origin;

/// The rows of a file for a collector that fetched it: parsed as an import parses it, kept by the collector's door.
public final class FileRows {
    private final ImportSettings settings;
    private final String name;
    private final Out out;
    private ImportSettings.@Nullable Resolved resolved;

    /// Hears the rows of a file.
    public interface Out {
        /// Whether more is wanted.
        boolean take(int phase, Example example, Origin origin);

        void refuse(long line, String reason, String row);

        /// So many of the file's bytes are read.
        void at(long bytes);
    }

    /// A row group of a Parquet file: its rows, and the bytes of the file from `from` to before `to`.
    public record RowGroup(long rows, long from, long to) {}

    /// The row groups of a Parquet file, of which only the end must be there: the bytes from the last group's `to` on.
    public static List<RowGroup> groups(Path file) {
        return ParserProcess.groups(file).stream()
                .map(group -> new RowGroup(group.rows(), group.from(), group.to()))
                .toList();
    }

    private FileRows(ImportSettings settings, String name, Out out) {
        this.settings = settings;
        this.name = name;
        this.out = out;
    }

    /// Reads a file to its end, or until no more is wanted. One that cannot be read is an [ImportException].
    ///
    /// - `name`: what the file is called where it comes from; its set is known by it.
    public static void read(Path file, String name, ImportSettings settings, BooleanSupplier cancelled, Out out) {
        var rows = new FileRows(settings, name, out);
        Parsing.of(file).tell(file, settings, cancelled, rows::hear);
    }

    private boolean hear(Parsed parsed) {
        switch (parsed) {
            case Parsed.Begun begun -> resolved = settings.resolve(begun.format(), name);
            case Parsed.Taken row -> {
                var known = java.util.Objects.requireNonNull(resolved);
                return out.take(known.phase(), row.example(), known.origin(row));
            }
            case Parsed.Refused row -> out.refuse(row.line(), row.reason(), row.row());
            case Parsed.Read read -> out.at(read.bytes());
            case Parsed.Groups _, Parsed.Head _ -> throw new IllegalStateException("nobody asked for it");
            case Parsed.Done _ -> {
                return true;
            }
            case Parsed.Fault fault -> throw new ImportException(fault.sentence());
        }
        return true;
    }
}
