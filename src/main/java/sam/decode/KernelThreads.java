package sam.decode;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A few threads that share out the parts of a product. They wait awake for a moment, because the next product comes
/// in microseconds, and then sleep. The caller is one of them; one product at a time.
final class KernelThreads implements AutoCloseable {
    private static final int AWAKE = 600;

    private final Helper[] helpers;
    private volatile Job job = new Job(0, _ -> {});
    private volatile boolean closed;

    KernelThreads(int threads) {
        helpers = new Helper[Math.max(0, threads - 1)];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper("decode-" + (i + 1));
            helpers[i].start();
        }
    }

    int threads() {
        return helpers.length + 1;
    }

    /// Does `part` for 0 … `count` - 1, in any order and on any thread, and returns when all are done.
    void run(int count, IntConsumer part) {
        if (count == 1 || helpers.length == 0) {
            for (int i = 0; i < count; i++) {
                part.accept(i);
            }
            return;
        }
        var own = new Job(count, part);
        job = own;
        for (var helper : helpers) {
            helper.wake();
        }
        own.work();
        for (int i = 0; own.done.get() < count; i++) {
            if (i < AWAKE) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        switch (own.fault.get()) {
            case null -> {}
            case RuntimeException fault -> throw fault;
            case Error fault -> throw fault;
            case Throwable fault -> throw new IllegalStateException(fault);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (var helper : helpers) {
            LockSupport.unpark(helper);
        }
        for (var helper : helpers) {
            boolean interrupted = false;
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class Job {
        private final int count;
        private final IntConsumer part;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();

        private Job(int count, IntConsumer part) {
            this.count = count;
            this.part = part;
        }

        private void work() {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                try {
                    part.accept(i);
                } catch (RuntimeException | Error e) {
                    fault.compareAndSet(null, e);
                } finally {
                    done.getAndIncrement();
                }
            }
        }
    }

    private final class Helper extends Thread {
        private volatile boolean asleep;

        private Helper(String name) {
            super(name);
            setDaemon(true);
        }

        private void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            var last = job;
            while (!closed) {
                for (int i = 0; i < AWAKE && job == last; i++) {
                    Thread.onSpinWait();
                }
                if (job == last) {
                    asleep = true;
                    while (job == last && !closed) {
                        LockSupport.park(this);
                    }
                    asleep = false;
                }
                last = job;
                last.work();
            }
        }
    }
}
