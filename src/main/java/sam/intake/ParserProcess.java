package sam.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import sam.durable.Json;
import sam.durable.Plain;
import sam.processes.ChildJvm;
import sam.processes.PipedJvm;

/// Parses a file in a JVM of its own. The pipe between holds a few rows, so a parser that is faster than the library
/// waits; one that the library or the person wants no more of ends at once.
final class ParserProcess implements Parsing {
    /// A row of 16 MB may be a tree of as many bytes times fifty.
    static final String HEAP = "1g";

    private static final Duration LOOKED_UP = Duration.ofMillis(50);

    private final List<String> command;

    ParserProcess(String heap) {
        this.command = ChildJvm.withHeap(heap).command(ParserMain.class);
    }

    @Override
    public void tell(Path file, ImportSettings settings, BooleanSupplier cancelled, Predicate<Parsed> out) {
        try (var jvm = PipedJvm.start(Plain.text("Reading %s", file), command)) {
            jvm.send(Json.line(new ParserMain.Order(file.toString(), settings)));
            jvm.flush();
            var first = jvm.next();
            if (first != null && out.test(Parsed.of(first))) {
                rest(jvm, cancelled, out);
            }
        } catch (IOException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    /// What the file is was told, so that a stop has something to report.
    private static void rest(PipedJvm jvm, BooleanSupplier cancelled, Predicate<Parsed> out) throws IOException {
        var watch = Thread.ofVirtual().start(() -> endWhen(cancelled, jvm));
        try {
            for (var line = jvm.next(); line != null && out.test(Parsed.of(line)); line = jvm.next()) {
                // told
            }
        } catch (IOException e) {
            if (!cancelled.getAsBoolean()) {
                throw e;
            }
        } finally {
            watch.interrupt();
        }
    }

    private static void endWhen(BooleanSupplier cancelled, PipedJvm jvm) {
        try {
            while (!cancelled.getAsBoolean()) {
                Thread.sleep(LOOKED_UP);
            }
            jvm.end();
        } catch (InterruptedException parsed) {
            Thread.currentThread().interrupt();
        }
    }
}
