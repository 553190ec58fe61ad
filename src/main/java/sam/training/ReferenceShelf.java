package sam.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sam.durable.AtomicFiles;
import sam.durable.FolderLock;
import sam.durable.Plain;
import sam.durable.UserCache;
import sam.protocol.RunFolder;
import sam.training.ReferenceFile.Said;

/// The folder that keeps references from run to run, a file a key: in a project beside its runs, otherwise in the
/// user's cache folder. Bounded in size, the least recently used goes first; several processes may share it.
final class ReferenceShelf {
    static final String FOLDER = "references";
    private static final long MOST_BYTES = 64L << 20;
    private static final int ATTEMPTS = 50;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path folder;
    private final long mostBytes;

    ReferenceShelf(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
    }

    static ReferenceShelf of(RunFolder run) {
        var runs = AtomicFiles.parent(run.root());
        boolean inProject = Files.exists(AtomicFiles.parent(runs).resolve("project.json"));
        return new ReferenceShelf((inProject ? runs : UserCache.folder()).resolve(FOLDER), MOST_BYTES);
    }

    Path file(String key) {
        return folder.resolve(key + ".bin");
    }

    /// What is known under a key; empty where the file is damaged.
    Optional<Map<RowHash, Said>> read(String key) throws IOException {
        var file = file(key);
        return Files.exists(file) ? ReferenceFile.read(file, key) : Optional.of(Map.of());
    }

    /// Adds what a run used to what is known by now, as the newest, and makes room.
    void keep(String key, Map<RowHash, Said> used) throws IOException {
        try (var held = lock()) {
            java.util.Objects.requireNonNull(held);
            var all = new LinkedHashMap<>(read(key).orElseGet(Map::of));
            used.forEach((row, said) -> {
                all.remove(row);
                if (said.isFinite()) {
                    all.put(row, said);
                }
            });
            long most = Math.max(1, mostBytes / ReferenceFile.PAIR_BYTES);
            var oldest = all.keySet().iterator();
            for (long surplus = all.size() - most; surplus > 0; surplus--) {
                oldest.next();
                oldest.remove();
            }
            ReferenceFile.write(file(key), key, all);
            makeRoom(file(key));
        }
    }

    void forget(String key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    private FolderLock lock() throws IOException {
        var place = folder.resolve("lock");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var lock = FolderLock.tryLock(place);
            if (lock.isPresent()) {
                return lock.get();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IOException(Plain.text("another process holds %s", place));
    }

    private void makeRoom(Path newest) throws IOException {
        List<Path> files;
        try (var entries = Files.list(folder)) {
            files = new ArrayList<>(
                    entries.filter(file -> file.getFileName().toString().endsWith(".bin"))
                            .toList());
        }
        long bytes = 0;
        var times = new LinkedHashMap<Path, Long>();
        for (var file : files) {
            bytes += Files.size(file);
            times.put(file, Files.getLastModifiedTime(file).toMillis());
        }
        files.remove(newest);
        files.sort(Comparator.comparing(times::get));
        for (var file : files) {
            if (bytes <= mostBytes) {
                return;
            }
            bytes -= Files.size(file);
            Files.delete(file);
        }
    }
}
