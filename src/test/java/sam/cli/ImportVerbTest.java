package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;

/// What `sam import` and `sam review` tell a person and a script: counts, fields, exit codes, and no control sequence
/// of a row.
class ImportVerbTest {
    private record Ran(int code, String out, String err) {}

    /// Clears a screen, begins a sequence in one character, turns the direction of what follows.
    private static final String HOSTILE = "a\\u001b[2Jb\\u009b1mc\\u202ed\\re\\u0007\\u2028f";

    private static final String SHOWN = "a\\u001b[2Jb\\u009b1mc\\u202ed\\u000de\\u0007\\u2028f";

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

    private static void assertPlain(String text) {
        assertThat(text.chars().filter(c -> c != '\n' && c != '\t'))
                .noneMatch(c -> c < 0x20 || c >= 0x7f && c < 0xa0 || c >= 0x2028 && c <= 0x202e);
    }

    @Test
    void nothingTakenIsAFailureAndTheSameFileAgainIsNone() throws IOException {
        var bad = file("bad.jsonl", "{\"prompt\":\"a\",\"completion\":\"b\",\"label\":false}");
        var ran = sam("import", bad, "--library", library);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("Nothing of " + bad + " was taken: its one row was refused.");
        assertThat(ran.out()).contains("its field “label” is false: it is no example to learn from");
        var good = file("good.jsonl", "{\"prompt\":\"a\",\"completion\":\"b\"}");
        assertThat(sam("import", good, "--library", library).code()).isZero();
        assertThat(sam("import", good, "--library", library).code()).isZero();
        assertThat(sam("import", good, bad, "--library", library).code()).isEqualTo(1);
    }

    @Test
    void fieldsLeftOutAreListedOnceForTheFile() throws IOException {
        var file = file(
                "rows.jsonl",
                "{\"instruction\":\"a\",\"context\":\"It came.[1]\",\"response\":\"b\",\"category\":\"qa\",\"id\":1}",
                "{\"instruction\":\"c\",\"context\":\"\",\"response\":\"d\",\"category\":\"qa\",\"id\":2}");
        var text = sam("import", file, "--library", library).out();
        assertThat(text)
                .containsOnlyOnce("left out, as it changes no meaning: category, id")
                .contains("1 row: footnote marks like [3] were left out of the context");
        var line = Json.MAPPER.readTree(
                sam("import", file, "--library", library, "--json").out());
        assertThat(line.path("ignored").path("category").asInt()).isEqualTo(2);
        assertThat(line.path("notes").propertyNames())
                .containsExactly("footnote marks like [3] were left out of the context");
    }

    @Test
    void anImportThatFailsHalfwaySaysHowMuchWasTaken() throws IOException {
        var cut = folder.resolve("cut.json");
        Files.writeString(
                cut, "[{\"prompt\":\"a\",\"completion\":\"b\"},{\"prompt\":\"\",\"completion\":\"b\"},{\"pro");
        var ran = sam("import", cut.toString(), "--library", library, "--json");
        assertThat(ran.code()).isEqualTo(1);
        var line = Json.MAPPER.readTree(ran.out());
        assertThat(line.path("taken").asInt()).isEqualTo(1);
        assertThat(line.path("refused").asInt()).isEqualTo(2);
        assertThat(ran.err()).contains("The one row before the break is in the library. 2 more were refused");
    }

    @Test
    void controlSequencesOfARowAreShownNotObeyed() throws IOException {
        var chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"},{\"role\":\"assistant\",\"content\":\"ok\"}]}"
                .formatted(HOSTILE);
        assertThat(sam("import", file("chat.jsonl", chat), "--library", library).code())
                .isZero();
        var next = sam("review", "--next", "--library", library);
        assertPlain(next.out());
        assertThat(next.out()).contains(SHOWN);
        var json = sam("review", "--next", "--library", library, "--json");
        assertPlain(json.out());
        assertThat(Json.MAPPER
                        .readTree(json.out())
                        .path("messages")
                        .path(0)
                        .path("content")
                        .asString())
                .isEqualTo("a\u001b[2Jb\u009b1mc\u202ed\re\u0007\u2028f");
        assertPlain(sam("review", "--undo", "--library", library).err());
        var decided = sam("review", "--id", "1", "--decide", "accept", "--library", library);
        assertPlain(
                decided.out() + sam("review", "--undo", "--library", library).out());
    }

    @Test
    void controlSequencesOfRefusedRowsFieldsAndFileNamesAreShownNotObeyed() throws IOException {
        var name = "rows\u001b[2J.jsonl";
        var path = folder.resolve(name);
        Files.write(
                path,
                List.of(
                        "{\"prompt\":\"a\",\"completion\":\"b\",\"field" + HOSTILE + "\":1}",
                        "{\"prompt\":\"\u009b2J\u202e\",\"completion\":\"\"}"),
                StandardCharsets.UTF_8);
        var text = sam("import", path.toString(), "--library", library);
        assertPlain(text.out() + text.err());
        assertThat(text.out()).contains("rows\\u001b[2J.jsonl", "field" + SHOWN);
        assertPlain(
                sam("import", path.toString(), "--library", library, "--json").out());
        assertPlain(sam("import", path + "gone", "--library", library).err());
    }

    @Test
    void reviewShowsWhatAMessageCarries() throws IOException {
        var row = "{'messages':[{'role':'user','content':'Rain?'},{'role':'assistant','content':'Hm.','weight':0},"
                + "{'role':'user','content':'Well?'},{'role':'assistant','content':null,'reasoning_content':'look',"
                + "'tool_calls':[{'function':{'name':'w','arguments':{'x':1.10}}}]}],'tools':[{'name':'w'}]}";
        sam("import", file("tools.jsonl", row.replace('\'', '"')), "--library", library);
        assertThat(sam("review", "--next", "--library", library).out())
                .contains("[tools]\n[{\"name\":\"w\"}]", "[assistant, not learnt]\nHm.", "look\n\nw({\"x\":1.10})");
    }
}
