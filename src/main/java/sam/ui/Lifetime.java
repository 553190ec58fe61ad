package sam.ui;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// The time in which something is there, an open project for one: what was begun within it ends with it, in silence.
/// Begun and ended on the window's thread.
public final class Lifetime implements AutoCloseable {
    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
    private final Set<CountDownLatch> begun = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    public boolean isOver() {
        return over;
    }

    /// Runs once, when this time ends; at once when it has ended already.
    public void onEnd(Runnable end) {
        if (over) {
            end.run();
        } else {
            ends.add(end);
        }
    }

    /// A background for what shows something: after the end nothing begins, nothing is repeated and no result or fault
    /// arrives, not even of what was under way.
    public Background within(Background of) {
        return new Within(of);
    }

    /// A background for what the person ordered: after the end nothing begins, but what was begun comes to its end,
    /// [#finish()] waits for it, and its fault is told.
    public Background until(Background of) {
        return new Until(of);
    }

    /// A stream from which nothing arrives after the end.
    public Stream within(Stream of) {
        return new Stream() {
            @Override
            public <T> Publisher<T> onto(Consumer<? super T> sink) {
                return of.onto(ifAlive(sink));
            }
        };
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            var all = Set.copyOf(ends);
            ends.clear();
            all.forEach(Runnable::run);
        }
    }

    /// Waits until what was ordered before the end has come to its own; called on a thread of a background.
    public void finish() throws InterruptedException {
        for (var work : begun) {
            work.await();
        }
    }

    private <T> Consumer<T> ifAlive(Consumer<? super T> sink) {
        return value -> {
            if (!over) {
                sink.accept(value);
            }
        };
    }

    private <T> Background.Repeat repeat(
            Background of,
            Duration pause,
            Callable<T> work,
            Consumer<? super T> done,
            Consumer<? super Exception> failed) {
        if (over) {
            return () -> {};
        }
        var repeat = of.repeat(pause, work, ifAlive(done), ifAlive(failed));
        Runnable end = repeat::close;
        ends.add(end);
        return () -> {
            ends.remove(end);
            repeat.close();
        };
    }

    private final class Within implements Background {
        private final Background of;

        Within(Background of) {
            this.of = of;
        }

        @Override
        public <T> void run(Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
            if (!over) {
                of.run(work, ifAlive(done), ifAlive(failed));
            }
        }

        @Override
        public <T> Repeat repeat(
                Duration pause, Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
            return Lifetime.this.repeat(of, pause, work, done, failed);
        }

        @Override
        public <T> Consumer<T> newest(Consumer<? super T> sink) {
            return of.newest(ifAlive(sink));
        }
    }

    private final class Until implements Background {
        private final Background of;

        Until(Background of) {
            this.of = of;
        }

        @Override
        public <T> void run(Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
            if (over) {
                return;
            }
            var ended = new CountDownLatch(1);
            begun.add(ended);
            of.run(
                    () -> {
                        try {
                            return work.call();
                        } finally {
                            begun.remove(ended);
                            ended.countDown();
                        }
                    },
                    ifAlive(done),
                    failed);
        }

        @Override
        public <T> Repeat repeat(
                Duration pause, Callable<T> work, Consumer<? super T> done, Consumer<? super Exception> failed) {
            return Lifetime.this.repeat(of, pause, work, done, failed);
        }

        @Override
        public <T> Consumer<T> newest(Consumer<? super T> sink) {
            return of.newest(ifAlive(sink));
        }
    }
}
