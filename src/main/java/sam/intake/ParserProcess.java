package sam.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.processes.ChildJvm;
import sam.processes.PipedJvm;

/// Parses a file in a JVM of its own. The pipe between holds a few rows, so a parser that is faster than the library
/// waits; one that the library or the person wants no more of ends at once.
final class ParserProcess implements Parsing {
    /// A row of 16 MB may be a tree of as many bytes times fifty.
    static final String HEAP = "1g";

    /// Its rows are made of columns, one row group at a time.
    static final String PARQUET_HEAP = "256m";

    /// No file keeps a parser busy for so long without a row.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LOOKED_UP = Duration.ofMillis(50);

    private final List<String> command;
    private final Duration patience;

    ParserProcess(String heap) {
        this(heap, PATIENCE);
    }

    ParserProcess(String heap, Duration patience) {
        this.command =
                ChildJvm.withHeap(heap).with("-Dhardwood.uselibdeflate=false").command(ParserMain.class);
        this.patience = patience;
    }

    @Override
    public void tell(Path file, ImportSettings settings, BooleanSupplier cancelled, Predicate<Parsed> out) {
        tell(new ParserMain.Order(file.toString(), settings, ParserMain.Wanted.ROWS), cancelled, out);
    }

    /// The row groups of a Parquet file.
    static List<Parsed.Group> groups(Path file) {
        return asked(file, ParserMain.Wanted.GROUPS) instanceof Parsed.Groups told ? told.groups() : List.of();
    }

    /// The first rows of a file as JSON.
    static List<String> head(Path file) {
        return asked(file, ParserMain.Wanted.HEAD) instanceof Parsed.Head told ? told.rows() : List.of();
    }

    private static Parsed asked(Path file, ParserMain.Wanted wanted) {
        var told = new ArrayList<Parsed>();
        var order = new ParserMain.Order(file.toString(), ImportSettings.guess(), wanted);
        new ParserProcess(PARQUET_HEAP).tell(order, () -> false, told::add);
        if (told.getFirst() instanceof Parsed.Fault fault) {
            throw new ImportException(fault.sentence());
        }
        return told.getFirst();
    }

    private void tell(ParserMain.Order order, BooleanSupplier cancelled, Predicate<Parsed> out) {
        var watch = new Watch(order.file(), cancelled);
        try (var jvm = PipedJvm.start(Plain.text("Reading %s", order.file()), command)) {
            var watching = Thread.ofVirtual().start(() -> watch.over(jvm));
            try {
                jvm.send(Json.line(order));
                jvm.flush();
                var line = watch.next(jvm);
                while (line != null && out.test(Parsed.of(line))) {
                    // what the file is was told, so that a stop has something to report
                    watch.begun = true;
                    line = watch.next(jvm);
                }
            } catch (IOException e) {
                watch.judge(e);
            } finally {
                watching.interrupt();
            }
        } catch (IOException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Ends a parser that nobody wants any more, or that has said nothing for too long.
    private final class Watch {
        private final String file;
        private final BooleanSupplier cancelled;
        private volatile boolean begun;
        private volatile boolean stalled;
        private volatile long asked = System.nanoTime();
        private volatile boolean waiting;

        Watch(String file, BooleanSupplier cancelled) {
            this.file = file;
            this.cancelled = cancelled;
        }

        @Nullable
        String next(PipedJvm jvm) throws IOException {
            asked = System.nanoTime();
            waiting = true;
            try {
                return jvm.next();
            } finally {
                waiting = false;
            }
        }

        void over(PipedJvm jvm) {
            try {
                while (!(begun && cancelled.getAsBoolean()) && !stalled) {
                    Thread.sleep(LOOKED_UP);
                    stalled = waiting && System.nanoTime() - asked > patience.toNanos();
                }
                jvm.end();
            } catch (InterruptedException parsed) {
                Thread.currentThread().interrupt();
            }
        }

        /// A parser that was ended is no fault of its own.
        void judge(IOException e) throws IOException {
            if (stalled) {
                throw new ImportException(
                        Plain.text(
                                "%s gave no row in %d seconds, so reading it was ended. It is perhaps damaged.",
                                file, patience.toSeconds()),
                        e);
            }
            if (!begun || !cancelled.getAsBoolean()) {
                throw e;
            }
        }
    }
}
