package sam.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import sam.durable.Plain;
import sam.library.Origin;

/// A file of rows as a part of what a collector brings: through its [Door], by the same shapes and refusals as a file
/// of the person's. A large file, and one of Parquet, is parsed in a process of its own.
public final class FileRows {
    private FileRows() {}

    /// A row group of a Parquet file: its rows, and the bytes of the file from `from` to before `to`.
    public record RowGroup(long rows, long from, long to) {}

    /// The row groups of a Parquet file, of which only the end must be there: the bytes from the last group's `to` on.
    public static List<RowGroup> groups(Path file) {
        return ParserProcess.groups(file).stream()
                .map(group -> new RowGroup(group.rows(), group.from(), group.to()))
                .toList();
    }

    /// Hands a file's rows to a door, as long as it is open. A file that breaks off is an [ImportException].
    ///
    /// - `wanted`: which rows, by their number in the file (of Parquet counted over all row groups).
    /// - `origin`: makes the origin of a row of that of its file.
    public static void into(
            Door door, Path file, ImportSettings settings, LongPredicate wanted, UnaryOperator<Origin> origin) {
        var rows = new ToDoor(door, String.valueOf(file.getFileName()), settings, wanted, origin);
        Parsing.of(file).tell(file, settings, () -> !door.isOpen(), rows::take);
    }

    private static final class ToDoor {
        private final Door door;
        private final String name;
        private final ImportSettings settings;
        private final LongPredicate wanted;
        private final UnaryOperator<Origin> origin;
        private ImportSettings.Resolved resolved;
        private long size;

        ToDoor(Door door, String name, ImportSettings settings, LongPredicate wanted, UnaryOperator<Origin> origin) {
            this.door = door;
            this.name = name;
            this.settings = settings;
            this.wanted = wanted;
            this.origin = origin;
            this.resolved = settings.resolve(Format.ALPACA, name);
        }

        boolean take(Parsed parsed) {
            switch (parsed) {
                case Parsed.Begun begun -> {
                    resolved = settings.resolve(begun.format(), name);
                    size = begun.size();
                }
                case Parsed.Taken row -> {
                    if (wanted.test(row.line())) {
                        door.take(resolved.phase(), row.example(), origin.apply(resolved.origin(row)));
                    }
                }
                case Parsed.Refused row -> {
                    if (wanted.test(row.line())) {
                        door.refuse(Plain.text("row %d of %s", row.line(), name), row.reason(), row.row());
                    }
                }
                case Parsed.Read read -> door.at(read.bytes(), size, "bytes");
                case Parsed.Groups _, Parsed.Head _ -> throw new IllegalStateException("nobody asked for it");
                case Parsed.Done _ -> {
                    return true;
                }
                case Parsed.Fault fault -> throw new ImportException(fault.sentence());
            }
            return door.isOpen();
        }
    }
}
