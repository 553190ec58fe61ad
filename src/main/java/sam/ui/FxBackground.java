package sam.ui;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javafx.application.Platform;

/// The window's own background: threads of its own, results handed to the FX thread.
public final class FxBackground implements Background, AutoCloseable {
    private final ExecutorService workers;
    private final ScheduledExecutorService timer;

    private FxBackground(ExecutorService workers, ScheduledExecutorService timer) {
        this.workers = workers;
        this.timer = timer;
    }

    /// As many things at once as are asked for.
    public static FxBackground manyAtOnce() {
        return new FxBackground(
                Executors.newCachedThreadPool(named("background")),
                Executors.newSingleThreadScheduledExecutor(named("timer")));
    }

    /// One thing after the other, in the order asked for: decisions and their undo.
    public static FxBackground inOrder() {
        return new FxBackground(
                Executors.newSingleThreadExecutor(named("in-order")),
                Executors.newSingleThreadScheduledExecutor(named("in-order-timer")));
    }

    @Override
    public <T> void run(Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
        workers.execute(() -> {
            try {
                var result = work.call();
                Platform.runLater(() -> done.accept(result));
            } catch (Exception e) {
                Platform.runLater(() -> failed.accept(e));
            }
        });
    }

    @Override
    public <T> Repeat repeat(
            Duration pause, Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
        var stopped = new AtomicBoolean();
        var newest = new Latest<T>(value -> {
            if (!stopped.get()) {
                done.accept(value);
            }
        });
        var future = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        newest.publish(work.call());
                    } catch (Exception e) {
                        Platform.runLater(() -> failed.accept(e));
                    }
                },
                0,
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
        return () -> {
            stopped.set(true);
            future.cancel(false);
        };
    }

    /// Waits a little for what was begun, so that a decision made just before closing is committed.
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdown();
        try {
            workers.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().daemon().name(name, 0).factory();
    }
}
