package sam.intake;

import dev.hardwood.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A Parquet file that is read and not mapped: one that grows shorter meanwhile is a fault and not the end of the
/// process, and what was read of a large file does not stay in memory.
final class ReadFile implements InputFile {
    private final Path file;
    private final FileChannel channel;

    ReadFile(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public void open() {
        // it is
    }

    @Override
    public ByteBuffer readRange(long from, int length) throws IOException {
        if (from < 0 || length < 0 || from + length > length()) {
            throw new EOFException("a part lies outside of the file");
        }
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("the file grew shorter");
            }
        }
        return bytes.flip();
    }

    @Override
    public long length() throws IOException {
        return channel.size();
    }

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
