package sam.library;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the index of words up behind imports and migrations: a thread that lives as long as something is missing.
final class Indexing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);
    private static final long IMPORT_PAUSE_MILLIS = 2000;

    /// One short transaction of indexing; answers whether more is left.
    @FunctionalInterface
    interface Step {
        boolean run();
    }

    private final Step step;
    private @Nullable Thread thread;
    private boolean asked;
    private boolean closed;
    private volatile long arrived;

    Indexing(Step step) {
        this.step = step;
    }

    /// Rows are arriving: indexing waits until they have, so that it takes no time from them.
    void arriving() {
        arrived = System.nanoTime() | 1;
    }

    /// Something may be missing.
    synchronized void wake() {
        asked = true;
        if (thread == null && !closed) {
            thread = Thread.ofPlatform().daemon().name("library-index").start(this::work);
        }
    }

    private void work() {
        while (goOn()) {
            try {
                pauseForArrivals();
                boolean more = step.run();
                synchronized (this) {
                    asked |= more;
                }
            } catch (LibraryException e) {
                // what is missing stays missing, is said by every search, and is tried again at the next chance
                LOG.warn("the index of words could not be brought up", e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized boolean goOn() {
        boolean on = asked && !closed;
        asked = false;
        if (!on) {
            thread = null;
            notifyAll();
        }
        return on;
    }

    private void pauseForArrivals() throws InterruptedException {
        while (arrived != 0 && System.nanoTime() - arrived < IMPORT_PAUSE_MILLIS * 1_000_000 && !isClosed()) {
            Thread.sleep(IMPORT_PAUSE_MILLIS / 20);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /// Waits until nothing is being indexed any more: for tests and measurements.
    synchronized void await() throws InterruptedException {
        while (thread != null) {
            wait();
        }
    }

    /// Ends after the transaction that is under way.
    @Override
    public void close() {
        Thread last;
        synchronized (this) {
            closed = true;
            last = thread;
        }
        if (last != null && last != Thread.currentThread()) {
            boolean interrupted = false;
            while (last.isAlive()) {
                try {
                    last.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
