package sam.lines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;

/// A text that is kept in a file while it is written: whoever writes sets the newest, and it is brought to the disk
/// whole, from any thread.
final class KeptText {
    private final Path file;
    private volatile String newest = "";
    private volatile @Nullable String onDisk;

    KeptText(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /// Reads the file, empty where there is none. A text that is no UTF-8 is a fault: it must not be written over.
    synchronized String read() throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
            onDisk = text;
        } catch (NoSuchFileException e) {
            text = "";
            onDisk = null;
        }
        newest = text;
        return text;
    }

    void set(String text) {
        newest = text;
    }

    boolean isSaved() {
        var there = onDisk;
        return there == null ? newest.isEmpty() : newest.equals(there);
    }

    synchronized void write() throws IOException {
        var text = newest;
        if (!isSaved()) {
            AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
            onDisk = text;
        }
    }
}
