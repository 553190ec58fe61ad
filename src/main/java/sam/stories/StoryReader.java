package sam.stories;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.ImportException;
import sam.processes.ChildJvm;
import sam.processes.PipedJvm;

/// Reads files of unknown origin in a process of its own, one after another. A file that kills the process, or keeps it
/// too long, is refused, and the next one gets a new process.
final class StoryReader implements AutoCloseable {
    static final String DIED = "reading it took more memory than it may, or broke the reader";
    static final String TOO_LONG = "reading it took too long";

    private static final String HEAP = "768m";
    private static final Duration LOOKED_UP = Duration.ofMillis(50);

    private final String heap;
    private final Duration patience;
    private @Nullable PipedJvm jvm;

    StoryReader() {
        this(HEAP, Duration.ofMinutes(2));
    }

    StoryReader(String heap, Duration patience) {
        this.heap = heap;
        this.patience = patience;
    }

    /// What became of a file, or null when the person stopped it. `cancelled` is asked on the caller's thread.
    @Nullable
    Reading read(Path file, String shelf, BooleanSupplier cancelled) throws InterruptedException {
        try {
            var child = jvm == null ? start() : jvm;
            jvm = child;
            var answer = new FutureTask<>(() -> answer(child, new StoryMain.Order(file.toString(), shelf)));
            var asked = Thread.ofVirtual().start(answer);
            var read = waited(answer, cancelled);
            if (answer.state() != State.SUCCESS
                    || DIED.equals(answer.resultNow().refusal())) {
                child.end();
                asked.join();
                close();
            }
            return read;
        } catch (IOException e) {
            throw new ImportException(Plain.text("The reader of stories cannot be started (%s).", e.getMessage()), e);
        }
    }

    private static Reading answer(PipedJvm child, StoryMain.Order order) throws IOException {
        child.send(Json.line(order));
        child.flush();
        var line = child.next();
        return line == null ? Reading.refused(DIED, "") : Reading.of(line);
    }

    private @Nullable Reading waited(FutureTask<Reading> answer, BooleanSupplier cancelled)
            throws InterruptedException {
        for (long left = patience.toMillis(); left > 0; left -= LOOKED_UP.toMillis()) {
            try {
                return answer.get(LOOKED_UP.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (cancelled.getAsBoolean()) {
                    return null;
                }
            } catch (ExecutionException died) {
                return Reading.refused(DIED, "");
            }
        }
        return Reading.refused(TOO_LONG, "");
    }

    private PipedJvm start() throws IOException {
        return PipedJvm.start("Reading stories", ChildJvm.withHeap(heap).command(StoryMain.class));
    }

    @Override
    public void close() throws IOException {
        var child = jvm;
        jvm = null;
        if (child != null) {
            child.close();
        }
    }
}
