package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.NewExample;
import sam.library.Status;
import sam.library.Tier;

/// What `sam sources` and `sam collect` tell a person and a script.
class CollectVerbTest {
    private record Ran(int code, String out, String err) {}

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private String library;

    @SuppressWarnings("NullAway.Init")
    private String docs;

    @BeforeEach
    void write() throws IOException {
        library = folder.resolve("library.sqlite").toString();
        var pages = Files.createDirectories(folder.resolve("pages"));
        Files.writeString(pages.resolve("guide.md"), """
            # Lamps

            ## How to switch a lamp on

            Open the box, take the lamp out, and put it on the table where you want the light to be.

            1. Put the plug of the lamp into the socket in the wall.
            2. Press the switch at the foot of the lamp once, and wait.
            3. Turn the shade until the light falls where you read.

            ## Notes

            The lamp was first made in a small town by the sea, where winters are long and dark. Its maker had
            been a sailor, and wanted a light that stands when the floor does not. The foot is heavy for that
            reason, and the shade is made of paper that was meant for sails. Two hundred were sold in the first
            winter, and most of them are still in use today, although few have their first shade any more.
            """);
        docs = "docs:" + pages;
    }

    private static Ran sam(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Sam.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Ran(code, out.toString(), err.toString());
    }

    @Test
    void oneObjectTellsWhatWasTakenAndTheSecondTimeItIsThere() {
        var first = sam("collect", docs, "--library", library, "--licence", "MIT", "--json");
        assertThat(first.code()).as(first.err()).isZero();
        var told = Json.MAPPER.readTree(first.out());
        assertThat(told.propertyNames())
                .containsExactlyInAnyOrder("source", "taken", "refused", "duplicates", "licence", "reasons");
        assertThat(told.path("source").asString()).isEqualTo(docs);
        assertThat(told.path("licence").asString()).isEqualTo("MIT");
        assertThat(told.path("taken").asLong()).isGreaterThan(1);

        var again = Json.MAPPER.readTree(sam("collect", docs, "--library", library, "--licence", "MIT", "--json")
                .out());
        assertThat(again.path("taken").asLong()).isZero();
        assertThat(again.path("duplicates").asLong())
                .isEqualTo(told.path("taken").asLong());
    }

    @Test
    void aLimitCountsRowsTaken() {
        var told = Json.MAPPER.readTree(sam("collect", docs, "--library", library, "--limit", "1", "--json")
                .out());
        assertThat(told.path("taken").asLong()).isEqualTo(1);
    }

    @Test
    void whatIsNoSourceFailsInASentence() {
        var ran = sam("collect", "ftp:somewhere", "--library", library);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("is no source").contains("hf:…").doesNotContain("Exception");
        assertThat(sam("collect", docs).code()).as("where to?").isEqualTo(2);
        assertThat(sam("collect", docs, "--library", library, "--limit", "0").code())
                .isEqualTo(2);
        assertThat(sam("collect", docs, "--project", folder.toString()).err()).contains("is no project folder");
        var gone = sam("collect", "docs:" + folder.resolve("nowhere"), "--library", library);
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err()).contains("nowhere");
    }

    @Test
    void theCatalogueListsWhatEachSourceTeachesAndAllows() {
        var lines = sam("sources", "--json")
                .out()
                .lines()
                .map(Json.MAPPER::readTree)
                .toList();
        assertThat(lines)
                .extracting(line -> line.path("id").asString())
                .contains("p3", "flan-zeroshot", "alpaca", "alpaca-cleaned", "oasst1", "dolly", "gsm8k", "aqua")
                .contains("hh-rlhf", "ultrafeedback", "orca-pairs", "commitpackft", "pull-requests", "functions")
                .contains("stack-overflow", "docs", "stories", "own-lines", "wikipedia", "saved-pages", "api-docs");
        assertThat(lines)
                .filteredOn(line -> line.path("id").asString().equals("alpaca"))
                .allMatch(line -> line.path("maker").path("model").asString().equals("text-davinci-003"))
                .allMatch(line -> line.path("allows").asString().equals("train"))
                .allMatch(line -> line.path("target").path("to").asLong() == 100_000);
        sam("collect", docs, "--library", library);
        assertThat(sam("sources", "--library", library).out()).contains("Tier 1", "Tier 3", "sam collect ID");
    }

    /// The wall: whatever brings a document, by whatever tier, it is accepted by nobody and enters no snapshot.
    @Test
    void noDocumentEntersASnapshot() {
        sam("collect", docs, "--library", library, "--tier", "3");
        try (var open = Library.open(Path.of(library), InstantSource.system())) {
            var documents = open.search("lamp", 50).stream()
                    .filter(row -> row.origin().tier() == Tier.RETRIEVE_ONLY)
                    .toList();
            assertThat(documents).isNotEmpty();
            open.acceptAll();
            for (var document : documents) {
                assertThat(open.find(document.id()).orElseThrow().status()).isNotEqualTo(Status.ACCEPTED);
                assertThat(catchSentence(() -> open.add(java.util.List.of(new NewExample(
                                1,
                                document.example(),
                                new sam.library.Origin("again", 1, "MIT", Tier.TRAIN_FIRST),
                                Status.ACCEPTED)))))
                        .isIn("", "documents are retrieved from and never trained on");
                assertThat(open.find(document.id()).orElseThrow().status()).isNotEqualTo(Status.ACCEPTED);
            }
        }
        for (int phase = 1; phase <= 4; phase++) {
            var out = folder.resolve("snap" + phase);
            sam("snapshot", "--library", library, "--phase", Integer.toString(phase), "--out", out.toString());
            assertThat(rows(out.resolve("train.jsonl"))).isZero();
        }
    }

    private static String catchSentence(Runnable act) {
        try {
            act.run();
            return "";
        } catch (LibraryException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static long rows(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException none) {
            return 0;
        }
    }
}
