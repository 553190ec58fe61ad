package sam.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One owner at a time, for as long as the owner lives: the operating system lets go when the process ends.
///
/// POSIX drops every lock a process has on a file when it closes any channel to it. What this process holds is
/// therefore known here, and a file it holds is never opened a second time.
public final class FolderLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = new HashSet<>();
    private static final int ATTEMPTS = 4;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /// Takes the lock, or answers empty when another process or another part of this one holds it.
    public static Optional<FolderLock> tryLock(Path file) throws IOException {
        Files.createDirectories(AtomicFiles.parent(file));
        var place = place(file);
        // somebody who only looks holds the file for an instant; that must not turn an owner away
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            var lock = tryOnce(place);
            if (lock != null) {
                return Optional.of(lock);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Optional.ofNullable(tryOnce(place));
    }

    private static @Nullable FolderLock tryOnce(Path place) throws IOException {
        synchronized (HELD_HERE) {
            if (HELD_HERE.contains(place)) {
                return null;
            }
            var channel = FileChannel.open(place, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                var lock = channel.tryLock();
                if (lock == null) {
                    channel.close();
                    return null;
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
                HELD_HERE.add(place);
                return new FolderLock(place, channel, lock);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    }

    /// Whether somebody holds the lock now.
    public static boolean isHeld(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        var place = place(file);
        synchronized (HELD_HERE) {
            if (HELD_HERE.contains(place)) {
                return true;
            }
            try (var channel = FileChannel.open(place, StandardOpenOption.READ);
                    var lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return lock == null;
            }
        }
    }

    /// One name for one file, whatever links lead to it.
    private static Path place(Path file) throws IOException {
        return AtomicFiles.parent(file).toRealPath().resolve(file.getFileName());
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD_HERE) {
            if (channel.isOpen()) {
                HELD_HERE.remove(file);
                lock.release();
                channel.close();
            }
        }
    }
}
