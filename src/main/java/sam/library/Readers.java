package sam.library;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// Connections that only read, as many as are needed at once: a long reading never keeps a short one waiting, and
/// none waits for a commit.
final class Readers implements AutoCloseable {
    private static final int KEPT = 3;
    private static final long INTERRUPTED_AGAIN_MILLIS = 20;

    private final Path file;
    private final Deque<Sql> idle = new ArrayDeque<>();
    private final Set<Sql> lent = new HashSet<>();
    private boolean closed;

    Readers(Path file) {
        this.file = file;
    }

    @FunctionalInterface
    interface Reading<T> {
        T read(Sql sql) throws SQLException;
    }

    <T> T read(Reading<T> reading) throws SQLException {
        var sql = borrow();
        try {
            return reading.read(sql);
        } finally {
            giveBack(sql);
        }
    }

    private Sql borrow() throws SQLException {
        synchronized (this) {
            requireOpen();
            var sql = idle.poll();
            if (sql != null) {
                lent.add(sql);
                return sql;
            }
        }
        var opened = LibraryFile.connectReader(file);
        synchronized (this) {
            if (closed) {
                opened.close();
            }
            requireOpen();
            lent.add(opened);
            return opened;
        }
    }

    private void giveBack(Sql sql) throws SQLException {
        boolean kept;
        synchronized (this) {
            lent.remove(sql);
            kept = !closed && idle.size() < KEPT;
            if (kept) {
                idle.push(sql);
            }
            notifyAll();
        }
        if (!kept) {
            sql.close();
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw Faults.closed(file);
        }
    }

    /// Breaks off whatever is being read and waits until nobody reads.
    @Override
    public synchronized void close() throws SQLException {
        closed = true;
        boolean interrupted = false;
        while (!lent.isEmpty()) {
            for (var sql : lent) {
                sql.interrupt();
            }
            try {
                wait(INTERRUPTED_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (var sql = idle.poll(); sql != null; sql = idle.poll()) {
            sql.close();
        }
    }
}
