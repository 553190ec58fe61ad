package sam.ui;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/// Hands the newest value from any thread to the FX thread, at most one hop in flight however fast the producer is.
public final class Latest<T> {
    private final AtomicReference<@Nullable T> pending = new AtomicReference<>();
    private final Consumer<? super T> sink;
    private volatile boolean stopped;

    public Latest(Consumer<? super T> sink) {
        this.sink = sink;
    }

    public void publish(T value) {
        if (pending.getAndSet(value) == null) {
            Platform.runLater(this::deliver);
        }
    }

    /// From now on nothing arrives, not even what is under way; called on the FX thread.
    public void stop() {
        stopped = true;
    }

    private void deliver() {
        var newest = pending.getAndSet(null);
        if (newest != null && !stopped) {
            sink.accept(newest);
        }
    }
}
