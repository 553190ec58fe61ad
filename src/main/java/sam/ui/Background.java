package sam.ui;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Runs work away from the window's thread and brings its one result back on it.
public interface Background {
    <T> void run(Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed);

    /// Runs the work again and again with a pause between, and brings back the newest result, until stopped.
    <T> Repeat repeat(Duration pause, Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed);

    /// Takes values from any thread and hands the newest to `sink` on the window's thread, never more often than it
    /// can draw.
    <T> Consumer<T> newest(Consumer<? super T> sink);

    /// A repeated task that can be ended.
    interface Repeat extends AutoCloseable {
        @Override
        void close();
    }

    /// Does everything at once on the caller's thread, a repeated task exactly once: for tests without a toolkit.
    static Background immediate() {
        return new Background() {
            @Override
            public <T> void run(Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
                T result;
                try {
                    result = work.call();
                } catch (Exception e) {
                    failed.accept(e);
                    return;
                }
                done.accept(result);
            }

            @Override
            public <T> Repeat repeat(
                    Duration pause, Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
                run(work, done, failed);
                return () -> {};
            }

            @Override
            public <T> Consumer<T> newest(Consumer<? super T> sink) {
                return sink::accept;
            }
        };
    }
}
