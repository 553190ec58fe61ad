package sam.workers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one account of the memory that worker processes share: training, jobs that somebody waits for (an export)
/// and the model host hold parts of the budget. What does not fit beside them waits and is told of it; what the host
/// can give back, training and jobs have.
///
/// Alone, anything may run: the budget divides memory, it does not forbid models. Callbacks come on the thread that
/// asks or gives back, or on the lease's own, never under its lock.
public final class MemoryLease implements AutoCloseable {
    private static final long LOOK_MILLIS = 500;

    private final LongSupplier budget;
    private final List<Part> held = new ArrayList<>();
    private final List<Part> waiting = new ArrayList<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("memory").unstarted(task));

    /// Who holds memory.
    public enum Holder {
        TRAINING,
        JOB,
        HOST
    }

    /// Why somebody waits: what is needed, what there is, and what is held by whom.
    public record Shortage(long needed, long budget, List<Share> held) {}

    public record Share(Holder holder, long bytes) {}

    /// What somebody wants. `granted` is called once, when there is room; `waits` when there is none yet, and
    /// each time that changes; `giveBack` when others want what the host holds; `lives` is asked now and then,
    /// and a part whose holder is gone is free.
    public record Wish(
            Holder holder,
            long bytes,
            Consumer<Part> granted,
            Consumer<Shortage> waits,
            Runnable giveBack,
            BooleanSupplier lives) {}

    /// A part of the memory, held or waited for.
    public final class Part {
        private final Wish wish;
        private long bytes;
        private boolean asked;
        private @Nullable Shortage told;

        private Part(Wish wish) {
            this.wish = wish;
            this.bytes = wish.bytes;
        }

        public long bytes() {
            synchronized (MemoryLease.this) {
                return bytes;
            }
        }

        /// Becomes as large as this where there is room; otherwise nothing changes.
        public boolean growTo(long wanted) {
            synchronized (MemoryLease.this) {
                long others = held.stream()
                        .filter(other -> other != this)
                        .mapToLong(other -> other.bytes)
                        .sum();
                if (!held.contains(this) || others > 0 && others + wanted > budget.getAsLong()) {
                    return false;
                }
                bytes = Math.max(bytes, wanted);
                return true;
            }
        }

        /// Gives the memory back, or waits no longer.
        public void release() {
            settle(() -> {
                held.remove(this);
                waiting.remove(this);
            });
        }
    }

    public MemoryLease(LongSupplier budget) {
        this.budget = budget;
        looks.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Takes a part of the memory, now or when there is room.
    public Part take(Wish wish) {
        var part = new Part(wish);
        settle(() -> {
            // what a person waits for longest goes first: training and jobs overtake questions
            int at = wish.holder != Holder.HOST
                    ? (int) waiting.stream()
                            .filter(other -> other.wish.holder != Holder.HOST)
                            .count()
                    : waiting.size();
            waiting.add(at, part);
        });
        return part;
    }

    /// Counts what runs already: nothing is asked, a worker found alive has its memory.
    public Part found(Holder holder, long bytes, BooleanSupplier lives) {
        var part = new Part(new Wish(holder, bytes, _ -> {}, _ -> {}, () -> {}, lives));
        settle(() -> held.add(part));
        return part;
    }

    /// What is held now.
    public synchronized List<Share> held() {
        return held.stream().map(MemoryLease::share).toList();
    }

    private void look() {
        settle(() -> held.removeIf(part -> !part.wish.lives.getAsBoolean()));
    }

    /// Changes who holds and waits, then tells everybody concerned, outside the lock.
    private void settle(Runnable change) {
        var calls = new ArrayList<Runnable>();
        synchronized (this) {
            change.run();
            while (!waiting.isEmpty() && fits(waiting.getFirst())) {
                var part = waiting.removeFirst();
                held.add(part);
                calls.add(() -> part.wish.granted.accept(part));
            }
            first().ifPresent(part -> askBack(part, calls));
            for (var part : waiting) {
                var now = new Shortage(
                        part.wish.bytes,
                        budget.getAsLong(),
                        held.stream().map(MemoryLease::share).toList());
                if (!now.equals(part.told)) {
                    part.told = now;
                    calls.add(() -> part.wish.waits.accept(now));
                }
            }
        }
        calls.forEach(Runnable::run);
    }

    private Optional<Part> first() {
        return waiting.stream().findFirst();
    }

    private void askBack(Part wanting, List<Runnable> calls) {
        if (wanting.wish.holder == Holder.HOST) {
            return;
        }
        for (var part : held) {
            if (part.wish.holder == Holder.HOST && !part.asked) {
                part.asked = true;
                calls.add(part.wish.giveBack);
            }
        }
    }

    private boolean fits(Part part) {
        long taken = held.stream().mapToLong(other -> other.bytes).sum();
        return held.isEmpty() || taken + part.wish.bytes <= budget.getAsLong();
    }

    private static Share share(Part part) {
        return new Share(part.wish.holder, part.bytes);
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
