package sam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sam.durable.Json;

/// `sam bench library`: how long the next rows and a decision take while the library is busy with something else.
@Command(
        name = "library",
        mixinStandardHelpOptions = true,
        description = "Time the library on generated rows: next rows, decisions, import, search.")
final class BenchLibraryVerb implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "300000", description = "Generated rows (default 300000).")
    private int rows;

    @Option(names = "--folder", paramLabel = "DIR", description = "Where the library is made (default: a temp folder).")
    private @Nullable Path folder;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var place = Files.createTempDirectory(
                folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder, "sam-bench-library");
        var out = spec.commandLine().getOut();
        try (var bench = new LibraryBench(place, rows)) {
            for (var line : bench.run()) {
                out.println(json ? Json.line(line) : text(line));
            }
        } finally {
            delete(place);
        }
        out.flush();
        return Sam.DONE;
    }

    private static String text(LibraryBench.Line line) {
        return String.format(
                Locale.ROOT,
                "%-34s %,8.1f %,8.1f %,8.1f %s (%,d times)",
                line.name(),
                line.p50(),
                line.p95(),
                line.p99(),
                line.unit(),
                line.times());
    }

    private static void delete(Path place) throws IOException {
        List<Path> files;
        try (var walk = Files.walk(place)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (var file : files) {
            Files.deleteIfExists(file);
        }
    }
}
