package sam.datasets;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import sam.durable.Hashes;
import sam.durable.Plain;
import sam.hub.DataFiles;
import sam.hub.HubFile;
import sam.intake.Door;
import sam.intake.FileRows;
import sam.intake.ImportException;

/// Row groups drawn from a Parquet file of the hub: only their bytes and the file's end are fetched, into a file with
/// holes where the others would be.
record ParquetSample(Path file, List<Integer> groups, long rows) {
    /// A smaller file is fetched whole.
    static final long WHOLE_BYTES = 256 << 10;

    private static final int TAIL_BYTES = 16 << 10;
    private static final int END_BYTES = 8;
    private static final int MOST_FOOTER = 64 << 20;
    private static final String MAGIC = "PAR1";

    static boolean suits(HubFile shard) {
        return shard.path().endsWith(".parquet") && shard.size() > WHOLE_BYTES;
    }

    /// Brings row groups in an order that the draw gives, until they hold so many rows.
    static ParquetSample bring(DataFiles files, HubFile shard, Path desk, Draw draw, double rows, Door door)
            throws IOException, InterruptedException {
        var place = desk.resolve(Hashes.sha256(files.commit() + shard.path()).substring(0, 16) + ".parquet");
        Files.deleteIfExists(place);
        long size = shard.size();
        try (var out = new RandomAccessFile(place.toFile(), "rw")) {
            out.setLength(size);
            write(out, 0, MAGIC.getBytes(StandardCharsets.US_ASCII));
            long footer = footer(files, shard, out, door);
            var all = FileRows.groups(place);
            long end = all.stream().mapToLong(FileRows.RowGroup::to).max().orElse(footer);
            fill(files, shard, out, end, footer, door);
            var chosen = new ArrayList<Integer>();
            long held = 0;
            for (int index : draw.order(IntStream.range(0, all.size()).boxed().toList(), shard.path())) {
                if (held >= rows || !door.isOpen()) {
                    break;
                }
                var group = all.get(index);
                fill(files, shard, out, group.from(), group.to(), door);
                chosen.add(index);
                held += group.rows();
            }
            return new ParquetSample(place, chosen.stream().sorted().toList(), held);
        }
    }

    /// Fetches the footer, and answers where it begins.
    private static long footer(DataFiles files, HubFile shard, RandomAccessFile out, Door door)
            throws IOException, InterruptedException {
        long size = shard.size();
        var tail = files.range(shard, Math.max(0, size - TAIL_BYTES), size, door::say);
        var end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        int length = end.getInt(tail.length - END_BYTES);
        var magic = new String(tail, tail.length - MAGIC.length(), MAGIC.length(), StandardCharsets.US_ASCII);
        if (!magic.equals(MAGIC) || length <= 0 || length > MOST_FOOTER || length + END_BYTES > size) {
            throw new ImportException(Plain.text("%s is no Parquet file, or damaged.", shard.path()));
        }
        write(out, size - tail.length, tail);
        long from = size - END_BYTES - length;
        fill(files, shard, out, from, size - tail.length, door);
        return Math.min(from, size - tail.length);
    }

    private static void fill(DataFiles files, HubFile shard, RandomAccessFile out, long from, long to, Door door)
            throws IOException, InterruptedException {
        if (from < to) {
            write(out, from, files.range(shard, from, to, door::say));
        }
    }

    private static void write(RandomAccessFile out, long at, byte[] bytes) throws IOException {
        out.seek(at);
        out.write(bytes);
    }
}
