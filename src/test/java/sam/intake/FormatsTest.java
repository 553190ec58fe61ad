package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sam.library.Example;
import sam.rows.Message;
import tools.jackson.databind.JsonNode;

/// What each format's rows become, and which of them are refused.
class FormatsTest {
    /// Everything a few rows became: examples, and refusals as "line: reason".
    private record Became(List<Example> examples, List<String> refusals, Set<String> ignored, Set<String> notes) {
        Example only() {
            assertThat(refusals).isEmpty();
            assertThat(examples).hasSize(1);
            return examples.getFirst();
        }

        String refusal() {
            assertThat(examples).isEmpty();
            assertThat(refusals).hasSize(1);
            return refusals.getFirst();
        }
    }

    /// Reads rows written with single quotes, the way the importer does.
    private static Became read(Format format, String... rows) {
        var became = new Became(new ArrayList<>(), new ArrayList<>(), new TreeSet<>(), new TreeSet<>());
        var reading = new RowReading(format.shape(), new RowShape.Sink() {
            @Override
            public void take(long line, Example example, Fields row) {
                var taken = new Parsed.Taken(line, example, null);
                assertThat(Parsed.of(taken.json())).isEqualTo(taken);
                became.examples().add(example);
            }

            @Override
            public void refuse(long line, String reason, String row) {
                became.refusals().add(line + ": " + reason);
            }

            @Override
            public void ignored(String field) {
                became.ignored().add(field);
            }

            @Override
            public void noted(String note) {
                became.notes().add(note);
            }
        });
        for (int i = 0; i < rows.length; i++) {
            var bytes = rows[i].replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            reading.read(new RowSource.Row(i + 1, bytes, 0, bytes.length, null));
        }
        reading.finish();
        return became;
    }

    private static JsonNode json(String row) {
        return java.util.Objects.requireNonNull(VerbatimJson.parse(row.replace('\'', '"')));
    }

    private static Example.Chat chat(String... turns) {
        var messages = new ArrayList<Message>();
        for (int i = 0; i < turns.length; i++) {
            messages.add(i % 2 == 0 ? Message.user(turns[i]) : Message.assistant(turns[i]));
        }
        return new Example.Chat(messages);
    }

    @Test
    void alpacaPutsTheInputUnderTheInstructionUnlessThereIsNone() {
        assertThat(read(Format.ALPACA, "{'instruction':'Add','input':'2, 3','output':'5'}")
                        .only())
                .isEqualTo(chat("Add\n\n2, 3", "5"));
        for (var none : List.of("", "<noinput>", "No input", "<no input>", " noinput ")) {
            assertThat(read(Format.ALPACA, "{'instruction':'Sing','input':'%s','output':'La'}".formatted(none))
                            .only())
                    .isEqualTo(chat("Sing", "La"));
        }
        assertThat(read(Format.ALPACA, "{'instruction':'Sing','input':null,'output':7}")
                        .only())
                .isEqualTo(chat("Sing", "7"));
    }

    @Test
    void alpacaRefusesPlaceholdersAndTasksThatRunTogether() {
        assertThat(read(Format.ALPACA, "{'instruction':'Sing','input':'','output':'<No Output>'}")
                        .refusal())
                .isEqualTo("1: the answer is a placeholder");
        assertThat(read(Format.ALPACA, "{'instruction':'Sing','input':'','output':'  '}")
                        .refusal())
                .isEqualTo("1: the answer is empty");
        assertThat(read(Format.ALPACA, "{'instruction':'Sing','input':'','output':'La\\n##\\n18. Instruction: Dance'}")
                        .refusal())
                .isEqualTo("1: two instructions run together");
        assertThat(read(Format.ALPACA, "{'instruction':'Sing','input':''}").refusal())
                .isEqualTo("1: it has no field “output”");
        assertThat(read(Format.ALPACA, "{'instruction':['Sing'],'output':'La'}").refusal())
                .isEqualTo("1: the field “instruction” is no text");
    }

    @Test
    void dollyLosesFootnoteMarksOfItsContext() {
        assertThat(read(
                                Format.DOLLY,
                                "{'instruction':'Who?','context':'Ada[12] wrote.[3]','response':'Ada"
                                        + " [1].','category':'closed_qa'}")
                        .only())
                .isEqualTo(chat("Who?\n\nAda wrote.", "Ada [1]."));
    }

