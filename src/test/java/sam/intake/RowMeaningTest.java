package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.library.Example;
import sam.library.Library;
import sam.library.StoredExample;
import sam.rows.Message;
import sam.rows.Message.Role;
import sam.rows.ToolCall;

/// Whole files into a real library: a field that changes what a row means is used, or the row is refused by its name.
class RowMeaningTest {
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

    private ImportReport take(String... rows) {
        return takeBytes((String.join("\n", rows) + "\n").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private ImportReport takeBytes(byte[] bytes) {
        try {
            return take(Files.write(folder.resolve("rows" + files++ + ".jsonl"), bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ImportReport take(Path file) {
        return Importer.run(file, ImportSettings.guess(), library, progress -> {}, () -> false);
    }

    /// What the one row of a file became; it is not there before.
    private Example only(String row) {
        var report = take(row);
        assertThat(report.refusals()).as(row).isEmpty();
        assertThat(report.taken()).as(row).isEqualTo(1);
        return examples(report).getLast();
    }

    private List<Example> examples(ImportReport report) {
        return library.waiting(report.phase(), report.format().pairs(), 100).stream()
                .map(StoredExample::example)
                .toList();
    }

    private void refused(String row, String reason) {
        var report = take(row);
        assertThat(report.taken()).as(row).isZero();
        assertThat(report.refusals())
                .as(row)
                .extracting(ImportReport.Refusal::reason)
                .containsExactly(reason);
    }

    private static Example.Chat chat(String... turns) {
        var messages = new java.util.ArrayList<Message>();
        for (int i = 0; i < turns.length; i++) {
            messages.add(i % 2 == 0 ? Message.user(turns[i]) : Message.assistant(turns[i]));
        }
        return new Example.Chat(messages);
    }

    private static Message system(String text) {
        return new Message(Role.SYSTEM, text);
    }

    @Test
    void aNullColumnIsAbsentWhateverItsName() {
        var prompts = take(
                "{'prompt':'p0','completion':'c','chosen':null,'rejected':null}",
                "{'prompt':'p1','completion':'c','chosen':'','rejected':[]}",
                "{'prompt':'p2','completion':'c','chosen':{'from':null,'value':null},'messages':[null]}");
        assertThat(prompts.format()).isEqualTo(Format.PROMPT_COMPLETION);
        assertThat(prompts.taken()).isEqualTo(3);
        var alpaca = take("{'instruction':'a0','input':null,'output':'c','prompt':null,'completion':null}");
        assertThat(alpaca.format()).isEqualTo(Format.ALPACA);
        assertThat(alpaca.taken()).isEqualTo(1);
        assertThat(only("{'prompt':null,'messages':null,'question':null,'conversations':[{'from':'human','value':'n'},"
                        + "{'from':'gpt','value':'A'}],'instruction':null,'output':null,'system':null,'tools':null}"))
                .isEqualTo(chat("n", "A"));
    }

    @Test
    void pairsThatAlsoCarryMessagesAreStillPairs() {
        var report =
                take("{'prompt':'Why?','prompt_id':'p0','chosen':[{'role':'user','content':'Why?'},{'role':'assistant',"
                        + "'content':'Light.'}],'rejected':[{'role':'user','content':'Why?'},{'role':'assistant',"
                        + "'content':'Paint.'}],'messages':[{'role':'user','content':'Why?'},{'role':'assistant',"
                        + "'content':'Light.'}],'score_chosen':8.5,'score_rejected':3.0}");
        assertThat(report.format()).isEqualTo(Format.PREFERENCE);
        assertThat(report.phase()).isEqualTo(4);
        assertThat(examples(report))
                .containsExactly(new Example.Preference(List.of(Message.user("Why?")), "Light.", "Paint."));
        assertThat(report.ignored()).containsOnlyKeys("messages", "prompt_id", "score_chosen", "score_rejected");
        refused(
                "{'prompt':'Why?','chosen':'a','rejected':'b','messages':[{'role':'user','content':'Something else'}]}",
                "its field “messages” says something that would be left out");
    }

    @Test
    void theScoresOfAPairMustAgreeWithItsOrder() {
        refused(
                "{'prompt':'q','chosen':'a','rejected':'b','score_chosen':3.0,'score_rejected':'8.5'}",
                "its “score_chosen” is worse than its “score_rejected”: the rejected answer is the better one");
        refused(
                "{'prompt':'q','chosen':'a','rejected':'b','chosen-rating':4,'rejected-rating':4.0}",
                "its “chosen-rating” and “rejected-rating” are equal: neither answer is the better one");
        refused(
                "{'prompt':'q','chosen':'a','rejected':'b','chosen_rank':2,'rejected_rank':1}",
                "its “chosen_rank” is worse than its “rejected_rank”: the rejected answer is the better one");
        refused(
                "{'prompt':'q','chosen':'a','rejected':'b','margin':-0.5}",
                "its field “margin” is negative: the rejected answer is the better one");
        refused("{'prompt':'q','chosen':'Same','rejected':' Same'}", "both answers are the same");
        only("{'prompt':'q1','chosen':'a','rejected':'b','chosen_rank':0,'rejected_rank':1,'chosen_tokens':1,"
                + "'rejected_tokens':9}");
    }

    @Test
    void pairsTakeTheirPromptFromWhereItLies() {
        var talk = List.of(Message.user("Hi"), Message.assistant("Hello."), Message.user("A joke"));
        var expected = new Example.Preference(talk, "Good", "No.");
        assertThat(
                        only(
                                "{'conversations':[{'from':'human','value':'Hi'},{'from':'gpt','value':'Hello.'},{'from':'human','value':'A"
                                    + " joke'}],'chosen':{'from':'gpt','value':'Good'},'rejected':{'from':'gpt','value':'No.'}}"))
                .isEqualTo(expected);
        assertThat(only("{'messages':[{'role':'user','content':'m'}],'chosen':{'role':'assistant','content':'Good'},"
                        + "'rejected':{'role':'assistant','content':'No.'}}"))
                .isEqualTo(new Example.Preference(List.of(Message.user("m")), "Good", "No."));
        assertThat(only("{'instruction':'Add','input':'2','chosen':'Good','rejected':'No.'}"))
                .isEqualTo(new Example.Preference(List.of(Message.user("Add\n\n2")), "Good", "No."));
        assertThat(only("{'system':'S','question':'orca','chosen':'Good','rejected':'No.'}"))
                .isEqualTo(new Example.Preference(List.of(system("S"), Message.user("orca")), "Good", "No."));
        assertThat(only("{'input':{'messages':[{'role':'user','content':'ft'}],'tools':[{'type':'function','function':"
                        + "{'name':'w','n':1.10}}],'parallel_tool_calls':true},'preferred_output':[{'role':'assistant',"
                        + "'content':'Good'}],'non_preferred_output':[{'role':'assistant','content':'No.'}]}"))
                .isEqualTo(new Example.Preference(
                        List.of(Message.user("ft")),
                        "Good",
                        "No.",
                        "[{\"type\":\"function\",\"function\":{\"name\":\"w\",\"n\":1.10}}]"));
        var implicit = "{'role':'user','content':'Hi'},{'role':'assistant','content':'Hello.'},{'role':'user',"
                + "'content':'A joke'},{'role':'assistant','content':'%s'}";
        assertThat(only("{'prompt':'Hi','chosen':[" + implicit.formatted("Better") + "],'rejected':["
                        + implicit.formatted("No.") + "]}"))
                .isEqualTo(new Example.Preference(talk, "Better", "No."));
        refused(
                "{'prompt':'Else','chosen':[" + implicit.formatted("x") + "],'rejected':[" + implicit.formatted("y")
                        + "]}",
                "its prompt and what both conversations begin with differ");
    }

    @Test
    void anAnswerOfAPairThatCarriesMoreThanWordsIsRefused() {
        refused(
                "{'prompt':'q','chosen':[{'role':'assistant','content':'a','reasoning_content':'so'}],"
                        + "'rejected':[{'role':'assistant','content':'b'}]}",
                "its chosen answer carries “reasoning_content”, which a pair does not keep");
        refused(
                "{'prompt':'q','chosen':[{'role':'assistant','content':'a'}],'rejected':[{'role':'assistant',"
                        + "'content':null,'tool_calls':[{'function':{'name':'w','arguments':'{}'}}]}]}",
                "its rejected answer carries “tool_calls”, which a pair does not keep");
    }

    @Test
    void systemAndHistoryStandInFront() {
        assertThat(only("{'instruction':'And his wife?','input':'','output':'Anna.','system':'A register.',"
                        + "'history':[['The smith?','Ole.'],['How old?',40]]}"))
                .isEqualTo(new Example.Chat(List.of(
                        system("A register."),
                        Message.user("The smith?"),
                        Message.assistant("Ole."),
                        Message.user("How old?"),
                        Message.assistant("40"),
                        Message.user("And his wife?"),
                        Message.assistant("Anna."))));
        assertThat(only("{'system':'A pirate.','conversations':[{'from':'human','value':'Hi'},{'from':'gpt',"
                        + "'value':'Arr!'}]}"))
                .isEqualTo(
                        new Example.Chat(List.of(system("A pirate."), Message.user("Hi"), Message.assistant("Arr!"))));
        assertThat(only("{'system_prompt':'Terse.','prompt':'2+2?','completion':'4'}"))
                .isEqualTo(new Example.Chat(List.of(system("Terse."), Message.user("2+2?"), Message.assistant("4"))));
        assertThat(only("{'system':'Terse.','prompt':'2+2?','chosen':'4','rejected':'5'}"))
                .isEqualTo(new Example.Preference(List.of(system("Terse."), Message.user("2+2?")), "4", "5"));
        refused(
                "{'system':'One.','messages':[{'role':'system','content':'Two.'},{'role':'user','content':'a'},"
                        + "{'role':'assistant','content':'b'}]}",
                "its field “system” and its system message differ");
        refused(
                "{'instruction':'a','output':'b','history':['x','y']}",
                "its field “history” holds no pairs of a question and an answer");
    }

    @Test
    void toolsCallsReasoningAndWeightsAreKept() {
        var tools = "[{\"type\":\"function\",\"function\":{\"name\":\"w\"}}]";
        var expected = new Example.Chat(
                List.of(
                        Message.user("Weather?"),
                        new Message(
                                Role.ASSISTANT,
                                "",
                                null,
                                List.of(new ToolCall("1", "w", "{\"x\":1.10}")),
                                null,
                                null,
                                null),
                        new Message(Role.TOOL, "rain", null, List.of(), "1", null, null),
                        new Message(Role.ASSISTANT, "Rain.", "it said so", List.of(), null, null, null)),
                tools);
        assertThat(only("{'messages':[{'role':'user','content':'Weather?'},{'role':'assistant','content':null,"
                        + "'tool_calls':[{'id':'1','type':'function','function':{'name':'w','arguments':{'x':1.10}}}]},"
                        + "{'role':'tool','tool_call_id':'1','content':'rain'},{'role':'assistant','content':'Rain.',"
                        + "'reasoning_content':'it said so'}],'tools':[{'type':'function','function':{'name':'w'}}]}"))
                .isEqualTo(expected);
        assertThat(only("{'conversations':[{'from':'human','value':'w?'},{'from':'function_call','value':"
                        + "'{\\'name\\':\\'w\\',\\'arguments\\':{}}'},{'from':'observation','value':'sun'},"
                        + "{'from':'gpt','value':'Sun.'}],'tools':'[{\\'name\\': \\'w\\'}]'}".replace("\\'", "\\\"")))
                .isEqualTo(new Example.Chat(
                        List.of(
                                Message.user("w?"),
                                new Message(
                                        Role.ASSISTANT,
                                        "",
                                        null,
                                        List.of(new ToolCall(null, "w", "{}")),
                                        null,
                                        null,
                                        null),
                                new Message(Role.TOOL, "sun"),
                                Message.assistant("Sun.")),
                        "[{\"name\":\"w\"}]"));
        var weighted = (Example.Chat) only("{'messages':[{'role':'user','content':'1'},{'role':'assistant','content':"
                + "'bad','weight':0},{'role':'user','content':'2'},{'role':'assistant','content':'good','weight':1}]}");
        assertThat(weighted.messages().stream().map(Message::learnt)).containsExactly(true, false, true, true);
        var masked = (Example.Chat) only("{'conversations':[{'from':'human','value':'1'},{'from':'gpt','value':'b',"
                + "'train':false},{'from':'human','value':'2'},{'from':'gpt','value':'g'}]}");
        assertThat(masked.messages().get(1).learnt()).isFalse();
        refused(
                "{'messages':[{'role':'user','content':'1'},{'role':'assistant','content':'b','weight':0}]}",
                "every answer has weight 0, so there is nothing to learn");
        refused(
                "{'messages':[{'role':'user','content':'1'},{'role':'assistant','content':'b','weight':0.5}]}",
                "the weight of a message is neither 0 nor 1");
        refused(
                "{'messages':[{'role':'user','content':'1'},{'role':'assistant','content':'b'}],'tools':'no list'}",
                "its field “tools” is no JSON list");
    }

    @Test
    void messagesAreReadInEitherFormUnderEitherName() {
        assertThat(only("{'conversations':[{'role':'user','content':'Hi 1'},{'role':'assistant','content':'Ho'}]}"))
                .isEqualTo(chat("Hi 1", "Ho"));
        assertThat(only("{'messages':[{'from':'human','value':'Hi 2'},{'from':'gpt','value':'Ho'}]}"))
                .isEqualTo(chat("Hi 2", "Ho"));
        assertThat(only("{'messages':[{'role':'user','content':[{'type':'text','text':'Hi"
                        + " '},{'type':'text','text':'3'}],"
                        + "'from':null},{'role':'assistant','content':'Ho','value':null}]}"))
                .isEqualTo(chat("Hi 3", "Ho"));
    }

    @Test
    void whatSaysThatARowIsNoExampleRefusesIt() {
        var row = "{'prompt':'q','completion':'a','%s':%s}";
        for (var field : List.of(
                List.of("label", "false"),
                List.of("label", "0"),
                List.of("kto_tag", "'False'"),
                List.of("is_correct", "false"),
                List.of("isCorrect", "'no'"),
                List.of("deleted", "true"),
                List.of("is-spam", "1"),
                List.of("train", "false"),
                List.of("masked", "true"),
                List.of("status", "'rejected'"),
                List.of("response_status", "'discarded'"))) {
            refused(
                    row.formatted(field.get(0), field.get(1)),
                    "its field “%s” is %s: it is no example to learn from"
                            .formatted(field.get(0), field.get(1).replace("'", "")));
        }
        refused(row.formatted("weight", "0.5"), "its field “weight” is not 1, and rows are not weighted");
        refused(row.formatted("images", "['a.png']"), "its field “images” holds more than text");
        refused(row.formatted("context", "'A river.'"), "its field “context” says something that would be left out");
        refused(
                row.formatted("chat_template_kwargs", "{'enable_thinking':false}"),
                "its field “chat_template_kwargs” says something that would be left out");
        refused(row.formatted("reasoning", "'so'"), "its field “reasoning” says something that would be left out");
        refused(
                "{'messages':[{'role':'user','content':'a','images':['x.png']},{'role':'assistant','content':'b'}]}",
                "its field “messages.images” holds more than text");
    }

    @Test
    void whatIsHarmlessIsListedOnceForTheFile() {
        var report = take(
                "{'prompt':'q1','completion':'a','label':true,'lang':'en','deleted':false,'id':7,'text':'q1 a'}",
                "{'prompt':'q2','completion':'a','label':true,'lang':'de','weight':1,'category':null}");
        assertThat(report.taken()).isEqualTo(2);
        assertThat(report.ignored().keySet()).containsExactly("label", "lang", "deleted", "id", "text", "weight");
        assertThat(report.ignored()).containsEntry("lang", 2L).containsEntry("weight", 1L);
    }

    @Test
    void theBestRankedAnswerIsTakenHoweverARankIsWritten() {
        for (var ranks :
                List.of(List.of("2.0", "0.0"), List.of("2", "0"), List.of("'2'", "'0'"), List.of("null", "9"))) {
            var report = take(
                    "{'message_id':'a','parent_id':null,'role':'prompter','text':'River %s?','rank':null,'lang':'en'}"
                            .formatted(ranks.getFirst().replace("'", "")),
                    "{'message_id':'b','parent_id':'a','role':'assistant','text':'WORST','rank':%s,'deleted':false}"
                            .formatted(ranks.get(0)),
                    "{'message_id':'c','parent_id':'a','role':'assistant','text':'BEST','rank':%s,'deleted':'False'}"
                            .formatted(ranks.get(1)),
                    "{'message_id':'d','parent_id':'a','role':'assistant','text':'GONE','rank':0,'deleted':1}");
            assertThat(((Example.Chat) examples(report).getLast()).answer())
                    .as(ranks.toString())
                    .isEqualTo("BEST");
            assertThat(report.ignored()).containsOnlyKeys("lang");
        }
    }

    @Test
    void numbersKeepTheDigitsOfTheFile() {
        for (var digits :
                List.of("12345678.9", "10000000.0", "0.0001", "1.10", "1e5", "-0", "20000000000000000000000", "1E-9")) {
            assertThat(only("{'instruction':'Price %s?','input':%s,'output':%s}".formatted(digits, digits, digits)))
                    .isEqualTo(chat("Price %s?\n\n%s".formatted(digits, digits), digits));
        }
        assertThat(only("{'instruction':'True?','input':null,'output':true}")).isEqualTo(chat("True?", "true"));
    }

    @Test
    void footnoteMarksGoAndCodeStays() {
        var report = take(
                "{'instruction':'Who?','context':'Ada[12] wrote.[3][4] In 1999[1] it"
                        + " came.','response':'Ada','category':'qa'}",
                "{'instruction':'1','context':'a = [5, 6]\\nprint(a[1] + a[0])','response':'11','category':'qa'}",
                "{'instruction':'2','context':'It came.[1] See a[10][11] and list"
                        + " x[1].','response':'x','category':'qa'}",
                "{'instruction':'3','context':'  the list[2] of [3] and Items[1]','response':'x','category':'qa'}");
        assertThat(examples(report).stream().map(example -> example.texts().getFirst()))
                .containsExactly(
                        "Who?\n\nAda wrote. In 1999 it came.",
                        "1\n\na = [5, 6]\nprint(a[1] + a[0])",
                        "2\n\nIt came. See a[10][11] and list x[1].",
                        "3\n\n  the list[2] of [3] and Items[1]");
        assertThat(report.notes())
                .containsExactly(java.util.Map.entry("footnote marks like [3] were left out of the context", 2L));
        assertThat(report.ignored()).containsOnlyKeys("category");
    }

    @Test
    void whatIsLeftOutOfATurnIsSaid() {
        var report = take(
                "{'conversations':[{'from':'gpt','value':'…'},{'from':'human','value':'Hi'},{'from':'gpt','value':'Ho'},"
                    + "{'from':'human','value':'And?'}]}");
        assertThat(report.notes())
                .containsOnlyKeys(
                        "turns before the first question were left out",
                        "a last turn that nobody answered was left out");
        assertThat(take("{'question':'q','answer':'1+1=<<1+1=2>>2\\n#### 2'}").notes())
                .containsOnlyKeys("calculator marks like <<48/2=24>> were left out of the steps");
    }
}
