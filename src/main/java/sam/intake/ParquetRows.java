package sam.intake;

import dev.hardwood.HardwoodContext;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowGroupPredicate;
import dev.hardwood.reader.RowReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;

/// The rows of a Parquet file, one row group after another; the number of a row is its place in the whole file. It is
/// damaged where the library says so, and where it gives another number of rows than the file's end tells.
final class ParquetRows implements RowSource, Closeable {
    private static final int THREADS = 2;
    private static final int MAGIC_BYTES = 4;
    private static final String MAGIC = "PAR1";

    private final Path file;
    private final HardwoodContext threads;
    private final ParquetFileReader reader;
    private final List<Part> parts;
    private final boolean whole;
    private final long wanted;
    private int part;
    private @Nullable RowReader rows;
    private long inPart;
    private long read;

    /// A row group: how many rows come before it and how many it holds, and which bytes of the file.
    private record Part(long before, long rows, long from, long to) {}

    /// - `groups`: which row groups, or null for all. The others' bytes need not be there.
    private ParquetRows(Path file, HardwoodContext threads, ParquetFileReader reader, @Nullable List<Integer> groups) {
        this.file = file;
        this.threads = threads;
        this.reader = reader;
        var all = parts(reader);
        var told = reader.getFileMetaData().numRows();
        var held = all.stream().mapToLong(Part::rows).sum();
        if (told == 0) {
            throw new ImportException(Plain.text("%s holds no rows. Download or export it again.", file));
        }
        if (told != held) {
            throw damaged(Plain.text("it tells of %d rows, and its parts of %d", told, held), null);
        }
        this.whole = groups == null;
        this.parts = groups == null
                ? List.of(new Part(0, told, 0, 0))
                : groups.stream()
                        .map(index -> all.get(java.util.Objects.checkIndex(index, all.size())))
                        .toList();
        this.wanted = parts.stream().mapToLong(Part::rows).sum();
    }

    /// Whether a file begins as Parquet does.
    static boolean isOne(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAGIC_BYTES), java.nio.charset.StandardCharsets.ISO_8859_1).equals(MAGIC);
        } catch (IOException unreadable) {
            return false;
        }
    }

    static ParquetRows open(Path file, @Nullable List<Integer> groups) throws IOException {
        var threads = HardwoodContext.create(THREADS);
        try {
            var reader = ParquetFileReader.open(new ReadFile(file), threads);
            return new ParquetRows(file, threads, reader, groups);
        } catch (ImportException e) {
            threads.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            threads.close();
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    /// What lies where in a file of which only the end must be there.
    static List<Parsed.Group> groups(Path file) throws IOException {
        try (var open = open(file, null)) {
            return parts(open.reader).stream()
                    .map(part -> new Parsed.Group(part.rows(), part.from(), part.to()))
                    .toList();
        }
    }

    private static List<Part> parts(ParquetFileReader reader) {
        var parts = new ArrayList<Part>();
        long before = 0;
        for (RowGroup group : reader.getFileMetaData().rowGroups()) {
            long from = Long.MAX_VALUE;
            long to = 0;
            for (var column : group.columns()) {
                from = Math.min(from, column.chunkStartOffset());
                to = Math.max(to, column.chunkStartOffset() + column.metaData().totalCompressedSize());
            }
            parts.add(new Part(before, group.numRows(), from, to));
            before += group.numRows();
        }
        return parts;
    }

    @Override
    public @Nullable Row next() {
        try {
            while (true) {
                if (part == parts.size()) {
                    return null;
                }
                if (parts.get(part).rows() == 0) {
                    part++;
                    continue;
                }
                if (rows == null) {
                    rows = rowsOf(parts.get(part));
                    inPart = 0;
                }
                var now = parts.get(part);
                if (rows.hasNext()) {
                    rows.next();
                    inPart++;
                    read++;
                    if (inPart > now.rows()) {
                        throw damaged(Plain.text("a part of %d rows has more", now.rows()), null);
                    }
                    return row(now.before() + inPart, rows);
                }
                if (inPart != now.rows()) {
                    throw damaged(Plain.text("a part of %d rows has only %d", now.rows(), inPart), null);
                }
                rows.close();
                rows = null;
                part++;
            }
        } catch (ImportException e) {
            throw e;
        } catch (UnsupportedOperationException e) {
            throw new ImportException(
                    Plain.text(
                            "%s is packed with LZ4 or Brotli inside, or holds a kind of value that is not read."
                                    + " Write it again with snappy or zstd.",
                            file),
                    e);
        } catch (RuntimeException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        }
    }

    private RowReader rowsOf(Part now) {
        if (whole) {
            return reader.rowReader();
        }
        long middle = now.from() + (now.to() - now.from()) / 2;
        return reader.buildRowReader()
                .filter(RowGroupPredicate.byteRange(middle, middle + 1))
                .build();
    }

    private static Row row(long number, RowReader rows) {
        try {
            return Row.of(number, ParquetValues.row(rows));
        } catch (RowRefusedException e) {
            return Row.refused(number, e.reason(), new byte[0]);
        }
    }

    /// How much of what is wanted was read, of 1.
    double share() {
        return wanted == 0 ? 1 : (double) read / wanted;
    }

    private ImportException damaged(String why, @Nullable Exception e) {
        return damaged(file, why, e);
    }

    private static ImportException damaged(Path file, String why, @Nullable Exception e) {
        var shortly = why.length() <= 200 ? why : why.substring(0, 200) + "…";
        var sentence = Plain.text(
                "%s is cut off or damaged (%s). Download it again.",
                file, shortly.replaceAll("\\s+", " ").strip());
        return e == null ? new ImportException(sentence) : new ImportException(sentence, e);
    }

    @Override
    public void close() throws IOException {
        if (rows != null) {
            rows.close();
        }
        reader.close();
        threads.close();
    }
}
