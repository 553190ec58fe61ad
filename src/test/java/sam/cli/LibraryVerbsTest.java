package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import tools.jackson.databind.JsonNode;

/// import, review, snapshot, backup and restore as a person types them.
class LibraryVerbsTest {
    private record Ran(int code, String out, String err) {
        JsonNode json() {
            assertThat(code).as(err).isZero();
            return Json.MAPPER.readTree(out);
        }
    }

    @TempDir
    Path folder;

    private String library;

    @BeforeEach
    void choose() {
        library = folder.resolve("library.sqlite").toString();
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

    private String file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines)).toString();
    }

    private static String row(String question, String answer) {
        return "{\"instruction\":\"%s\",\"input\":\"\",\"output\":\"%s\"}".formatted(question, answer);
    }

    private void fill() throws IOException {
        sam("import", file("rows.jsonl", row("one", "1"), row("two", "2"), row("three", "3")), "--library", library);
        sam(
                "import",
                file("pair.jsonl", "{\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\"}"),
                "--library",
                library);
    }

    @Test
    void importSaysForEachFileWhatWasTakenAndRefused() throws IOException {
        var good = file("good.jsonl", row("one", "1"), "{", row("two", "2"));
        var pairs = file("pairs.jsonl", "{\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\"}");
        var ran = sam("import", good, pairs, "--library", library, "--json", "--licence", "MIT", "--tier", "2");
        assertThat(ran.code()).isZero();
        var lines = ran.out().lines().map(Json.MAPPER::readTree).toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().path("file").asString()).isEqualTo(good);
        assertThat(lines.getFirst().path("format").asString()).isEqualTo("alpaca");
        assertThat(lines.getFirst().path("taken").asInt()).isEqualTo(2);
        assertThat(lines.getFirst().path("refused").asInt()).isEqualTo(1);
        assertThat(lines.getFirst().path("refusals").path(0).path("line").asInt())
                .isEqualTo(2);
        assertThat(lines.getFirst().path("licence").asString()).isEqualTo("MIT");
        assertThat(lines.getFirst().path("tier").asInt()).isEqualTo(2);
        assertThat(lines.getLast().path("format").asString()).isEqualTo("preference");

        var text = sam("import", good, "--library", library);
        assertThat(text.out()).contains("0 taken, 1 refused, 2 there already", "line 2: it is not JSON");
    }

    @Test
    void oneFileThatFailsDoesNotStopTheOthers() throws IOException {
        var ran = sam(
                "import",
                folder.resolve("none.jsonl").toString(),
                file("good.jsonl", row("one", "1")),
                "--library",
                library);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("none.jsonl does not exist").doesNotContain("Exception");
        assertThat(ran.out()).contains("1 taken");
    }

    @Test
    void wrongUsageIsTwo() throws IOException {
        var good = file("good.jsonl", row("one", "1"));
        assertThat(sam("import", good).code()).isEqualTo(2);
        assertThat(sam("import", "--library", library).code()).isEqualTo(2);
        assertThat(sam("import", good, "--library", library, "--tier", "4").err())
                .contains("tiers are 1, 2 and 3");
        assertThat(sam("import", good, "--library", library, "--as", "csv").err())
                .contains("Known are", "alpaca");
        assertThat(sam("import", good, "--library", library, "--phase", "9").code())
                .isEqualTo(2);
        assertThat(folder.resolve("library.sqlite")).doesNotExist();
        assertThat(sam("review", "--library", library).code()).isEqualTo(2);
        assertThat(sam("review", "--library", library, "--id", "1").code()).isEqualTo(2);
        assertThat(sam("review", "--library", library, "--next", "--undo").code())
                .isEqualTo(2);
    }

    @Test
    void aLibraryThatIsNotThereIsNotMadeByLookingAtIt() {
        for (var ran : List.of(
                sam("review", "--library", library, "--next"),
                sam("snapshot", "--library", library, "--phase", "1", "--out", folder.toString()),
                sam("backup", "--library", library))) {
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err()).contains("There is no library").hasLineCount(1);
        }
        assertThat(folder.resolve("library.sqlite")).doesNotExist();
    }

    @Test
    void rowsAreShownDecidedAndTakenBack() throws IOException {
        fill();
        var next = sam("review", "--library", library, "--next", "--json").json();
        assertThat(next.path("id").asInt()).isEqualTo(1);
        assertThat(next.path("waiting").asInt()).isEqualTo(4);
        assertThat(next.path("messages").path(0).path("content").asString()).isEqualTo("one");
        assertThat(sam("review", "--library", library, "--next").out()).contains("[user]\none", "[assistant]\n1");

        assertThat(sam("review", "--library", library, "--id", "1", "--decide", "reject", "--json")
                        .json())
                .isEqualTo(Json.MAPPER.readTree("{\"id\":1,\"status\":\"rejected\"}"));
        assertThat(sam("review", "--library", library, "--next", "--json")
                        .json()
                        .path("id")
                        .asInt())
                .isEqualTo(2);
        sam("review", "--library", library, "--id", "2", "--decide", "skip");
        assertThat(sam("review", "--library", library, "--undo").out()).contains("Taken back: skipped “two”");
        assertThat(sam("review", "--library", library, "--redo", "--json")
                        .json()
                        .path("examples")
                        .path(0)
                        .asInt())
                .isEqualTo(2);
        assertThat(sam("review", "--library", library, "--accept-all", "--json")
                        .json()
                        .path("accepted")
                        .asInt())
                .isEqualTo(2);
        assertThat(sam("review", "--library", library, "--next").out()).contains("Nothing is waiting.");
        assertThat(sam("review", "--library", library, "--id", "99", "--decide", "accept")
                        .err())
                .contains("There is no example 99");
    }

    @Test
    void nothingToUndoIsAFailureWithASentence() throws IOException {
        fill();
        var ran = sam("review", "--library", library, "--undo");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEqualToIgnoringNewLines("There is nothing to undo.");
    }

    @Test
    void aPairMayBeDecidedBySides() throws IOException {
        fill();
        sam("review", "--library", library, "--id", "4", "--decide", "right");
        var out = folder.resolve("snapshot");
        sam("snapshot", "--library", library, "--phase", "4", "--out", out.toString());
        var row = Json.MAPPER.readTree(Files.readString(out.resolve("train.jsonl")));
        assertThat(row.path("chosen").path(0).path("content").asString()).isEqualTo("c");
    }

    @Test
    void aSnapshotIsATrainingFileWithAManifest() throws IOException {
        fill();
        sam("review", "--library", library, "--accept-all");
        var out = folder.resolve("snapshot");
        var manifest = sam("snapshot", "--library", library, "--phase", "1", "--out", out.toString(), "--json")
                .json();
        assertThat(manifest.path("rows").asInt()).isEqualTo(3);
        assertThat(Files.readAllLines(out.resolve("train.jsonl"))).hasSize(3);
        assertThat(Json.MAPPER
                        .readTree(Files.readString(out.resolve("manifest.json")))
                        .path("sha256"))
                .isEqualTo(manifest.path("sha256"));
        var empty = sam("snapshot", "--library", library, "--phase", "3", "--out", out.toString(), "--replay", "1=2");
        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.err()).contains("no accepted examples").hasLineCount(1);
        assertThat(sam("snapshot", "--library", library, "--phase", "5", "--out", "x")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void aLibraryIsBackedUpAndRestored() throws IOException {
        fill();
        var backup = sam("backup", "--library", library, "--json")
                .json()
                .path("backup")
                .asString();
        sam("review", "--library", library, "--accept-all");
        assertThat(sam("restore", "--library", library, "--from", backup).code())
                .isZero();
        assertThat(sam("review", "--library", library, "--next", "--json")
                        .json()
                        .path("waiting")
                        .asInt())
                .isEqualTo(4);
        assertThat(folder.resolve("library.sqlite.replaced-1")).exists();
        assertThat(sam("restore", "--library", library, "--from", "nowhere").code())
                .isEqualTo(1);
    }
}
