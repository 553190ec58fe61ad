package sam.ui;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
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
        var round = new Round<T>(pause, work, new Latest<>(done), failed);
        round.begin();
        return round;
    }

    @Override
    public <T> Consumer<T> newest(Consumer<? super T> sink) {
        return new Latest<T>(sink)::publish;
    }

    /// One repeated task: the timer only wakes it, so a slow one delays no other.
    private final class Round<T> implements Repeat {
        private final Duration pause;
        private final Callable<T> work;
        private final Latest<T> newest;
        private final Consumer<? super Exception> failed;
        private volatile boolean stopped;
        private String told = "";

        Round(Duration pause, Callable<T> work, Latest<T> newest, Consumer<? super Exception> failed) {
            this.pause = pause;
            this.work = work;
            this.newest = newest;
            this.failed = failed;
        }

        private void begin() {
            if (!stopped && !workers.isShutdown()) {
                workers.execute(this::once);
            }
        }

        private void once() {
            try {
                if (!stopped) {
                    newest.publish(work.call());
                    told = "";
                }
            } catch (Exception e) {
                tellOnce(e);
            } finally {
                if (!stopped && !timer.isShutdown()) {
                    timer.schedule(this::begin, pause.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        }

        /// A fault that comes again with every round is told when it begins, not with every round.
        private void tellOnce(Exception fault) {
            var now = fault.toString();
            if (!now.equals(told)) {
                told = now;
                Platform.runLater(() -> {
                    if (!stopped) {
                        failed.accept(fault);
                    }
                });
            }
        }

        @Override
        public void close() {
            stopped = true;
            newest.stop();
        }
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
