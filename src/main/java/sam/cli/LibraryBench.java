package sam.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import sam.durable.Json;
import sam.intake.ImportSettings;
import sam.intake.Importer;
import sam.library.Decision;
import sam.library.Library;
import sam.library.Status;
import sam.project.PhaseSelection;
import sam.project.Snapshots;

/// What a person waits for in a library of generated rows, alone and while it works on something else.
final class LibraryBench implements AutoCloseable {
    private static final int TIMES = 400;
    private static final int SEARCHES = 20;
    private static final int NEXT = 8;
    private static final int WAITING = 20_000;
    private static final int REVIEWED = 1;
    private static final int ACCEPTED = 2;
    private static final long PAUSE_MILLIS = 20;
    private static final String[] WORDS =
            ("river stone bridge water harbour market winter summer letter window garden music engine paper silver"
                + " copper road forest island valley mountain teacher sailor baker doctor winter evening morning")
                    .split(" ");

    /// `p50` and so on in `unit`: milliseconds, or megabytes a second.
    record Line(String name, String unit, int times, double p50, double p95, double p99) {}

    private final Path place;
    private final int rows;
    private final Library library;
    private final List<Line> lines = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(7);

    LibraryBench(Path place, int rows) {
        this.place = place;
        this.rows = rows;
        this.library = Library.open(place.resolve("library.sqlite"), InstantSource.system());
    }

    List<Line> run() throws Exception {
        var settings = ImportSettings.guess().withPhase(REVIEWED);
        rate(
                "import",
                file("accepted.jsonl", rows),
                settings.withPhase(ACCEPTED).withStatus(Status.ACCEPTED));
        var more = file("more.jsonl", rows / 2);
        Importer.run(file("waiting.jsonl", WAITING), settings, library, _ -> {}, () -> false);
        time("words indexed behind it", 1, this::settled);

        time("next rows", TIMES, this::next);
        time("decision", TIMES, this::decide);
        time("first screen, a common word", SEARCHES, () -> library.look("river", 300));
        time("first screen, two words", SEARCHES, () -> library.look("river stone", 300));
        time("first screen, a rare phrase", SEARCHES, () -> library.look("\"row 77777\"", 300));
        during(() -> library.look("river stone", 300), () -> time("next rows during searches", TIMES, this::next));
        during(this::snapshot, () -> time("next rows during a snapshot", TIMES, this::next));
        during(this::snapshot, () -> time("decision during a snapshot", TIMES, this::decide));
        var done = new AtomicBoolean();
        var importing = CompletableFuture.runAsync(() -> {
            rate("import, meanwhile decided", more, settings.withPhase(3));
            done.set(true);
        });
        timeUntil("decision during an import", done, this::decide);
        importing.join();
        time("decision while words are indexed", TIMES / 4, this::decide);
        return List.copyOf(lines);
    }

    private Object next() {
        return library.waiting(REVIEWED, false, rows + random.nextLong(WAITING / 2), NEXT);
    }

    private Object decide() {
        var row = library.waiting(REVIEWED, false, rows + random.nextLong(WAITING / 2), 1)
                .getFirst();
        return library.decide(new Decision.Judge(row.id(), Status.REJECTED));
    }

    private Object snapshot() throws IOException {
        var selection = PhaseSelection.of(library, ACCEPTED, Optional.empty(), Map.of(), Map.of());
        return Snapshots.write(selection, 1, place.resolve("snapshot"));
    }

    private Object settled() throws InterruptedException {
        while (library.unindexed() > 0) {
            Thread.sleep(PAUSE_MILLIS);
        }
        return library;
    }

    private void rate(String name, Path file, ImportSettings settings) {
        try {
            long start = System.nanoTime();
            Importer.run(file, settings, library, _ -> {}, () -> false);
            double rate = Files.size(file) / 1e6 / ((System.nanoTime() - start) / 1e9);
            add(new Line(name, "MB/s", 1, rate, rate, rate));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void during(Callable<Object> work, Measured measured) throws Exception {
        var stop = new AtomicBoolean();
        var busy = CompletableFuture.runAsync(() -> {
            try {
                while (!stop.get()) {
                    work.call();
                }
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        try {
            measured.run();
        } finally {
            stop.set(true);
            busy.join();
        }
    }

    @FunctionalInterface
    private interface Measured {
        void run() throws Exception;
    }

    private void time(String name, int times, Callable<Object> work) throws Exception {
        var taken = new double[times];
        for (int i = 0; i < times; i++) {
            taken[i] = millis(work);
            Thread.sleep(times == TIMES ? 2 : 0);
        }
        add(name, taken);
    }

    private void timeUntil(String name, AtomicBoolean done, Callable<Object> work) throws Exception {
        var taken = new ArrayList<Double>();
        while (!done.get()) {
            taken.add(millis(work));
            Thread.sleep(PAUSE_MILLIS);
        }
        add(name, taken.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double millis(Callable<Object> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return (System.nanoTime() - start) / 1e6;
    }

    private void add(String name, double[] taken) {
        Arrays.sort(taken);
        add(new Line(name, "ms", taken.length, at(taken, 0.5), at(taken, 0.95), at(taken, 0.99)));
    }

    private synchronized void add(Line line) {
        lines.add(line);
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }

    /// Rows as long as people's: a question of one sentence, an answer of five to forty.
    private Path file(String name, int count) throws IOException {
        var file = place.resolve(name);
        try (var writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (int i = 0; i < count; i++) {
                var row = Json.MAPPER.createObjectNode();
                row.put("prompt", "What of row " + i + " in " + name + "? " + sentence(12));
                row.put("completion", sentence(20 + random.nextInt(200)));
                writer.write(row.toString());
                writer.write('\n');
            }
        }
        return file;
    }

    private String sentence(int words) {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            // every third word is one of a long tail, as in people's texts
            text.append(i % 3 == 2 ? "word" + random.nextInt(1 << random.nextInt(4, 17)) : word())
                    .append(' ');
        }
        return text.append('.').toString();
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }

    @Override
    public void close() {
        library.close();
    }
}
