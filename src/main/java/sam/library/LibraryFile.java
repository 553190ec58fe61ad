package sam.library;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.FolderLock;
import sam.durable.Plain;

/// The open SQLite file: its lock, a connection that writes and those that read, set up so that a commit is on the disk
/// before it is called saved.
final class LibraryFile implements AutoCloseable {
    /// "SAML" in the SQLite header: tells our files from any other SQLite file.
    static final int APPLICATION_ID = 0x53414D4C;

    private static final String MAGIC = "SQLite format 3\0";
    private static final int HEADER = 100;
    private static final int USER_VERSION_OFFSET = 60;
    private static final int APPLICATION_ID_OFFSET = 68;

    private final Path path;
    private final FolderLock lock;
    private final Sql writer;
    private final Readers readers;
    private final @Nullable Object identity;

    private LibraryFile(Path path, FolderLock lock, Sql writer, Readers readers, @Nullable Object identity) {
        this.path = path;
        this.lock = lock;
        this.writer = writer;
        this.readers = readers;
        this.identity = identity;
    }

    static LibraryFile open(Path file, InstantSource clock, Migrations migrations) {
        var path = file.toAbsolutePath().normalize();
        try {
            Files.createDirectories(AtomicFiles.parent(path));
            var lock = lock(path);
            try {
                checkHeader(path, migrations);
                return open(path, clock, migrations, lock);
            } catch (SQLException | IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (SQLException e) {
            throw Faults.of(path, e);
        } catch (IOException e) {
            throw Faults.of(path, e);
        }
    }

    private static LibraryFile open(Path path, InstantSource clock, Migrations migrations, FolderLock lock)
            throws SQLException, IOException {
        var log = path.resolveSibling(path.getFileName() + "-wal");
        boolean unclean = Files.exists(log) && Files.size(log) > 0;
        var writer = connect(path);
        try {
            if (unclean && !writer.text("PRAGMA quick_check(1)").equals("ok")) {
                throw new LibraryException(Faults.damaged(path));
            }
            migrations.run(writer, path, clock, () -> new Backups(path, clock).write());
            return new LibraryFile(path, lock, writer, new Readers(path), identity(path));
        } catch (SQLException | IOException | RuntimeException | Error e) {
            writer.close();
            throw e;
        }
    }

    /// Takes the lock beside a library, or says who has it.
    static FolderLock lock(Path path) throws IOException {
        return FolderLock.tryLock(path.resolveSibling(path.getFileName() + ".lock"))
                .orElseThrow(() -> new LibraryException(Plain.text(
                        "%s is already open in another SAM Workbench window or command. Close that one and try again.",
                        path)));
    }

    /// Looks at the first bytes before SQLite does, so that a file that is not ours, or newer than we, stays untouched.
    static void checkHeader(Path path, Migrations migrations) throws IOException {
        if (!Files.exists(path) || Files.size(path) == 0) {
            return;
        }
        var header = ByteBuffer.allocate(HEADER);
        try (var channel = FileChannel.open(path)) {
            while (header.hasRemaining() && channel.read(header) >= 0) {}
        }
        var magic = MAGIC.getBytes(StandardCharsets.UTF_8);
        if (header.hasRemaining() || !Arrays.equals(Arrays.copyOf(header.array(), magic.length), magic)) {
            throw new LibraryException(
                    Backups.newest(path).isPresent()
                            ? Faults.damaged(path)
                            : Plain.text(
                                    "%s is not a SAM library. Choose another file, or a name that does not exist yet.",
                                    path));
        }
        int application = header.getInt(APPLICATION_ID_OFFSET);
        // a library whose making was cut short before its first commit has no id and no tables yet: it is made anew
        if (application != APPLICATION_ID && application != 0) {
            throw new LibraryException(Plain.text("%s is a database of another program, not a SAM library.", path));
        }
        int version = header.getInt(USER_VERSION_OFFSET);
        if (version > migrations.newest()) {
            throw migrations.newer(path, version);
        }
    }

    static Sql connect(Path path) throws SQLException {
        var sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + path));
        try {
            requireRecent(sql.text("SELECT sqlite_version()"));
            sql.script("PRAGMA busy_timeout = 5000");
            var mode = sql.text("PRAGMA journal_mode = WAL");
            if (!mode.equals("wal")) {
                throw new LibraryException(Plain.text(
                        "%s lies on a disk that cannot keep a write-ahead log (%s). Put it on a local disk.",
                        path, mode));
            }
            for (var setting : new String[] {
                "synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON", "foreign_keys = ON",
                "trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "cache_size = -32768",
                "journal_size_limit = 67108864", "wal_autocheckpoint = 2048"
            }) {
                sql.script("PRAGMA " + setting);
            }
            return sql;
        } catch (SQLException | RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    static Sql connectReader(Path path) throws SQLException {
        var sql = connect(path);
        sql.script("PRAGMA query_only = ON");
        sql.script("PRAGMA cache_size = -8192");
        return sql;
    }

    /// SQLite before 3.51.3 could lose a commit in a race of write-ahead-log resets.
    static void requireRecent(String version) {
        var parts =
                Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
        if (Arrays.compare(parts, new int[] {3, 51, 3}) < 0) {
            throw new LibraryException(Plain.text(
                    "This program needs SQLite 3.51.3 or newer, but found %s. Reinstall it with the libraries it came"
                            + " with.",
                    version));
        }
    }

    Path path() {
        return path;
    }

    Sql writer() {
        return writer;
    }

    Readers readers() {
        return readers;
    }

    /// Commits into a file that was deleted under us succeed and are lost, so this is asked before one is acknowledged.
    void requireInPlace() {
        try {
            if (Objects.equals(identity, identity(path))) {
                return;
            }
        } catch (IOException missing) {
            throw (LibraryException) Faults.gone(path).initCause(missing);
        }
        throw Faults.gone(path);
    }

    private static @Nullable Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void close() {
        try (lock;
                writer) {
            readers.close();
        } catch (SQLException e) {
            throw Faults.of(path, e);
        } catch (IOException e) {
            throw Faults.of(path, e);
        }
    }
}
