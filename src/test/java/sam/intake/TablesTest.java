package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.github.luben.zstd.ZstdOutputStream;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.library.Example;
import sam.library.Library;
import sam.rows.Message;

/// Tables of text and files packed with zstd, on their way into a real library.
class TablesTest {
    @TempDir
    Path folder;

    private Library library;
    private int files;

    @BeforeEach
    void open() {
        library = Library.open(
                folder.resolve("library.sqlite"), InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z")));
    }

    @AfterEach
    void close() {
        library.close();
    }

    private ImportReport take(String name, byte[] bytes) throws IOException {
        var file = Files.write(folder.resolve(files++ + name), bytes);
        return Importer.run(file, ImportSettings.guess(), library, _ -> {}, () -> false);
    }

    private ImportReport take(String name, String text) throws IOException {
        return take(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Example> taken() {
        return library.waiting(1, false, 100_000).stream()
                .map(sam.library.StoredExample::example)
                .toList();
    }

    private static Example chat(String question, String answer) {
        return new Example.Chat(List.of(Message.user(question), Message.assistant(answer)));
    }

    @Test
    void whatATableHoldsDecidesAndNotItsName() throws IOException {
        var comma = "instruction,input,output\nAdd,\"2, 3\",5\n\"Say \"\"hi\"\"\nand bye\",,\"hi\n\nbye\"\n";
        for (var name : List.of("a.csv", "a.txt", "a.jsonl", "a")) {
            var report = take(name, comma);
            assertThat(report.format()).isEqualTo(Format.ALPACA);
            assertThat(report.refusals()).isEmpty();
            assertThat(report.taken() + report.duplicates()).isEqualTo(2);
        }
        for (var same : List.of(
                "\uFEFFinstruction,input,output\r\nAdd,\"2, 3\",5\r\n\"Say \"\"hi\"\"\nand bye\",,\"hi\n\nbye\"\r\n",
                "instruction;input;output\nAdd;2, 3;5\n\"Say \"\"hi\"\"\nand bye\";;\"hi\n\nbye\"",
                "sep=;\r\ninstruction;input;output\r\nAdd;2, 3;5\r\n\"Say \"\"hi\"\"\nand bye\";;\"hi\n\nbye\"\r\n",
                "instruction\tinput\toutput\nAdd\t2, 3\t5\n\"Say \"\"hi\"\"\nand bye\"\t\t\"hi\n\nbye\"\n",
                "instruction|input|output\nAdd|2, 3|5\n\"Say \"\"hi\"\"\nand bye\"||\"hi\n\nbye\"\n",
                ",instruction,input,output\n0,Add,\"2, 3\",5\n1,\"Say \"\"hi\"\"\nand bye\",,\"hi\n\nbye\"\n")) {
            var report = take("b.csv", same);
            assertThat(report.refusals()).as(same).isEmpty();
            assertThat(report.duplicates()).as(same).isEqualTo(2);
        }
        assertThat(taken()).containsExactly(chat("Add\n\n2, 3", "5"), chat("Say \"hi\"\nand bye", "hi\n\nbye"));
    }

    @Test
    void anOldMacsTableEndsItsLinesWithACarriageReturn() throws IOException {
        assertThat(take("a.csv", "prompt,completion\rHi,\"Hel\rlo\"\rHo,Ha\r").taken())
                .isEqualTo(2);
        assertThat(taken()).containsExactly(chat("Hi", "Hel\rlo"), chat("Ho", "Ha"));
    }

    @Test
    void aTableOfTabsMayHoldQuotesThatAreNone() throws IOException {
        var report = take("a.tsv", "question\tanswer\n\"What\" is 1+1?\t2 #### 2\n5'10\" tall\t\"Yes\" he is #### 3\n");
        assertThat(report.refusals()).isEmpty();
        assertThat(library.waiting(3, false, 9))
                .extracting(row -> row.example().opening())
                .containsExactly("\"What\" is 1+1?", "5'10\" tall");
    }

    @Test
    void aBadRowIsRefusedByItsLineAndTakesNoOtherWithIt() throws IOException {
        var report = take("a.csv", """
            prompt,completion
            "two
            lines",a

            short
            b,c,d
            "half,e
            f,g
            "quoted" and more,h
            i,j
            """.getBytes(StandardCharsets.UTF_8));
        assertThat(report.refusals())
                .extracting(ImportReport.Refusal::line, ImportReport.Refusal::reason, ImportReport.Refusal::row)
                .containsExactly(
                        tuple(5L, TableCutter.FEWER, "short b,c,d \"half,e f,g \"quoted\" and more,h i,j"),
                        tuple(6L, TableCutter.MORE, "b,c,d \"half,e f,g \"quoted\" and more,h i,j"),
                        tuple(7L, TableCutter.AFTER_QUOTE, "\"half,e"),
                        tuple(9L, TableCutter.AFTER_QUOTE, "\"quoted\" and more,h"));
        assertThat(taken()).containsExactly(chat("two\nlines", "a"), chat("f", "g"), chat("i", "j"));
        assertThat(library.origins(library.waiting(1, false, 9).get(2).id())
                        .getFirst()
                        .line())
                .isEqualTo(10);
    }

    @Test
    void aQuoteThatIsNeverClosedTakesNoOtherRowWithIt() throws IOException {
        var rows = new StringBuilder("prompt,completion\n\"open,a\n");
        for (int i = 0; i < 50_000; i++) {
            rows.append("question ").append(i).append(",answer\n");
        }
        var report = take("a.csv", rows.toString());
        assertThat(report.taken()).isEqualTo(50_000);
        assertThat(report.reasons()).containsOnlyKeys(TableCutter.UNCLOSED);
    }

    @Test
    void rowsOfAnotherEncodingAreRefusedAlone() throws IOException {
        var latin = "prompt,completion\nGrüße,a\nb,c\nd,e\n".getBytes(StandardCharsets.ISO_8859_1);
        var report = take("a.csv", latin);
        assertThat(report.taken()).isEqualTo(2);
        assertThat(report.reasons()).containsOnlyKeys(Encodings.NO_UTF8);
        assertThat(take("b.csv", ("\uFEFF" + "prompt,completion\nGrüße,a\n").getBytes(StandardCharsets.UTF_16LE))
                        .taken())
                .isEqualTo(1);
    }

    @Test
    void aHeaderIsRequiredAndItsNamesDiffer() {
        assertThatThrownBy(() -> take("a.csv", "prompt,prompt,completion\na,b,c\n"))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("Two columns are named “prompt”");
        assertThatThrownBy(() -> take("a.csv", "Who wrote it?,Ada did\nWho read it?,Bob did\n"))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("names the columns Ada did, Who wrote it?")
                .hasMessageContaining("give it a first row that names its columns");
        assertThatThrownBy(() -> take("a.csv", "prompt,completion\n"))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("a table without a row");
    }

    @Test
    void listsInCellsAreReadWhereTheFormatHasThemAndNowhereElse() throws IOException {
        var report = take("a.csv", """
            messages,source
            "[{""role"":""user"",""content"":""Hi""},{""role"":""assistant"",""content"":""Hello""}]",x
            [],x
            no list,x
            """);
        assertThat(report.taken()).isEqualTo(1);
        assertThat(report.reasons()).containsOnlyKeys("it has no messages", "its messages are no list");
        assertThat(take("b.csv", "prompt,completion\nGive me a list,\"[1, 2]\"\nAn object,\"{\"\"role\"\": 1}\"\n")
                        .taken())
                .isEqualTo(1);
        assertThat(taken()).containsExactly(chat("Hi", "Hello"), chat("Give me a list", "[1, 2]"));
    }

    @Test
    void proseIsNoTable() {
        assertThatThrownBy(() -> take("a.txt", "Dear Ada,\nI write, as I said, to you.\nYours\nBob\n\nP.S.\n"))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("holds no JSON objects");
    }

    @Test
    void whatAWriterOfTablesWritesComesBack() throws IOException {
        var random = new Random(4);
        for (int round = 0; round < 60; round++) {
            char separator = ",;\t|".charAt(random.nextInt(4));
            var out = new StringWriter();
            var expected = new ArrayList<Example>();
            try (var csv = CsvWriter.builder()
                    .fieldSeparator(separator)
                    .quoteStrategy(random.nextBoolean() ? QuoteStrategies.ALWAYS : QuoteStrategies.REQUIRED)
                    .lineDelimiter(random.nextBoolean() ? LineDelimiter.CRLF : LineDelimiter.LF)
                    .build(out)) {
                csv.writeRecord("prompt", "completion", "note");
                for (int i = 0; i < 40; i++) {
                    var prompt = round + "/" + i + text(random);
                    var completion = "x" + text(random) + "x";
                    csv.writeRecord(prompt, completion, random.nextBoolean() ? "" : "n");
                    expected.add(chat(prompt, completion));
                }
            }
            var report = take("a.csv", out.toString());
            assertThat(report.refusals()).as(out.toString()).isEmpty();
            assertThat(taken().subList(40 * round, 40 * round + 40)).isEqualTo(expected);
        }
    }

    private static String text(Random random) {
        var pieces = new String[] {"\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", " ", "word", "ü", "🦊", "{", "[1]"};
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    private static byte[] zstd(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var packed = new ZstdOutputStream(out)) {
            packed.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void aFilePackedWithZstdIsReadAndOneThatIsDamagedSaysSo() throws IOException {
        var rows = new StringBuilder();
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            rows.append("{\"prompt\":\"question %d %d\",\"completion\":\"a\"}\n".formatted(i, random.nextLong()));
        }
        var plain = rows.toString().getBytes(StandardCharsets.UTF_8);
        var packed = zstd(plain);
        var half = Arrays.copyOf(packed, packed.length / 2);
        assertThatThrownBy(() -> take("a.jsonl.zst", half))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("cut off or damaged")
                .hasMessageContaining("rows before the break are in the library");
        var twice = new ByteArrayOutputStream();
        twice.write(zstd(Arrays.copyOf(plain, 400_000)));
        twice.write(zstd(Arrays.copyOfRange(plain, 400_000, plain.length)));
        var report = take("b.jsonl", twice.toByteArray());
        assertThat(report.taken() + report.duplicates()).isEqualTo(20_000);
        assertThat(report.refused()).isZero();
        for (int i = 0; i < 30; i++) {
            var damaged = packed.clone();
            damaged[5 + random.nextInt(packed.length - 5)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(take("c.jsonl.zst", damaged).refused()).isNotNegative();
            } catch (ImportException e) {
                assertThat(e).hasMessageMatching("(?s).*\\.zst .*[.].*");
            }
        }
        assertThatThrownBy(() -> take("d.jsonl.zst", zstd(packed))).hasMessageContaining("is packed twice");
    }
}
