package sam.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import sam.durable.Json;
import sam.rows.Message;
import sam.rows.ToolCall;

/// How examples lie in a library and in a training file: what the first library wrote stays the same for good, and what
/// a message carries since then is kept whole.
class ExampleJsonTest {
    private static final List<Message> TALK = List.of(
            new Message(Message.Role.SYSTEM, "Be “brief”."),
            Message.user(" Grüße\r\n"),
            Message.assistant("e\u0301 😀\n"));

    private record Written(int phase, Example example, String salt, String json, String hash) {}

    /// Texts and hashes as written by the version before messages could carry more.
    private static final List<Written> FIRST = List.of(
            new Written(
                    1,
                    new Example.Chat(TALK),
                    "",
                    "{'messages':[{'role':'system','content':'Be “brief”.'},{'role':'user','content':' Grüße\\r\\n'},"
                            + "{'role':'assistant','content':'e\u0301 😀\\n'}]}",
                    "e5591712708d45edf4f1c976f0a91f5b"),
            new Written(
                    3,
                    new Example.Reasoned(TALK.subList(0, 2), "1 + 1\t= 2", "2"),
                    "",
                    "{'prompt':[{'role':'system','content':'Be “brief”.'},{'role':'user','content':' Grüße\\r\\n'}],"
                            + "'reasoning':'1 + 1\\t= 2','answer':'2'}",
                    "a08bec767451938a23ade35a1831e578"),
            new Written(
                    4,
                    new Example.Preference(TALK.subList(0, 2), "Yes", ""),
                    "x",
                    "{'prompt':[{'role':'system','content':'Be “brief”.'},{'role':'user','content':' Grüße\\r\\n'}],"
                            + "'chosen':'Yes','rejected':''}",
                    "b4b77a4d59e4d34f2c9eb948a0977b3b"),
            new Written(
                    1,
                    new Example.Diff("Mend it", "a = 1", "-a = 1\n+a = 2"),
                    "",
                    "{'request':'Mend it','before':'a = 1','diff':'-a = 1\\n+a = 2'}",
                    "e16596a0da0c3286bbd48dfe6c0bb6d2"),
            new Written(
                    2,
                    new Example.Document("Rain", "It rains."),
                    "",
                    "{'title':'Rain','text':'It rains.'}",
                    "e8e1e2422f78e07766e47fd0fcbb2240"));

    private static final String TOOLS = "[{\"type\":\"function\",\"function\":{\"name\":\"w\",\"max\":1.10}}]";

    private static final Example.Chat FULL = new Example.Chat(
            List.of(
                    Message.user("Weather?"),
                    new Message(
                            Message.Role.ASSISTANT,
                            "",
                            "look it up",
                            List.of(new ToolCall("1", "w", "{\"x\":1.10}"), new ToolCall(null, "v", null)),
                            null,
                            null,
                            0),
                    new Message(Message.Role.TOOL, "rain", null, List.of(), "1", "w", null),
                    Message.assistant("Rain.")),
            TOOLS);

    @Test
    void rowsOfTheFirstLibraryKeepTheirTextAndTheirHash() {
        for (var row : FIRST) {
            var json = row.json().replace('\'', '"');
            assertThat(ExampleJson.write(row.example())).isEqualTo(json);
            assertThat(ExampleJson.read(ExampleJson.kind(row.example()), json)).isEqualTo(row.example());
            assertThat(HexFormat.of().formatHex(ExampleJson.hash(row.phase(), row.example(), row.salt())))
                    .isEqualTo(row.hash());
        }
    }

    @Test
    void whatAMessageCarriesComesBackWhole() {
        assertThat(ExampleJson.read("chat", ExampleJson.write(FULL))).isEqualTo(FULL);
        assertThat(Json.MAPPER.readValue(Json.line(FULL), Example.Chat.class)).isEqualTo(FULL);
        var pair = new Example.Preference(FULL.messages().subList(0, 3), "a", "b", TOOLS);
        assertThat(ExampleJson.read("preference", ExampleJson.write(pair))).isEqualTo(pair);
    }

    @Test
    void whatAMessageCarriesReachesTheTrainingFileInTheFieldsOwnForm() {
        var calls = "{'role':'assistant','content':null,'reasoning_content':'look it up','tool_calls':[{'id':'1',"
                + "'type':'function','function':{'name':'w','arguments':{'x':1.10}}},"
                + "{'type':'function','function':{'name':'v'}}],'weight':0}";
        assertThat(TrainingRows.line(FULL).orElseThrow())
                .isEqualTo(("{'messages':[{'role':'user','content':'Weather?'}," + calls
                                + ",{'role':'tool','content':'rain','tool_call_id':'1','name':'w'},"
                                + "{'role':'assistant','content':'Rain.'}],'tools':[{'type':'function',"
                                + "'function':{'name':'w','max':1.10}}]}")
                        .replace('\'', '"'));
        assertThat(TrainingRows.judged(new Example.Chat(FULL.messages().subList(0, 2)), true))
                .as("nothing is to be learnt from it")
                .isEmpty();
        assertThat(TrainingRows.judged(FULL, false).getFirst()).contains("\"tools\":[{", "\"label\":false");
    }

    @Test
    void rowsThatDifferInWhatTheyCarryHaveOtherHashes() {
        var said = Message.assistant("Rain.");
        var hashes = new HashSet<String>();
        var answers = List.of(
                said,
                new Message(Message.Role.ASSISTANT, "Rain.", "so", List.of(), null, null, null),
                new Message(Message.Role.ASSISTANT, "Rain.", null, List.of(), null, null, 0),
                new Message(
                        Message.Role.ASSISTANT,
                        "Rain.",
                        null,
                        List.of(new ToolCall(null, "w", "{}")),
                        null,
                        null,
                        null),
                new Message(
                        Message.Role.ASSISTANT,
                        "Rain.",
                        null,
                        List.of(new ToolCall(null, "w", null)),
                        null,
                        null,
                        null),
                new Message(Message.Role.TOOL, "Rain.", null, List.of(), null, null, null),
                new Message(Message.Role.TOOL, "Rain.", null, List.of(), null, "w", null),
                new Message(Message.Role.TOOL, "Rain.", null, List.of(), "w", null, null));
        for (var answer : answers) {
            for (var tools : new String[] {null, TOOLS}) {
                var row = new Example.Chat(List.of(Message.user("?"), answer), tools);
                hashes.add(HexFormat.of().formatHex(ExampleJson.hash(1, row, "")));
            }
        }
        assertThat(hashes).hasSize(2 * answers.size());
    }
}
