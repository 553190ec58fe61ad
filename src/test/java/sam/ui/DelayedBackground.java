package sam.ui;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Work waits in a queue until the test runs it.
public record DelayedBackground(Queue<Runnable> waiting) implements Background {
    @Override
    public <T> void run(Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
        waiting.add(() -> immediate().run(work, done, failed));
    }

    @Override
    public <T> Repeat repeat(
            Duration pause, Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
        run(work, done, failed);
        return () -> {};
    }

    @Override
    public <T> Consumer<T> newest(Consumer<? super T> sink) {
        return value -> waiting.add(() -> sink.accept(value));
    }

    private static Background immediate() {
        return Background.immediate();
    }
}
