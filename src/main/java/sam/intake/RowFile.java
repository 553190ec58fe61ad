package sam.intake;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import sam.durable.LfsPointer;
import sam.durable.Plain;

/// A data file opened for its rows: unpacked when it is packed, and turned away with one sentence when it is no text.
final class RowFile implements Closeable {
    static final long UNKNOWN = -1;

    private static final int HEAD = 1 << 16;
    private static final int HEAD_BYTES = 16 << 20;
    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final long size;
    private final Closeable held;
    private final LongSupplier bytesRead;
    private final RowSource rows;
    private final boolean table;
    private final Deque<RowSource.Row> waiting = new ArrayDeque<>();
    private @Nullable ImportException broken;

    private RowFile(Path file, long size, Closeable held, LongSupplier bytesRead, RowSource rows, boolean table) {
        this.file = file;
        this.size = size;
        this.held = held;
        this.bytesRead = bytesRead;
        this.rows = rows;
        this.table = table;
    }

    /// - `groups`: which row groups of a Parquet file, or null for all.
    static RowFile open(Path file, @Nullable List<Integer> groups) {
        if (!Files.exists(file)) {
            throw new ImportException(Plain.text("%s does not exist. Check the name.", file));
        }
        if (Files.isDirectory(file)) {
            throw new ImportException(Plain.text("%s is no file. Choose the files in it instead.", file));
        }
        try {
            // a pipe has no size; it is read as it comes, once
            long size = isPipe(file) ? UNKNOWN : Files.size(file);
            if (size == 0) {
                throw new ImportException(Plain.text("%s is empty. Download or export it again.", file));
            }
            if (ParquetRows.isOne(file)) {
                var rows = ParquetRows.open(file, groups);
                return new RowFile(file, size, rows, () -> Math.round(size * rows.share()), rows, true);
            }
            var raw = new Counting(Files.newInputStream(file));
            try {
                return open(file, size, raw);
            } catch (IOException | RuntimeException e) {
                raw.close();
                throw e;
            }
        } catch (EOFException | ZipException | ZstdIOException | CharacterCodingException e) {
            throw broken(file, e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// Whether a path is a pipe or a device, whose name says nothing and which ends when it ends.
    static boolean isPipe(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private static RowFile open(Path file, long size, Counting raw) throws IOException {
        var magic = raw.readNBytes(4);
        InputStream bytes = new SequenceInputStream(new ByteArrayInputStream(magic), raw);
        if (magic.length > 1 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
            bytes = new GZIPInputStream(bytes, BUFFER);
        } else if (isZstd(magic)) {
            bytes = new ZstdInputStream(bytes);
        }
        bytes = Encodings.utf8(file, new BufferedInputStream(bytes, BUFFER));
        var head = bytes.readNBytes(HEAD);
        if (head.length == 0) {
            throw new ImportException(Plain.text("%s is empty. Download or export it again.", file));
        }
        refuseOther(file, head);
        int first = 0;
        while (first < head.length && Character.isWhitespace(head[first])) {
            first++;
        }
        if (first == head.length && head.length < HEAD) {
            throw new ImportException(Plain.text("%s holds no rows. Download or export it again.", file));
        }
        boolean array = first < head.length && head[first] == '[';
        boolean json = array || first < head.length && head[first] == '{';
        var name = isPipe(file) ? "" : String.valueOf(file.getFileName());
        var dialect = json ? null : TableDialect.of(head, head.length < HEAD, name);
        var rest = new SequenceInputStream(new ByteArrayInputStream(head), bytes);
        return new RowFile(
                file,
                size,
                raw,
                () -> raw.count,
                dialect == null ? new RowCutter(rest, array) : new TableCutter(rest, dialect),
                dialect != null);
    }

    /// The first rows, which stay to be read: a pipe gives them only once.
    List<RowSource.Row> head(int count) {
        var head = new ArrayList<RowSource.Row>();
        long bytesHeld = 0;
        while (head.size() < count && bytesHeld < HEAD_BYTES) {
            RowSource.Row row;
            try {
                row = read();
            } catch (ImportException e) {
                if (head.isEmpty()) {
                    throw e;
                }
                // what was whole before the break is imported first
                broken = e;
                break;
            }
            if (row == null) {
                break;
            }
            var bytes = Arrays.copyOfRange(row.buffer(), row.from(), row.to());
            bytesHeld += bytes.length;
            head.add(new RowSource.Row(row.number(), bytes, 0, bytes.length, row.fault(), row.object()));
        }
        waiting.addAll(head);
        return head;
    }

    /// The next row, or null at the end. A file that breaks off is an [ImportException].
    RowSource.@Nullable Row next() {
        return waiting.isEmpty() ? read() : waiting.removeFirst();
    }

    private RowSource.@Nullable Row read() {
        if (broken != null) {
            throw broken;
        }
        try {
            return rows.next();
        } catch (EOFException | ZipException | ZstdIOException | CharacterCodingException e) {
            throw broken(file, e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// At the end: whether a list was closed.
    void requireWhole() {
        if (broken != null) {
            throw broken;
        }
        if (rows.cutOff()) {
            throw new ImportException(cutOff(file));
        }
    }

    /// Whether its rows lie under a row of names.
    boolean isTable() {
        return table;
    }

    long bytesRead() {
        return bytesRead.getAsLong();
    }

    /// The file's size on the disk, or [#UNKNOWN].
    long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        held.close();
    }

    private static void refuseOther(Path file, byte[] head) {
        var start = new String(head, 0, Math.min(200, head.length), StandardCharsets.ISO_8859_1);
        if (LfsPointer.begins(head) || isPointer(start)) {
            throw new ImportException(LfsPointer.sentence(file.toString()));
        }
        if (start.startsWith("PAR1")) {
            throw new ImportException(Plain.text(
                    "%s is a Parquet file that comes packed or through a pipe. Save it as a file of its own first.",
                    file));
        }
        if (isZstd(head) || startsWith(head, 0x1f, 0x8b)) {
            throw new ImportException(Plain.text("%s is packed twice. Unpack it once first.", file));
        }
        if (start.startsWith("PK\u0003\u0004")) {
            throw new ImportException(Plain.text("%s is a zip archive. Unpack it first.", file));
        }
        int strange = 0;
        for (byte each : head) {
            int b = each & 0xff;
            if (b == 0) {
                throw noText(file);
            }
            if (b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
                strange++;
            }
        }
        if (strange > head.length / 50) {
            throw noText(file);
        }
        if (start.stripLeading().startsWith("<")) {
            throw new ImportException(
                    Plain.text("%s is a web page or XML, not data. It may be a download that failed.", file));
        }
    }

    /// What git-annex and git-lfs under its first name keep in place of a large file.
    private static boolean isPointer(String start) {
        return start.startsWith("version https://hawser.github.com") || start.startsWith("/annex/objects/");
    }

    /// Whether these are the first bytes of a frame of zstd, or of one that pzstd writes before it.
    private static boolean isZstd(byte[] head) {
        return startsWith(head, 0x28, 0xb5, 0x2f, 0xfd)
                || head.length > 3 && (head[0] & 0xf0) == 0x50 && head[1] == 0x2a && head[2] == 0x4d && head[3] == 0x18;
    }

    private static ImportException noText(Path file) {
        return new ImportException(
                Plain.text("%s is a binary file, neither JSON nor a table. Choose another file.", file));
    }

    private static ImportException broken(Path file, IOException e) {
        if (e instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
            return new ImportException(
                    Plain.text("%s is packed with zstd in the form --long. Unpack it first.", file), e);
        }
        return new ImportException(cutOff(file), e);
    }

    private static String cutOff(Path file) {
        return Plain.text("%s is cut off or damaged. Download it again.", file);
    }

    private static ImportException unreadable(Path file, IOException e) {
        return new ImportException(Plain.text("%s cannot be read (%s).", file, e.getMessage()), e);
    }

    private static boolean startsWith(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= head.length || (head[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /// Counts the bytes of the file itself, so that progress is right for packed files too.
    private static final class Counting extends FilterInputStream {
        private volatile long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