    @Test
    void gpteacherIsAlpacaWithAResponse() {
        assertThat(read(Format.GPTEACHER, "{'instruction':'Add','input':'1, 1','response':'2'}")
                        .only())
                .isEqualTo(chat("Add\n\n1, 1", "2"));
    }

    @Test
    void gsmKeepsStepsAndAnswerApartAndDropsTheCalculator() {
        assertThat(read(Format.GSM8K, "{'question':'Clips?','answer':'48/2 = <<48/2=24>>24.\\nSo 72.\\n#### 1,072'}")
                        .only())
                .isEqualTo(new Example.Reasoned(List.of(Message.user("Clips?")), "48/2 = 24.\nSo 72.", "1,072"));
        assertThat(read(Format.GSM8K, "{'question':'Clips?','answer':'72'}").refusal())
                .isEqualTo("1: there is no final answer after ####");
        assertThat(read(Format.GSM8K, "{'question':'Clips?','answer':'#### 72'}")
                        .refusal())
                .isEqualTo("1: there are no worked steps before ####");
    }

    @Test
    void transcriptsPartAtTheLastAnswer() {
        assertThat(read(
                                Format.HH_RLHF,
                                "{'chosen':'\\n"
                                        + "\\n"
                                        + "Human: Hi\\n"
                                        + "\\n"
                                        + "Assistant: Hello\\n"
                                        + "\\n"
                                        + "Human: Why?\\n"
                                        + "\\n"
                                        + "Assistant: Because.','rejected':'\\n"
                                        + "\\n"
                                        + "Human: Hi\\n"
                                        + "\\n"
                                        + "Assistant: Hello\\n"
                                        + "\\n"
                                        + "Human: Why?\\n"
                                        + "\\n"
                                        + "Assistant: No.'}")
                        .only())
                .isEqualTo(new Example.Preference(
                        List.of(Message.user("Hi"), Message.assistant("Hello"), Message.user("Why?")),
                        "Because.",
                        "No."));
    }

    @Test
    void transcriptsThatDoNotFitAreRefused() {
        var good = "\\n\\nHuman: Hi\\n\\nAssistant: Hello";
        var cases = List.of(
                List.of(good, "\\n\\nHuman: Ho\\n\\nAssistant: Bye", "its two transcripts begin differently"),
                List.of(good, "\\n\\nHuman: Hi\\n\\nAssistant: ", "one of its answers is empty"),
                List.of(good, good, "both answers are the same"),
                List.of(good, "\\n\\nHuman: Hi", "a transcript does not end with an answer"),
                List.of(good, "Hello", "it is no transcript of Human: and Assistant: turns"),
                List.of(
                        "\\n\\nHuman: Hi\\n\\nHuman: Ho\\n\\nAssistant: A",
                        "\\n\\nHuman: Hi\\n\\nHuman: Ho\\n\\nAssistant: B",
                        "its turns do not alternate, beginning with the user"));
        for (var sides : cases) {
            assertThat(read(Format.HH_RLHF, "{'chosen':'%s','rejected':'%s'}".formatted(sides.get(0), sides.get(1)))
                            .refusal())
                    .isEqualTo("1: " + sides.get(2));
        }
    }

    @Test
    void shareGptDropsAnAnswerBeforeAndAQuestionAfter() {
        assertThat(read(
                                Format.SHAREGPT,
                                "{'conversations':[{'from':'gpt','value':'…'},{'from':'human','value':'Hi'},"
                                        + "{'from':'gpt','value':'Hello'},{'from':'human','value':'And?'}]}")
                        .only())
                .isEqualTo(chat("Hi", "Hello"));
        assertThat(read(Format.SHAREGPT, "{'conversations':[{'from':'stranger','value':'x'}]}")
                        .refusal())
                .isEqualTo("1: a turn is by “stranger”, neither system, user, assistant nor tool");
        assertThat(read(Format.SHAREGPT, "{'conversations':[]}").refusal()).isEqualTo("1: it has no messages");
    }

