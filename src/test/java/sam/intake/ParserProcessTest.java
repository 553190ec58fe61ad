package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.Origin;
import sam.library.StoredExample;
import sam.processes.ChildJvm;

/// Files parsed in a process of its own, into a real library.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ParserProcessTest {
    private static final ParserProcess CHILD = new ParserProcess("64m");

    @TempDir
    Path folder;

    private final List<Library> open = new ArrayList<>();

    private Library library() {
        var library = Library.open(
                folder.resolve("library" + open.size() + ".sqlite"),
                InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z")));
        open.add(library);
        return library;
    }

    @AfterEach
    void close() {
        open.forEach(Library::close);
    }

    private static ImportReport take(Parsing parsing, Path file, Library library) {
        return Importer.run(parsing, file, ImportSettings.guess(), library, _ -> {}, () -> false);
    }

    private static String row(int i) {
        return "{\"instruction\":\"Question %d\",\"input\":\"\",\"output\":\"Answer %d\"}\n".formatted(i, i);
    }

    private Path rows(String name, int count) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(row(i));
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private record Stored(StoredExample example, List<Origin> origins) {}

    private static List<Stored> stored(Library library) {
        var all = new ArrayList<Stored>();
        for (int phase = 1; phase <= 4; phase++) {
            for (var pairs : List.of(false, true)) {
                for (var example : library.waiting(phase, pairs, 100_000)) {
                    all.add(new Stored(example, library.origins(example.id())));
                }
            }
        }
        return all;
    }

    /// The command line of a long class path is cut off, so a parser is known by being a JVM.
    private static Stream<ProcessHandle> parsers() {
        return ProcessHandle.current()
                .descendants()
                .filter(child ->
                        child.isAlive() && child.info().command().orElse("").contains("java"));
    }

    private static void noneIsLeft() {
        await().atMost(Duration.ofSeconds(20)).until(() -> parsers().count() == 0);
    }

    /// Files of every format, with what makes rows refused, noted and left out, and files that end before their end.
    private List<Path> everyKind() throws IOException {
        var files = new ArrayList<Path>();
        for (var rows : ShapesFuzzTest.everyShape().entrySet()) {
            var text = String.join("\n", rows.getValue())
                    + "\n{broken\n[]\n\n{\"\\ud800half\":true,\"deleted\":true}\n{\"messages\":1}\n";
            files.add(Files.writeString(folder.resolve("shapes-" + rows.getKey().key() + ".jsonl"), text));
        }
        files.add(Files.writeString(folder.resolve("own.jsonl"), """
            {"instruction":"i","output":"🦊 \\ud83e\\udd8a \\u2028","licence":"MIT","source":"x","tier":2,"lang":"en"}
            {"instruction":"j","output":"o","license":"Apache-2.0","tier":9}
            {"instruction":"half \\ud83e","output":"o"}
            """));
        files.add(Files.writeString(folder.resolve("tools.jsonl"), """
            {"messages":[{"role":"user","content":"w?"},{"role":"assistant","content":"","reasoning_content":"hm",\
            "tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\\"a\\": 1.10}"}}]},\
            {"role":"tool","content":"","tool_call_id":"1","name":"f"},{"role":"assistant","content":"ok","weight":1}],\
            "tools":[{"type":"function","function":{"name":"f","parameters":{}}}]}
            """));
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(rows("many.jsonl", 3000)));
        }
        files.add(Files.write(folder.resolve("cut.jsonl.gz"), Arrays.copyOf(packed.toByteArray(), packed.size() / 2)));
        files.add(
                Files.write(folder.resolve("sixteen.jsonl"), ("\uFEFF" + row(1)).getBytes(StandardCharsets.UTF_16LE)));
        files.add(Files.write(folder.resolve("latin.jsonl"), "{\"a\":\"é\"}\n".getBytes(StandardCharsets.ISO_8859_1)));
        files.add(Files.writeString(folder.resolve("empty.jsonl"), ""));
        files.add(Files.writeString(folder.resolve("other.jsonl"), "{\"words\":\"hello\"}\n"));
        files.add(folder.resolve("missing.jsonl"));
        return files;
    }

    @Test
    void aFileBecomesTheSameWhereverItIsParsed() throws IOException {
        for (var file : everyKind()) {
            var here = library();
            var there = library();
            assertThat(outcome(CHILD, file, there))
                    .as(file.toString())
                    .usingRecursiveComparison()
                    .isEqualTo(outcome(Parsing.here(file), file, here));
            assertThat(stored(there)).as(file.toString()).isEqualTo(stored(here));
        }
        noneIsLeft();
    }

    private static Object outcome(Parsing parsing, Path file, Library library) {
        try {
            return take(parsing, file, library);
        } catch (ImportException e) {
            return List.of(String.valueOf(e.getMessage()), e.taken(), e.refused(), e.duplicates());
        }
    }

    @Test
    void onlySmallFilesAndPipesAreReadHere() throws IOException {
        assertThat(Parsing.of(rows("small.jsonl", 10))).isNotInstanceOf(ParserProcess.class);
        assertThat(Parsing.of(rows("large.jsonl", 20_000))).isInstanceOf(ParserProcess.class);
        assertThat(Parsing.of(folder)).isNotInstanceOf(ParserProcess.class);
        assertThat(Parsing.of(folder.resolve("missing"))).isNotInstanceOf(ParserProcess.class);
    }

    @Test
    void aFileLargerThanTheHeapsIsReadRowByRow() throws IOException {
        var file = folder.resolve("large.jsonl");
        var answer = "word ".repeat(4000);
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 5000; i++) {
                out.write("{\"instruction\":\"Question %d\",\"output\":\"%s\"}\n".formatted(i % 50, answer));
            }
        }
        assertThat(Files.size(file)).isGreaterThan(95L * 1000 * 1000);
        var report = take(CHILD, file, library());
        assertThat(report.taken()).isEqualTo(50);
        assertThat(report.duplicates()).isEqualTo(4950);
    }

    @Test
    void aStopEndsTheProcessAndKeepsWhatWasTaken() throws IOException {
        var library = library();
        var stop = new AtomicBoolean();
        var report = Importer.run(
                CHILD, rows("rows.jsonl", 60_000), ImportSettings.guess(), library, _ -> stop.set(true), stop::get);
        assertThat(report.cancelled()).isTrue();
        assertThat(report.taken()).isBetween(10_000L, 59_999L);
        assertThat(library.counts(1, false).waiting()).isEqualTo(report.taken());
        noneIsLeft();
    }

    /// Blank lines that never end make no row, so no row looks whether the person wants more.
    @Test
    void aStopEndsAProcessThatFindsNoRow() throws IOException {
        var file = folder.resolve("blank.jsonl.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(row(1).repeat(25).getBytes(StandardCharsets.UTF_8));
            var blank = "\n".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 2_000; i++) {
                out.write(blank);
            }
        }
        long begun = System.nanoTime();
        var stop = new AtomicBoolean();
        Thread.ofVirtual().start(() -> {
            await().until(() -> parsers().count() > 0);
            stop.set(true);
        });
        var report = Importer.run(CHILD, file, ImportSettings.guess(), library(), _ -> {}, stop::get);
        assertThat(report.cancelled()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        noneIsLeft();
    }

    @Test
    void aProcessThatIsKilledLeavesOneSentenceAndItsRows() throws IOException {
        var library = library();
        var file = rows("rows.jsonl", 60_000);
        var broken = catchThrowableOfType(
                ImportException.class,
                () -> Importer.run(CHILD, file, ImportSettings.guess(), library, _ -> killParsers(), () -> false));
        assertThat(broken)
                .hasMessageStartingWith("Reading " + file + " ended before its end.")
                .hasMessageContaining("rows before the break are in the library.")
                .hasMessageNotContaining("\n");
        assertThat(broken.taken()).isBetween(10_000L, 59_999L);
        assertThat(library.counts(1, false).waiting()).isEqualTo(broken.taken());
        noneIsLeft();
    }

    private static void killParsers() {
        assertThat(parsers().filter(ProcessHandle::destroyForcibly)).isNotEmpty();
    }

    @Test
    void aRowThatTakesTooMuchMemoryEndsOnlyItsProcess() throws IOException {
        var file = Files.writeString(
                folder.resolve("hostile.jsonl"),
                row(1) + row(2) + row(3).repeat(30) + "{\"instruction\":[" + "[],".repeat(2 << 20)
                        + "[]],\"output\":\"o\"}\n");
        var library = library();
        assertThatThrownBy(() -> take(CHILD, file, library))
                .isInstanceOf(ImportException.class)
                .hasMessageStartingWith("Reading " + file + " took more memory than it may have")
                .hasMessageContaining("The 3 rows before the break are in the library.")
                .hasMessageNotContaining("\n");
        assertThat(library.counts(1, false).waiting()).isEqualTo(3);
        noneIsLeft();
    }

    @Test
    void aLibraryThatTakesNoMoreEndsTheProcess() throws IOException {
        var library = library();
        assertThatThrownBy(() -> Importer.run(
                        CHILD,
                        rows("rows.jsonl", 60_000),
                        ImportSettings.guess(),
                        library,
                        _ -> library.close(),
                        () -> false))
                .isInstanceOf(ImportException.class)
                .hasCauseInstanceOf(ImportException.class)
                .hasRootCauseInstanceOf(LibraryException.class);
        noneIsLeft();
    }

    @Test
    void aProcessWhoseOwnerIsGoneEnds() throws Exception {
        var file = rows("rows.jsonl", 200_000);
        var process = new ProcessBuilder(ChildJvm.withHeap("64m").command(ParserMain.class))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var in = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
        in.write(Json.line(new ParserMain.Order(file.toString(), ImportSettings.guess(), ParserMain.Wanted.ROWS))
                + "\n");
        in.flush();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(Parsed.of(out.readLine())).isInstanceOf(Parsed.Begun.class);
        // nobody reads on, so it waits with its pipe full
        assertThat(process.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        in.close();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        out.close();
    }
}
