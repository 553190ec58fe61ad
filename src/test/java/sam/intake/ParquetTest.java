package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import sam.library.Example;
import sam.library.Library;
import sam.library.Origin;

/// Parquet files as pyarrow writes them, parsed in a process of their own.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ParquetTest {
    private static final List<String> NAMES = List.of("messages-snappy", "pairs-zstd", "alpaca-gzip-v2");

    @TempDir
    Path folder;

    private Path file(String name) throws IOException {
        try (var in = Objects.requireNonNull(ParquetTest.class.getResourceAsStream(name))) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }

    private record Came(List<Example> rows, ImportReport report) {}

    private Came into(String library, Path file, ImportSettings settings) {
        try (var open =
                Library.open(folder.resolve(library), InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z")))) {
            var report = Importer.run(file, settings, open, _ -> {}, () -> false);
            var rows = new ArrayList<Example>();
            for (int phase = 1; phase <= 4; phase++) {
                for (var pairs : List.of(false, true)) {
                    open.waiting(phase, pairs, 100_000).forEach(row -> rows.add(row.example()));
                }
            }
            return new Came(rows, report);
        }
    }

    @Test
    void itsRowsAreTheRowsOfTheSameSetAsJson() throws IOException {
        for (var name : NAMES) {
            var parquet = into(name + ".p", file(name + ".parquet"), ImportSettings.guess());
            var jsonl = into(name + ".j", file(name + ".jsonl"), ImportSettings.guess());
            assertThat(parquet.rows()).as(name).isNotEmpty().isEqualTo(jsonl.rows());
            assertThat(parquet.report().format()).isEqualTo(jsonl.report().format());
            assertThat(parquet.report().reasons())
                    .as(name)
                    .isEqualTo(jsonl.report().reasons());
            assertThat(parquet.report().ignored())
                    .as(name)
                    .isEqualTo(jsonl.report().ignored());
        }
    }

    @Test
    void itsRowsAreTheRowsOfTheSameSetAsATableAndPacked() throws IOException {
        for (var name : NAMES) {
            var expected = into(name + ".p", file(name + ".parquet"), ImportSettings.guess());
            var text = Files.readString(file(name + ".jsonl"));
            var packed = new ByteArrayOutputStream();
            try (var zstd = new ZstdOutputStream(packed)) {
                zstd.write(text.getBytes(StandardCharsets.UTF_8));
            }
            var same = List.of(
                    Files.write(folder.resolve(name + ".zst"), packed.toByteArray()),
                    Files.writeString(folder.resolve(name + ".csv"), table(text, ',')),
                    Files.writeString(folder.resolve(name + ".tsv"), table(text, '\t')));
            for (var file : same) {
                var came = into(file.getFileName() + ".sqlite", file, ImportSettings.guess());
                assertThat(came.rows()).as(file.toString()).isEqualTo(expected.rows());
                assertThat(came.report().refused()).isEqualTo(expected.report().refused());
            }
        }
    }

    private static String table(String jsonl, char separator) throws IOException {
        var out = new StringWriter();
        try (var csv = CsvWriter.builder().fieldSeparator(separator).build(out)) {
            var names = new ArrayList<String>();
            for (var line : jsonl.lines().toList()) {
                var row = Objects.requireNonNull(VerbatimJson.parse(line));
                if (names.isEmpty()) {
                    names.addAll(row.propertyNames());
                    csv.writeRecord(names);
                }
                csv.writeRecord(names.stream()
                        .map(row::path)
                        .map(cell -> cell.isNull() ? "" : cell.isString() ? cell.asString() : cell.toString())
                        .toList());
            }
        }
        return out.toString();
    }

    @Test
    void aRowGroupIsReadFromAFileOfWhichTheOthersAreMissing() throws IOException {
        var file = file("messages-snappy.parquet");
        var groups = FileRows.groups(file);
        assertThat(groups).extracting(FileRows.RowGroup::rows).containsExactly(30L, 30L, 30L);
        assertThat(groups.get(1).from()).isEqualTo(groups.get(0).to());
        var bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4, (int) groups.get(0).to(), (byte) 0);
        Arrays.fill(bytes, (int) groups.get(2).from(), (int) groups.get(2).to(), (byte) 0);
        var sparse = Files.write(folder.resolve("sparse.parquet"), bytes);
        var all = into("all", file, ImportSettings.guess()).rows();
        var some = into("some", sparse, ImportSettings.guess().withRowGroups(List.of(1)));
        assertThat(some.report().taken() + some.report().refused()).isEqualTo(30);
        assertThat(all).containsSubsequence(some.rows());
        assertThat(some.report().refusals())
                .allSatisfy(refusal -> assertThat(refusal.line()).isBetween(31L, 60L));
        assertThatThrownBy(() -> into("broken", sparse, ImportSettings.guess()))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("is cut off or damaged");
    }

    @Test
    void aCollectorHearsTheRowsWithTheirOrigins() throws IOException {
        var lines = new ArrayList<Long>();
        var licences = new TreeSet<String>();
        FileRows.read(
                file("alpaca-gzip-v2.parquet"), "alpaca", ImportSettings.guess(), () -> false, new FileRows.Out() {
                    @Override
                    public boolean take(int phase, Example example, Origin origin) {
                        lines.add(origin.line());
                        licences.add(origin.licence());
                        return lines.size() < 50;
                    }

                    @Override
                    public void refuse(long line, String reason, String row) {
                        throw new AssertionError(reason);
                    }

                    @Override
                    public void at(long bytes) {
                        assertThat(bytes).isNotNegative();
                    }
                });
        assertThat(lines).hasSize(50).startsWith(1L, 2L, 3L);
        assertThat(licences).containsExactly("CC-BY-NC-4.0");
    }

    @Test
    void aDamagedFileSaysSoOrGivesAsManyRowsAsItTells() throws IOException {
        var random = new Random(3);
        for (int round = 0; round < 120; round++) {
            var name = NAMES.get(round % NAMES.size());
            var bytes = Files.readAllBytes(file(name + ".parquet"));
            int at = random.nextInt(bytes.length);
            switch (round % 4) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes = Arrays.copyOf(bytes, Math.max(4, at));
                case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 64), (byte) 0);
                default -> bytes[bytes.length - 1 - random.nextInt(2000)] = (byte) random.nextInt(256);
            }
            var file = Files.write(folder.resolve("damaged" + round + ".parquet"), bytes);
            long rows = 0;
            try (var open = ParquetRows.open(file, null)) {
                while (open.next() != null) {
                    rows++;
                }
            } catch (ImportException e) {
                assertThat(e).hasMessageMatching("(?s).*(is cut off or damaged|holds no rows).* Download .*");
                continue;
            } catch (IOException e) {
                continue;
            }
            assertThat(rows).isEqualTo(name.startsWith("m") ? 90 : name.startsWith("p") ? 60 : 80);
        }
    }

    @Test
    void itIsNeverParsedInThisProcess() throws IOException {
        var file = file("pairs-zstd.parquet");
        assertThat(Parsing.here(file)).isInstanceOf(ParserProcess.class);
        assertThat(Parsing.of(file)).isInstanceOf(ParserProcess.class);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aParserThatSaysNothingIsEnded() throws Exception {
        var pipe = folder.resolve("silent");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        assertThatThrownBy(() -> new ParserProcess("64m", Duration.ofSeconds(2))
                        .tell(pipe, ImportSettings.guess(), () -> false, _ -> true))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("gave no row in 2 seconds");
    }
}
