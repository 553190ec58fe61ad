package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.library.Example;
import sam.library.Library;
import sam.library.Tier;
import sam.rows.Message;

/// Files of any shape, whose columns a person names.
class MappingTest {
    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<Mapping.Preview> preview(String mapping, Path file) {
        return Mapping.parse(mapping).preview(file, 5);
    }

    private static Example chat(String question, String answer) {
        return new Example.Chat(List.of(Message.user(question), Message.assistant(answer)));
    }

    @Test
    void columnsHaveATypeAndThreeValues() throws IOException {
        var columns = Columns.of(file("a.jsonl", """
            {"q":"Why?","n":1.10,"ok":true,"turns":[{"role":"user","content":"x"}],"tags":["a"],"meta":{"a":1},"no":null}
            {"q":"","n":2,"more":"x"}
            {"q":"How?\\nSo?","n":3}
            {"q":"Who?","n":4}
            {"q":"Fifth","n":5}
            """));
        assertThat(columns.all())
                .containsExactly(
                        new Columns.Column("q", Columns.Type.TEXT, List.of("Why?", "How? So?", "Who?")),
                        new Columns.Column("n", Columns.Type.NUMBER, List.of("1.10", "2", "3")),
                        new Columns.Column("ok", Columns.Type.TRUTH, List.of("true")),
                        new Columns.Column(
                                "turns", Columns.Type.MESSAGES, List.of("[{\"role\":\"user\",\"content\":\"x\"}]")),
                        new Columns.Column("tags", Columns.Type.LIST, List.of("[\"a\"]")),
                        new Columns.Column("meta", Columns.Type.OBJECT, List.of("{\"a\":1}")),
                        new Columns.Column("no", Columns.Type.NOTHING, List.of()),
                        new Columns.Column("more", Columns.Type.TEXT, List.of("x")));
    }

    @Test
    void aPreviewShowsFiveFinishedRowsOrWhyNot() throws IOException {
        var file = file(
                "a.csv",
                "frage,kontext,antwort,label\nWarum?,Weil,Darum,bad\nWie?,,So,\n,x,y,\nWer?,a,,\nA,b,c,\nB,b,c,\n");
        assertThat(preview("instruction=\"{frage}\\n\\n{kontext}\",answer=antwort", file))
                .containsExactly(
                        new Mapping.Preview(2, chat("Warum?\n\nWeil", "Darum"), null),
                        new Mapping.Preview(3, chat("Wie?", "So"), null),
                        new Mapping.Preview(4, chat("x", "y"), null),
                        new Mapping.Preview(5, null, "the answer is empty"),
                        new Mapping.Preview(6, chat("A\n\nb", "c"), null));
        assertThat(preview("system=\"Be kind.\",instruction=frage,input=kontext,answer=antwort", file)
                        .getFirst()
                        .example())
                .isEqualTo(new Example.Chat(List.of(
                        new Message(Message.Role.SYSTEM, "Be kind."),
                        Message.user("Warum?\n\nWeil"),
                        Message.assistant("Darum"))));
    }

    @Test
    void everyKindOfRowCanBeMapped() throws IOException {
        var file = file("a.jsonl", """
            {"a":"one","b":"<<1+1=2>>two","c":"three","turns":"[{\\"role\\":\\"user\\",\\"content\\":\\"Hi\\"},{\\"role\\":\\"assistant\\",\\"content\\":\\"Ho\\"}]"}
            """);
        assertThat(preview("instruction=a,chosen=b,rejected=c", file).getFirst().example())
                .isEqualTo(new Example.Preference(List.of(Message.user("one")), "<<1+1=2>>two", "three"));
        assertThat(preview("instruction=a,steps=b,key=c", file).getFirst().example())
                .isEqualTo(new Example.Reasoned(List.of(Message.user("one")), "two", "three"));
        assertThat(preview("messages=turns", file).getFirst().example()).isEqualTo(chat("Hi", "Ho"));
        assertThat(preview("title=a,text=c", file).getFirst().example())
                .isEqualTo(new Example.Document("one", "three"));
        assertThat(preview("instruction=a,before=b,diff=c", file).getFirst().example())
                .isEqualTo(new Example.Diff("one", "<<1+1=2>>two", "three"));
        assertThat(preview("instruction=missing,answer=a", file).getFirst().refusal())
                .isEqualTo("the instruction is empty");
    }

    @Test
    void partsThatMakeNoRowAreNamed() {
        assertThatThrownBy(() -> Mapping.parse("instruction=a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("instruction make no row. A row is one of: instruction and answer;");
        assertThatThrownBy(() -> Mapping.parse("instruktion=a,answer=b")).hasMessageContaining("no part “instruktion”");
        assertThatThrownBy(() -> Mapping.parse("answer")).hasMessageContaining("is no PART=COLUMN");
        assertThatThrownBy(() -> Mapping.parse("answer=a,answer=b")).hasMessageContaining("said twice");
    }

    @Test
    void aMappingIsOfferedAgainForTheSameColumnsAndComesBackAsItWas() throws IOException {
        var library = folder.resolve("library.sqlite");
        var mapping = Mapping.parse("instruction=\"Q: {q}\\nC: {c, d}\",answer=a");
        assertThat(Mapping.parse(mapping.toString())).isEqualTo(mapping);
        Mappings.beside(library).keep(Columns.of(file("a.csv", "q,a,\"c, d\"\n1,2,3\n")), mapping);
        var same = Columns.of(file("b.jsonl", "{\"c, d\":null,\"a\":\"x\",\"q\":\"y\"}\n"));
        assertThat(Mappings.beside(library).offered(same)).contains(mapping);
        assertThat(Mappings.beside(library).offered(Columns.of(file("c.csv", "q,a\n1,2\n"))))
                .isEmpty();
        Files.writeString(folder.resolve("mappings.json"), "{damaged");
        assertThat(Mappings.beside(library).offered(same)).isEmpty();
        assertThat(folder.resolve("mappings.json.damaged")).hasContent("{damaged");
    }

    @Test
    void aParquetFileIsMappedToo() throws IOException {
        var file = folder.resolve("a.parquet");
        try (var in = Objects.requireNonNull(MappingTest.class.getResourceAsStream("alpaca-gzip-v2.parquet"))) {
            Files.write(file, in.readAllBytes());
        }
        assertThat(Columns.of(file).all())
                .extracting(Columns.Column::name)
                .containsExactly("instruction", "input", "output", "tags");
        assertThat(preview("instruction=output,answer=instruction", file)).hasSize(5);
    }

    @Test
    void documentsGoWhereTheyAreOnlyRetrievedAndReasonedRowsToTheirPhase() throws IOException {
        var file = file("a.csv", "t,s,k\nText one,steps,key\nText two,steps,key\n");
        try (var library = Library.open(
                folder.resolve("library.sqlite"), InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z")))) {
            var documents = Importer.run(
                    file, ImportSettings.guess().withMapping(Mapping.parse("text=t")), library, _ -> {}, () -> false);
            assertThat(documents.taken()).isEqualTo(2);
            assertThat(documents.tier()).isEqualTo(Tier.RETRIEVE_ONLY);
            assertThat(documents.ignored()).containsOnlyKeys("s", "k");
            var reasoned = Importer.run(
                    file,
                    ImportSettings.guess().withMapping(Mapping.parse("instruction=t,steps=s,key=k")),
                    library,
                    _ -> {},
                    () -> false);
            assertThat(reasoned.phase()).isEqualTo(3);
            assertThat(reasoned.taken()).isEqualTo(2);
            assertThat(reasoned.format()).isEqualTo(Format.MAPPED);
        }
    }
}
