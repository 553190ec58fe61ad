package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.library.Library;
import sam.library.Origin;
import sam.library.Status;
import sam.library.StoredExample;
import sam.library.Tier;

/// Whole files on their way into a real library.
class ImporterTest {
    @TempDir
    Path folder;

    private Library library;

    @BeforeEach
    void open() {
        library = Library.open(
                folder.resolve("library.sqlite"), InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z")));
    }

    @AfterEach
    void close() {
        library.close();
    }

    private static String row(int i) {
        return "{\"instruction\":\"Question %d\",\"input\":\"\",\"output\":\"Answer %d\"}".formatted(i, i);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private ImportReport take(Path file) {
        return take(file, ImportSettings.guess());
    }

    private ImportReport take(Path file, ImportSettings settings) {
        return Importer.run(file, settings, library, progress -> {}, () -> false);
    }

    private static List<String> lines(int count) {
        var lines = new ArrayList<String>();
        for (int i = 1; i <= count; i++) {
            lines.add(row(i));
        }
        return lines;
    }

    @Test
    void aFileTwiceAddsNothing() throws IOException {
        var file = file("mine.jsonl", String.join("\n", lines(30)));
        assertThat(take(file)).extracting("taken", "refused", "duplicates").containsExactly(30L, 0L, 0L);
        assertThat(take(file)).extracting("taken", "refused", "duplicates").containsExactly(0L, 0L, 30L);
        assertThat(library.counts(1, false).waiting()).isEqualTo(30);
    }

    @Test
    void everyContainerHoldsTheSameRows() throws IOException {
        var lines = lines(20);
        var jsonl = String.join("\n", lines);
        var texts = Map.of(
                "plain.jsonl", jsonl.getBytes(StandardCharsets.UTF_8),
                "end.jsonl", (jsonl + "\n\n").getBytes(StandardCharsets.UTF_8),
                "crlf.jsonl", ("\uFEFF" + String.join("\r\n", lines)).getBytes(StandardCharsets.UTF_8),
                "list.json", ("[" + String.join(",", lines) + "]").getBytes(StandardCharsets.UTF_8),
                "pretty.json", Json.pretty(Json.MAPPER.readTree("[" + String.join(",", lines) + "]")),
                "packed.jsonl.gz", gzip(jsonl.getBytes(StandardCharsets.UTF_8)),
                "packed-without-saying.json",
                        gzip(("\uFEFF[" + String.join(",\n", lines) + "]\n").getBytes(StandardCharsets.UTF_8)));
        int phase = 0;
        for (var text : texts.entrySet()) {
            var file = file(text.getKey(), text.getValue());
            var report = take(file, ImportSettings.guess().withPhase(1));
            assertThat(report.format()).isEqualTo(Format.ALPACA);
            assertThat(report.refusals()).as(text.getKey()).isEmpty();
            assertThat(report.taken() + report.duplicates()).as(text.getKey()).isEqualTo(20);
            assertThat(report.taken()).as(text.getKey()).isEqualTo(phase++ == 0 ? 20 : 0);
        }
    }

    @Test
    void oneBadLineNeverEndsAnImport() throws IOException {
        var lines = lines(9);
        lines.set(1, "{\"instruction\":");
        lines.set(3, "[1,2]");
        lines.set(4, "");
        lines.set(5, "{\"instruction\":\"a\",\"instruction\":\"b\",\"output\":\"c\"}");
        lines.set(7, "{\"instruction\":\"a\",\"output\":\"\"}");
        var report = take(file("mine.jsonl", String.join("\n", lines)));
        assertThat(report.taken()).isEqualTo(4);
        assertThat(report.refusals())
                .extracting(ImportReport.Refusal::line, ImportReport.Refusal::reason)
                .containsExactly(
                        tuple(2L, "it is not JSON"),
                        tuple(4L, "it is no object"),
                        tuple(6L, "it is not JSON"),
                        tuple(8L, "the answer is empty"));
        assertThat(report.reasons())
                .containsExactly(
                        Map.entry("it is not JSON", 2L),
                        Map.entry("it is no object", 1L),
                        Map.entry("the answer is empty", 1L));
        assertThat(library.search("\"Question 9\"".replace("\"", ""), 1)
                        .getFirst()
                        .origin()
                        .line())
                .isEqualTo(9);
    }

    @Test
    void oneBadElementNeverEndsAList() throws IOException {
        for (var separator : List.of(",\n", "\n,\n  ")) {
            for (var bad : List.of(
                    "{\"instruction\":\"not closed}",
                    "{\"instruction\":\"a\",\"output\":\"b\"",
                    "{\"instruction\" \"a\"}",
                    "42",
                    "garbage",
                    "{\"instruction\":\"a\"}}")) {
                var lines = lines(12);
                lines.set(4, bad);
                var name = "list%d%d.json".formatted(separator.length(), bad.hashCode());
                var settings = ImportSettings.guess().withPhase(1).withSource(name);
                var report = take(file(name, "[" + String.join(separator, lines) + "]"), settings);
                assertThat(report.refused()).as(bad).isBetween(1L, 2L);
                assertThat(report.taken() + report.duplicates()).as(bad).isEqualTo(11);
            }
        }
    }

    @Test
    void bytesThatAreNoUtf8AndLinesWithoutEndAreRefusedAlone() throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes((row(1) + "\n").getBytes(StandardCharsets.UTF_8));
        out.writeBytes("{\"instruction\":\"caf\u00e9\",\"output\":\"x\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes("{\"instruction\":\"".getBytes(StandardCharsets.UTF_8));
        var filler = new byte[1 << 20];
        Arrays.fill(filler, (byte) 'a');
        for (int i = 0; i < 17; i++) {
            out.writeBytes(filler);
        }
        out.writeBytes(("\"}\n" + row(4)).getBytes(StandardCharsets.UTF_8));
        var report = take(file("mine.jsonl", out.toByteArray()));
        assertThat(report.taken()).isEqualTo(2);
        assertThat(report.refusals())
                .extracting(ImportReport.Refusal::line, ImportReport.Refusal::reason)
                .containsExactly(
                        tuple(2L, "it is not UTF-8 text, but perhaps Latin-1 (ISO-8859-1) or Windows-1252"),
                        tuple(3L, "it is longer than 16 MB"));
    }

    @Test
    void aFileThatIsNoDataGivesOneSentence() throws IOException {
        var binary = new byte[3000];
        new java.util.Random(1).nextBytes(binary);
        var cases = Map.of(
                file("empty.jsonl", ""),
                "is empty",
                file("blank.jsonl", " \n\n"),
                "holds no rows",
                file("binary.jsonl", binary),
                "binary file",
                file("pointer.jsonl", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
                "git lfs",
                file("page.json", "<!DOCTYPE html><html>"),
                "web page",
                file("table.jsonl", "PAR1xxxxxxxx"),
                "cut off or damaged",
                file("other.jsonl", "{\"text\":\"hello\",\"lang\":\"en\"}\n"),
                "have the fields lang, text",
                file("words.jsonl", "hello\nworld\n"),
                "holds no JSON objects",
                folder.resolve("none.jsonl"),
                "does not exist",
                folder,
                "is no file");
        for (var one : cases.entrySet()) {
            assertThatThrownBy(() -> take(one.getKey()))
                    .as(one.getValue())
                    .isInstanceOf(ImportException.class)
                    .hasMessageContaining(one.getValue())
                    .hasMessageMatching("[^\n]+[.]");
        }
        assertThat(library.sources()).isEmpty();
    }

    @Test
    void aFileThatBreaksOffKeepsTheRowsBefore() throws IOException {
        var lines = lines(5000);
        var packed = gzip(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        var cut = file("cut.jsonl.gz", Arrays.copyOf(packed, packed.length / 2));
        assertThatThrownBy(() -> take(cut))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("is cut off or damaged. Download it again.")
                .hasMessageContaining("rows before the break are in the library");
        long before = library.counts(1, false).waiting();
        assertThat(before).isBetween(1L, 4999L);
        assertThat(take(file("whole.jsonl.gz", packed)).taken()).isEqualTo(5000 - before);

        var list = "[" + String.join(",", lines(40)) + "]";
        var half = file("half.json", list.substring(0, list.length() / 2));
        assertThatThrownBy(() -> take(half, ImportSettings.guess().withPhase(2)))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("cut off");
        assertThat(library.counts(2, false).waiting()).isBetween(18L, 21L);
    }

    @Test
    void sourceLicenceTierAndPhaseComeFromTheCatalogueUnlessSaid() throws IOException {
        var text = String.join("\n", lines(2));
        assertThat(take(file("alpaca-small.jsonl", text)))
                .extracting("source", "licence", "tier", "phase")
                .containsExactly("Stanford Alpaca", "CC-BY-NC-4.0", Tier.TRAIN_FIRST, 1);
        assertThat(take(file("my-roleplay.jsonl", text)))
                .extracting("source", "licence", "tier", "phase")
                .containsExactly("my-roleplay.jsonl", "unknown", Tier.TRAIN_FIRST, 2);
        var said = ImportSettings.guess()
                .withTier(Tier.RETRIEVE_ONLY)
                .withLicence("MIT")
                .withPhase(3)
                .withSource("ours");
        assertThat(take(file("alpaca-other.jsonl", text), said))
                .extracting("source", "licence", "tier", "phase")
                .containsExactly("ours", "MIT", Tier.RETRIEVE_ONLY, 3);
        var pairs = file("pairs.jsonl", "{\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\"}");
        assertThat(take(pairs)).extracting("tier", "phase").containsExactly(Tier.HIGH_VALUE, 4);
    }

    @Test
    void aRowMayBringItsOwnOrigin() throws IOException {
        var row = "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}],"
                + "\"source\":\"sample/voice\",\"licence\":\"CC0-1.0\",\"tier\":2}";
        take(file("rows.jsonl", row));
        assertThat(library.waiting(1, false, 1))
                .extracting(StoredExample::origin)
                .containsExactly(new Origin("sample/voice", 1, "CC0-1.0", Tier.HIGH_VALUE));
        take(file("rows.jsonl", row), ImportSettings.guess().withPhase(2).withLicence("MIT"));
        assertThat(library.waiting(2, false, 1).getFirst().origin().licence()).isEqualTo("MIT");
    }

    @Test
    void aRefusedRowIsRecognisedByHowItBegins() throws IOException {
        var garbled = new byte[] {'{', '\t', '"', (byte) 0xff, ' ', ' ', 'x', 0x07, '\n'};
        var path = folder.resolve("mine.jsonl");
        Files.write(path, (row(1) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.write(path, garbled, StandardOpenOption.APPEND);
        Files.writeString(path, "[" + "\ud83e\udd89".repeat(300), StandardOpenOption.APPEND);

        var refusals = take(path).refusals();

        assertThat(refusals)
                .extracting(ImportReport.Refusal::row)
                .containsExactly("{ \"\ufffd x", "[" + "\ud83e\udd89".repeat(199) + "…");
    }

    @Test
    void aForcedFormatRefusesWhatDoesNotFit() throws IOException {
        var file = file("mine.jsonl", row(1) + "\n{\"question\":\"q\",\"answer\":\"s\\n#### 1\"}");
        var report = take(file, ImportSettings.guess().withFormat(Format.GSM8K).withStatus(Status.ACCEPTED));
        assertThat(report.taken()).isEqualTo(1);
        assertThat(report.refusals())
                .containsExactly(new ImportReport.Refusal(1, "it has no field “question”", row(1)));
        assertThat(library.counts(3, false).accepted()).isEqualTo(1);
    }

    @Test
    void aStoppedImportKeepsWhatItTook() throws IOException {
        var file = file("mine.jsonl", String.join("\n", lines(25_000)));
        var seen = new ArrayList<Importer.Progress>();
        var report = Importer.run(file, ImportSettings.guess(), library, seen::add, () -> seen.size() >= 2);
        assertThat(report.cancelled()).isTrue();
        assertThat(report.taken()).isEqualTo(20_000);
        assertThat(library.counts(1, false).waiting()).isEqualTo(20_000);
        assertThat(seen.getFirst().taken()).isEqualTo(10_000);
        assertThat(seen.getFirst().totalBytes()).isEqualTo(Files.size(file));
        assertThat(seen.getFirst().bytes()).isPositive();
    }

    @Test
    void onlyTheFirstThousandRefusalsAreKeptButAllAreCounted() throws IOException {
        var report = take(file("mine.jsonl", row(1) + "\n" + "{}\n".repeat(2500)));
        assertThat(report.refused()).isEqualTo(2500);
        assertThat(report.refusals()).hasSize(1000);
        assertThat(report.reasons()).containsExactly(Map.entry("it has no field “instruction”", 2500L));
    }
}
