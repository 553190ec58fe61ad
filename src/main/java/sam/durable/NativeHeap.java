package sam.durable;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The memory that native libraries take from the C library.
///
/// glibc keeps what they free, in holes between what they hold. Where the next batch is a little longer than the last,
/// its tensors fit into none of these and the heap grows. `trim` hands the holes' pages back to the system, and with
/// them everything that the next batch would have used again, at a page fault each: so it does that only where a batch
/// left more behind than one after a trim ever did. Elsewhere than with glibc it does nothing.
public final class NativeHeap {
    private static final Optional<MethodHandle> TRIM = find();
    private static final long PAUSE_NANOS = 300_000_000;
    private static final long LONG_PAUSE_NANOS = 3_000_000_000L;

    /// Growth that is too little to be worth a release adds up; this seldom one costs nothing that can be measured.
    private static final long SELDOM_NANOS = 30_000_000_000L;

    private static final UsualSize SIZE = new UsualSize();

    private static long last = System.nanoTime() - PAUSE_NANOS;
    private static long released = last;

    private NativeHeap() {}

    /// Between batches: hands back what is free if there is more of it than usual, and if the last look is a moment
    /// ago.
    public static synchronized void trim() {
        if (!works() || !due(PAUSE_NANOS)) {
            return;
        }
        boolean exceeded = SIZE.exceeded(ProcessMemory.resident());
        if (exceeded || last - released > SELDOM_NANOS) {
            SIZE.released();
            release();
        }
    }

    /// In the midst of a batch, between two layers, hands back what is free: of use only where a batch takes so long
    /// that holes gather within it.
    public static synchronized void trimBetweenLayers() {
        if (due(LONG_PAUSE_NANOS)) {
            release();
        }
    }

    /// Hands back what is free now.
    public static synchronized void release() {
        released = System.nanoTime();
        TRIM.ifPresent(NativeHeap::release);
    }

    /// The same before other work begins, whose size is learnt anew: a process that does one thing after the other
    /// would hold for the last what the largest of them needed.
    static synchronized void settle() {
        release();
        SIZE.forget();
    }

    /// Whether there is a C library here that hands anything back.
    static boolean works() {
        return TRIM.isPresent();
    }

    private static boolean due(long pause) {
        long now = System.nanoTime();
        if (now - last < pause) {
            return false;
        }
        last = now;
        return true;
    }

    private static void release(MethodHandle trim) {
        try {
            var _ = (int) trim.invokeExact(0L);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> find() {
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("malloc_trim")
                .map(symbol -> linker.downcallHandle(
                        symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)));
    }
}