    @Test
    void messagesKeepTheSystemMessageAndJoinTextParts() {
        assertThat(read(
                                Format.MESSAGES,
                                "{'messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':'Hi'},"
                                    + "{'role':'assistant','content':[{'type':'text','text':'Hel'},{'type':'text','text':'lo'}]}]}")
                        .only())
                .isEqualTo(new Example.Chat(List.of(
                        new Message(Message.Role.SYSTEM, "Be brief."),
                        Message.user("Hi"),
                        Message.assistant("Hello"))));
        assertThat(read(Format.MESSAGES, "{'messages':[{'role':'user','content':'Hi'}]}")
                        .refusal())
                .isEqualTo("1: it does not end with an answer");
        assertThat(read(
                                Format.MESSAGES,
                                "{'messages':[{'role':'user','content':[{'type':'image'}]},{'role':'assistant','content':'x'}]}")
                        .refusal())
                .isEqualTo("1: a message holds more than text: “image”");
        assertThat(read(
                                Format.MESSAGES,
                                "{'messages':[{'role':'user','content':'a'},{'role':'user','content':'b'},{'role':'assistant','content':'x'}]}")
                        .refusal())
                .isEqualTo("1: its turns do not alternate, beginning with the user");
    }

    @Test
    void promptAndCompletionMayBeTextsOrMessages() {
        assertThat(
                        read(
                                Format.PROMPT_COMPLETION,
                                "{'prompt':'Hi','completion':'Hello'}",
                                "{'prompt':[{'role':'user','content':'Hi'}],'completion':[{'role':'assistant','content':'Hello'}]}"))
                .extracting(Became::examples)
                .isEqualTo(List.of(chat("Hi", "Hello"), chat("Hi", "Hello")));
    }

    @Test
    void pairsMayBeTextsMessagesOrWholeConversations() {
        var expected = new Example.Preference(List.of(Message.user("Hi")), "Hello", "Go");
        var user = "{'role':'user','content':'Hi'}";
        var good = "{'role':'assistant','content':'Hello'}";
        var bad = "{'role':'assistant','content':'Go'}";
        assertThat(read(
                                Format.PREFERENCE,
                                "{'prompt':'Hi','chosen':'Hello','rejected':'Go'}",
                                "{'prompt':[%s],'chosen':[%s],'rejected':[%s]}".formatted(user, good, bad),
                                "{'prompt':'Hi','chosen':[%s,%s],'rejected':[%s,%s]}".formatted(user, good, user, bad),
                                "{'chosen':[%s,%s],'rejected':[%s,%s]}".formatted(user, good, user, bad))
                        .examples())
                .containsExactly(expected, expected, expected, expected);
        assertThat(read(Format.PREFERENCE, "{'chosen':[%s],'rejected':[%s]}".formatted(good, bad))
                        .refusal())
                .isEqualTo("1: its prompt does not end with a question");
        assertThat(read(Format.PREFERENCE, "{'prompt':'Hi','chosen':'Same','rejected':' Same'}")
                        .refusal())
                .isEqualTo("1: both answers are the same");
    }

    private static String node(String id, String parent, String role, String text, String more) {
        return "{'message_id':'%s','parent_id':%s,'role':'%s','text':'%s'%s}"
                .formatted(id, parent == null ? "null" : "'" + parent + "'", role, text, more);
    }

    /// The same tree as rows: a question, four answers (deleted, ranked second, ranked first, by a model), two further
    /// questions of which only one was answered.
    private static final List<String> ROWS = List.of(
            node(
                    "q",
                    null,
                    "prompter",
                    "Why?",
                    ",'tree_state':'ready_for_export','deleted':false,'review_result':null"),
            node("a0", "q", "assistant", "Deleted", ",'rank':0,'deleted':true"),
            node("a2", "q", "assistant", "Second", ",'rank':2"),
            node("a1", "q", "assistant", "First", ",'rank':1"),
            node("m", "q", "assistant", "Model", ",'rank':0,'synthetic':true"),
            node("n", "q", "assistant", "Nobody ranked", ",'rank':null"),
            node("q2", "a1", "prompter", "Unanswered", ""),
            node("q3", "a1", "prompter", "How?", ""),
            node("a3", "q3", "assistant", "Failed", ",'review_result':false,'rank':0"),
            node("a4", "q3", "assistant", "So.", ""));

    @Test
    void openAssistantRowsBecomeTheBestRankedPath() {
        assertThat(read(Format.OASST_FLAT, ROWS.toArray(String[]::new)).only())
                .isEqualTo(chat("Why?", "First", "How?", "So."));
    }

    @Test
    void openAssistantTreesBecomeTheBestRankedPath() {
        assertThat(read(Format.OASST, tree("q")).only()).isEqualTo(chat("Why?", "First", "How?", "So."));
    }

