package sam.net;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Closes a connection that brings nothing for too long; its reader then sees an ordinary broken connection.
public final class StallGuard implements AutoCloseable {
    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private final Thread watch;

    public StallGuard(InputStream body, Duration patience) {
        watch = Thread.ofVirtual().name("stall-guard").start(() -> guard(body, patience));
    }

    /// Something came.
    public void alive() {
        last.set(System.nanoTime());
    }

    private void guard(InputStream body, Duration patience) {
        try {
            while (System.nanoTime() - last.get() < patience.toNanos()) {
                Thread.sleep(patience.dividedBy(4));
            }
            body.close();
        } catch (InterruptedException | IOException finished) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
