package sam.model.gguf;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import sam.durable.Plain;

/// Reads a GGUF header in order and never past the file's end; a fault names the file and the byte.
final class GgufCursor {
    private static final int WINDOW = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final ByteBuffer window =
            ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long windowEnd;

    GgufCursor(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
    }

    long at() {
        return windowEnd - window.remaining();
    }

    long left() {
        return size - at();
    }

    long size() {
        return size;
    }

    int u8() throws IOException {
        return need(1).get() & 0xff;
    }

    int i16() throws IOException {
        return need(2).getShort();
    }

    int i32() throws IOException {
        return need(4).getInt();
    }

    long i64() throws IOException {
        return need(8).getLong();
    }

    /// A length-prefixed UTF-8 text of at most so many bytes.
    String text(int most, String what) throws IOException {
        long length = i64();
        if (length < 0 || length > left()) {
            throw broken(
                    Plain.text("%s claims %s bytes, but the file ends before", what, Long.toUnsignedString(length)));
        }
        if (length > most) {
            throw broken(Plain.text("%s claims %d bytes, more than the %d allowed", what, length, most));
        }
        if (length == 0) {
            return "";
        }
        var bytes = new byte[(int) length];
        int fromWindow = Math.min(bytes.length, window.remaining());
        window.get(bytes, 0, fromWindow);
        if (fromWindow < bytes.length) {
            var rest = ByteBuffer.wrap(bytes, fromWindow, bytes.length - fromWindow);
            while (rest.hasRemaining()) {
                int read = channel.read(rest, windowEnd);
                if (read < 0) {
                    throw new EOFException(Plain.text("%s became shorter while it was read.", path));
                }
                windowEnd += read;
            }
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    GgufException broken(String what) {
        return new GgufException(Plain.text(
                "%s is damaged at byte %d: %s. Download it again or take it from a backup.", path, at(), what));
    }

    private ByteBuffer need(int bytes) throws IOException {
        if (window.remaining() < bytes) {
            if (left() < bytes) {
                throw broken("the file ends in the middle of its header");
            }
            window.compact();
            while (window.hasRemaining()) {
                int read = channel.read(window, windowEnd);
                if (read < 0) {
                    break;
                }
                windowEnd += read;
            }
            window.flip();
            if (window.remaining() < bytes) {
                throw new EOFException(Plain.text("%s became shorter while it was read.", path));
            }
        }
        return window;
    }
}