    /// Nests the rows below `id`.
    private static String tree(String id) {
        return "{'message_tree_id':'q','tree_state':'ready_for_export','prompt':" + nested(id) + "}";
    }

    private static String nested(String id) {
        var row = ROWS.stream()
                .filter(candidate -> candidate.contains("'message_id':'" + id + "'"))
                .findFirst()
                .orElseThrow();
        var replies = ROWS.stream()
                .filter(candidate -> candidate.contains("'parent_id':'" + id + "'"))
                .map(candidate -> nested(candidate.substring(15, candidate.indexOf('\'', 15))))
                .collect(Collectors.joining(","));
        return row.substring(0, row.length() - 1) + ",'replies':[" + replies + "]}";
    }

    @Test
    void openAssistantTreesThatTeachNothingAreRefused() {
        assertThat(read(Format.OASST, "{'tree_state':'growing','prompt':{'role':'prompter','text':'a','replies':[]}}")
                        .refusal())
                .isEqualTo("1: its tree is not ready for export");
        assertThat(read(Format.OASST, "{'prompt':{'role':'prompter','text':'a','synthetic':true,'replies':[]}}")
                        .refusal())
                .isEqualTo("1: its prompt was written by a model");
        assertThat(read(Format.OASST, "{'prompt':{'role':'prompter','text':'a','replies':[]}}")
                        .refusal())
                .isEqualTo("1: its tree has no answer by a person");
        assertThat(read(Format.OASST_FLAT, node("x", "gone", "assistant", "Lost", ""))
                        .refusal())
                .isEqualTo("1: its parent is not in the file");
        assertThat(read(Format.OASST_FLAT, node("x", "x", "assistant", "Own parent", ""))
                        .examples())
                .isEmpty();
    }

    @Test
    void halfACharacterIsRefused() {
        assertThat(read(Format.ALPACA, "{'instruction':'Sing','output':'La \\ud83d'}")
                        .refusal())
                .isEqualTo("1: a text holds half a character");
        assertThat(read(Format.ALPACA, "{'instruction':'Sing','output':'La \\ud83d\\ude00'}")
                        .only())
                .isEqualTo(chat("Sing", "La 😀"));
    }

    @Test
    void everyFormatIsFoundByItsRows() {
        var rows = List.of(
                List.of(Format.MESSAGES, "{'messages':[{'role':'user','content':'a'}]}"),
                List.of(Format.SHAREGPT, "{'id':'1','conversations':[{'from':'human','value':'a'}]}"),
                List.of(Format.OASST, tree("q")),
                List.of(Format.OASST_FLAT, ROWS.getFirst()),
                List.of(
                        Format.HH_RLHF,
                        "{'chosen':'\\n\\nHuman: a\\n\\nAssistant: b','rejected':'Human: a\\n\\nAssistant: c'}"),
                List.of(Format.PREFERENCE, "{'prompt':'a','chosen':'b','rejected':'c'}"),
                List.of(Format.PREFERENCE, "{'chosen':[{'role':'user','content':'a'}],'rejected':[]}"),
                List.of(Format.PROMPT_COMPLETION, "{'prompt':'a','completion':'b'}"),
                List.of(Format.GSM8K, "{'question':'a','answer':'b\\n#### 3'}"),
                List.of(Format.ALPACA, "{'instruction':'a','input':'','output':'b'}"),
                List.of(Format.ALPACA, "{'instruction':'a','output':'b'}"),
                List.of(Format.DOLLY, "{'instruction':'a','context':'','response':'b','category':'qa'}"),
                List.of(Format.GPTEACHER, "{'instruction':'a','input':'','response':'b'}"));
        for (var row : rows) {
            assertThat(Format.detect(List.of(json((String) row.get(1)))))
                    .as((String) row.get(1))
                    .contains((Format) row.get(0));
        }
        assertThat(Format.detect(List.of(json("{'text':'a'}")))).isEmpty();
        assertThat(Format.detect(List.of())).isEmpty();
    }

    @Test
    void aFormatIsCalledByItsKey() {
        for (var format : Format.known()) {
            assertThat(Format.of(format.key())).isEqualTo(format);
        }
        assertThat(Format.of("HH_RLHF")).isEqualTo(Format.HH_RLHF);
    }
}
