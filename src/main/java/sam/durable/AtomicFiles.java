package sam.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/// Files and folders that appear whole or not at all: written beside their place, forced to the disk, then renamed.
public final class AtomicFiles {
    private AtomicFiles() {}

    /// Replaces `file` by `bytes`; a reader sees the old content or the new, never a mixture.
    public static void write(Path file, byte[] bytes) throws IOException {
        var temporary = sibling(file);
        try {
            try (var channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            publish(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// Moves a finished temporary file or folder to its place and forces the parent folder.
    public static void publish(Path temporary, Path place) throws IOException {
        Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(parent(place));
    }

    /// The folder a file or folder lies in.
    public static Path parent(Path place) {
        return java.util.Objects.requireNonNull(place.toAbsolutePath().getParent(), "a file system root is no place");
    }

    /// A name beside `place` that nothing reads.
    public static Path sibling(Path place) {
        return place.resolveSibling("." + place.getFileName() + ".part");
    }

    public static void forceFile(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// Forces a folder's entries to the disk, where the system allows opening a folder (not on Windows).
    public static void forceFolder(Path folder) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Deletes a folder and all below it; nothing happens when it is not there.
    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var tree = Files.walk(folder)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
