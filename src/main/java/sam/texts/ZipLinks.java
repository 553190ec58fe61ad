package sam.texts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Finds symbolic links in an archive's directory, which the JDK does not tell of. An archive whose directory cannot be
/// found is left to the JDK, which says what is wrong with it.
///
/// Fields as in PKWARE's APPNOTE 6.3, sections 4.3.12 to 4.3.16 and 4.4.
final class ZipLinks {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int FILE_TYPE = 0xf000;
    private static final int LINK = 0xa000;

    private ZipLinks() {}

    static void refuse(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            long size = channel.size();
            int tail = (int) Math.min(size, END_BYTES + LONGEST_COMMENT + LOCATOR_BYTES);
            var end = read(channel, size - tail, tail);
            for (int at = tail - END_BYTES; at >= 0; at--) {
                if (end.getInt(at) == END) {
                    refuse(channel, directory(channel, end, at), size);
                    return;
                }
            }
        }
    }

    /// Where the directory begins: the 64-bit end of a large archive says so when the short one cannot.
    private static long directory(FileChannel channel, ByteBuffer end, int at) throws IOException {
        long offset = Integer.toUnsignedLong(end.getInt(at + 16));
        boolean isLong = offset == 0xffff_ffffL && at >= LOCATOR_BYTES && end.getInt(at - LOCATOR_BYTES) == LOCATOR;
        return isLong ? read(channel, end.getLong(at - LOCATOR_BYTES + 8), 56).getLong(48) : offset;
    }

    private static void refuse(FileChannel channel, long from, long size) throws IOException {
        long at = from;
        while (at >= 0 && at + ENTRY_BYTES <= size) {
            var entry = read(channel, at, ENTRY_BYTES);
            if (entry.getInt(0) != ENTRY) {
                return;
            }
            if ((entry.getInt(38) >>> 16 & FILE_TYPE) == LINK) {
                throw new UnreadableException("holds a symbolic link: it is not opened");
            }
            at += ENTRY_BYTES
                    + Short.toUnsignedInt(entry.getShort(28))
                    + Short.toUnsignedInt(entry.getShort(30))
                    + Short.toUnsignedInt(entry.getShort(32));
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int count) throws IOException {
        var bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        if (from < 0) {
            return bytes;
        }
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // until full, or the file's end
        }
        return bytes.clear();
    }
}
