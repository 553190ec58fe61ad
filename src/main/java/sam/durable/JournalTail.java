package sam.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads a journal that another process is writing: each poll answers the whole lines that came since the last.
public final class JournalTail {
    private static final int CHUNK = 1 << 20;

    private final Path file;
    private long position;

    public JournalTail(Path file) {
        this.file = file;
    }

    /// The lines completed since the last poll, oldest first; empty when there are none or no file yet.
    public List<String> poll() throws IOException {
        var lines = new ArrayList<String>();
        if (!Files.exists(file)) {
            return lines;
        }
        try (var channel = FileChannel.open(file)) {
            if (channel.size() < position) {
                position = 0;
            }
            var buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(CHUNK, channel.size() - position)));
            while (channel.size() > position) {
                int read = channel.read(buffer.clear(), position);
                int end = lastBreak(buffer.array(), read);
                if (end < 0) {
                    if (read < buffer.capacity() || buffer.capacity() >= channel.size() - position) {
                        break;
                    }
                    buffer = ByteBuffer.allocate(buffer.capacity() * 2);
                    continue;
                }
                new String(buffer.array(), 0, end, StandardCharsets.UTF_8)
                        .lines()
                        .forEach(lines::add);
                position += end + 1;
            }
        }
        return lines;
    }

    private static int lastBreak(byte[] bytes, int length) {
        for (int i = length - 1; i >= 0; i--) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
