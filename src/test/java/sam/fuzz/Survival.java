package sam.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Feeds a parser damaged copies of one good file. Each must be read or refused by an exception of our own that names
/// the file, in bounded time and memory; anything else fails the test with the seed that made it.
///
/// `-Dsam.fuzz=10000` sets the number of cases, `-Dsam.fuzz.seed=N` runs the one case of that seed.
public final class Survival {
    private static final long SECONDS = 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Path file;
    private final Class<? extends RuntimeException> refusal;
    private long floor = 8 << 20;
    private long perByte = 64;
    private int read;
    private int refused;
    private long worstBytes;
    private long worstMillis;

    private Survival(Path file, Class<? extends RuntimeException> refusal) {
        this.file = file;
        this.refusal = refusal;
    }

    /// Reads the damaged file; throws what it likes.
    public interface Parser {
        void read() throws Exception;
    }

    /// Damages `file` in place, whose good content it holds now; `refusal` is the exception that counts as a refusal.
    public static Survival of(Path file, Class<? extends RuntimeException> refusal) {
        return new Survival(file, refusal);
    }

    /// Allows a reading to allocate `floor` bytes and `perByte` for every byte of the file; 8 MB and 64 unless told.
    public Survival allowing(long floor, long perByte) {
        this.floor = floor;
        this.perByte = perByte;
        return this;
    }

    /// Runs `cases` cases, or as many as `-Dsam.fuzz` says, and prints what came of them.
    public void survives(int cases, Mutation mutation, Parser parser) throws IOException {
        var good = Files.readAllBytes(file);
        var thread =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        try {
            // the first reading also loads classes and native libraries
            attempt(good.length, parser, thread);
            assertThat(attempt(good.length, parser, thread)).as("the good file").isNull();
            assertThat(read).as("the good file is read").isPositive();
            refused = 0;
            worstBytes = 0;
            worstMillis = 0;
            read = 0;
            long only = Long.getLong("sam.fuzz.seed", -1);
            int count = only >= 0 ? 1 : Integer.getInteger("sam.fuzz", cases);
            for (int i = 0; i < count; i++) {
                long seed = only >= 0 ? only : i;
                // neighbouring seeds of Random begin alike
                var bytes = mutation.apply(good, new Random(seed * 0x9E3779B97F4A7C15L));
                Files.write(file, bytes);
                assertThat(attempt(bytes.length, parser, thread))
                        .as("%s, seed %d", file.getFileName(), seed)
                        .isNull();
            }
            System.out.printf(
                    "%s: %d damaged files, %d refused, %d read; at most %.1f MB and %d ms%n",
                    file.getFileName(), count, refused, read, worstBytes / 1e6, worstMillis);
            assertThat(only >= 0 || refused > 0).as("some damage is noticed").isTrue();
        } finally {
            thread.shutdownNow();
            Files.write(file, good);
        }
    }

    /// Null when the parser behaved, or what it did.
    private @Nullable String attempt(int size, Parser parser, java.util.concurrent.ExecutorService thread) {
        var outcome = thread.submit(() -> {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            try {
                parser.read();
                read++;
            } catch (Throwable e) {
                if (!refusal.isInstance(e)) {
                    throw e;
                }
                refused++;
                var message = String.valueOf(e.getMessage());
                if (!message.contains(file.toString())
                        && !message.contains(file.getParent().toString())) {
                    return "refused without naming the file: " + message;
                }
                if (message.length() > 2_000) {
                    return "refused with %d characters".formatted(message.length());
                }
            }
            worstMillis = Math.max(worstMillis, (System.nanoTime() - start) / 1_000_000);
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            worstBytes = Math.max(worstBytes, bytes);
            return bytes > floor + perByte * size
                    ? "allocated %,d bytes for a file of %,d".formatted(bytes, size)
                    : null;
        });
        try {
            return outcome.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return "still reading after %d seconds".formatted(SECONDS);
        } catch (ExecutionException e) {
            var text = new java.io.StringWriter();
            e.getCause().printStackTrace(new java.io.PrintWriter(text));
            return text.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
