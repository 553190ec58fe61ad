package sam.durable;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The memory that native libraries take from the C library.
///
/// glibc keeps what they free, in holes between what they hold. Where the next batch is a little longer than the last,
/// its tensors fit into none of these and the heap grows: by a quarter, in a training worker. `trim` hands the holes'
/// pages back to the system; they cost a page fault each when they are used again. Elsewhere it does nothing.
public final class NativeHeap {
    private static final Optional<MethodHandle> TRIM = find();
    private static final long PAUSE_NANOS = 300_000_000;
    private static final long LONG_PAUSE_NANOS = 3_000_000_000L;

    private static long last = System.nanoTime() - PAUSE_NANOS;

    private NativeHeap() {}

    /// Hands back what is free, unless that was done a moment ago: between small batches it would cost more than it
    /// gives.
    public static void trim() {
        trim(PAUSE_NANOS);
    }

    /// The same in the midst of a batch, between two layers: of use only where a batch takes so long that holes gather
    /// within it.
    public static void trimBetweenLayers() {
        trim(LONG_PAUSE_NANOS);
    }

    private static synchronized void trim(long pause) {
        long now = System.nanoTime();
        if (now - last >= pause && TRIM.isPresent()) {
            last = now;
            release(TRIM.get());
        }
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
