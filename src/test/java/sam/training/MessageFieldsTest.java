package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.model.tokens.UnloadedModel;
import sam.protocol.Objective;

/// What a message carries besides its words is shown to the model, or its row is refused by that field's name.
class MessageFieldsTest {
    private static final Path ORACLE = Path.of("assets/parity/model");

    /// Shows tools, thoughts, calls and every role.
    private static final String ALL = "{% if tools %}{{ tools | tojson }}{% endif %}{% for m in messages %}<|im_start|>"
            + "{{ m.role }}\n{% if m.reasoning_content %}<think>{{ m.reasoning_content }}</think>{% endif %}"
            + "{{ m.content or '' }}{% if m.tool_calls %}{% for c in m.tool_calls %}{{ c.function.name }}"
            + "({{ c.function.arguments | tojson }}){% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
            + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    /// Shows words only, and of the roles it does not know nothing.
    private static final String WORDS = "{% for m in messages %}{% if m.role in ['system', 'user', 'assistant'] %}"
            + "<|im_start|>{{ m.role }}\n{{ m.content or '' }}<|im_end|>\n{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private static final String CALL = "{'role':'assistant','content':null,'tool_calls':[{'id':'1','type':'function',"
            + "'function':{'name':'w','arguments':{'x':1.5}}}]}";

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void copyModel() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        try (var files = Files.list(ORACLE)) {
            for (var file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
    }

    private Row only(String template, Objective objective, String row) throws IOException {
        Files.writeString(model.resolve("chat_template.jinja"), template);
        var file = Files.writeString(folder.resolve("rows.jsonl"), row.replace('\'', '"'));
        try (var open = UnloadedModel.open(model)) {
            return TrainingData.read(file, open, objective, 4096).rows().getFirst();
        }
    }

    private String whole(Row.Tokens row) throws IOException {
        try (var open = UnloadedModel.open(model)) {
            return open.tokenizer().decode(row.ids(), false);
        }
    }

    private String learnt(Row.Tokens row) throws IOException {
        var ids = new ArrayList<Integer>();
        for (int t = 0; t < row.ids().length; t++) {
            if (row.target()[t]) {
                ids.add(row.ids()[t]);
            }
        }
        try (var open = UnloadedModel.open(model)) {
            return open.tokenizer().decode(ids.stream().mapToInt(i -> i).toArray(), false);
        }
    }

    private void refused(String template, Objective objective, String row, String reason) {
        assertThatThrownBy(() -> only(template, objective, row))
                .as(row)
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void callsToolsAndThoughtsGoThroughTheTemplate() throws IOException {
        var row = (Row.Tokens) only(
                ALL,
                Objective.SFT,
                "{'messages':[{'role':'user','content':'rain?'}," + CALL
                        + ",{'role':'tool','tool_call_id':'1','content':'yes'},"
                        + "{'role':'assistant','content':'Rain.','reasoning_content':'it said so'}],"
                        + "'tools':[{'type':'function','function':{'name':'w'}}]}");
        assertThat(whole(row))
                .contains("\"name\": \"w\"", "w({\"x\": 1.5})", "tool\nyes", "<think>it said so</think>Rain.");
        assertThat(learnt(row)).contains("w({\"x\": 1.5})", "Rain.").doesNotContain("yes");
    }

    @Test
    void whatATemplateCannotShowIsRefusedByName() {
        var ask = "{'role':'user','content':'rain?'}";
        var say = "{'role':'assistant','content':'Rain.'}";
        refused(
                WORDS,
                Objective.SFT,
                "{'messages':[%s,%s],'tools':[{'name':'w'}]}".formatted(ask, say),
                "the chat template does not show its tools");
        refused(
                WORDS,
                Objective.SFT,
                "{'messages':[%s,%s,%s,%s]}".formatted(ask, CALL, "{'role':'tool','content':'yes'}", say),
                "the chat template does not show its tool_calls");
        refused(
                WORDS,
                Objective.SFT,
                "{'messages':[%s,{'role':'assistant','content':'a'},{'role':'tool','content':'yes'},%s]}"
                        .formatted(ask, say),
                "the chat template does not show its tool results");
        refused(
                WORDS,
                Objective.SFT,
                "{'messages':[%s,{'role':'assistant','content':'Rain.','reasoning_content':'so'}]}".formatted(ask),
                "the chat template does not show its reasoning");
        refused(
                WORDS,
                Objective.DPO,
                "{'prompt':[%s],'chosen':[%s],'rejected':[{'role':'assistant','content':'No.'}],'tools':[{'name':'w'}]}"
                        .formatted(ask, say),
                "the chat template does not show its tools");
        refused(
                WORDS,
                Objective.SFT,
                "{'prompt':[%s],'completion':[{'role':'assistant','content':'a','thinking':'so'}]}".formatted(ask),
                "the chat template does not show its reasoning");
        refused(
                ALL,
                Objective.SFT,
                "{'messages':[%s,%s],'images':['a.png']}".formatted(ask, say),
                "it has images, and only text is trained on");
    }

    @Test
    void aTurnOfWeightZeroIsReadButNotLearnt() throws IOException {
        var rows = "{'messages':[{'role':'user','content':'one'},{'role':'assistant','content':'bad','weight':0},"
                + "{'role':'user','content':'two'},{'role':'assistant','content':'good','weight':1}]}";
        var row = (Row.Tokens) only(ALL, Objective.SFT, rows);
        assertThat(whole(row)).contains("bad");
        assertThat(learnt(row)).startsWith("good").doesNotContain("bad");
        refused(
                ALL,
                Objective.SFT,
                rows.replace("'weight':1", "'weight':0.5"),
                "the weight of a message is 0.5, neither 0 nor 1");
        refused(ALL, Objective.SFT, rows.replace("'weight':1", "'weight':0"), "it has no target to learn");
        refused(
                ALL,
                Objective.SFT,
                "{'prompt':[{'role':'user','content':'a'}],'completion':[{'role':'assistant','content':'b','weight':0}]}",
                "a message of its answer has weight 0");
    }

    @Test
    void partsThatAreTextsAreOneText() throws IOException {
        var parts =
                "{'messages':[{'role':'user','content':[{'type':'text','text':'the '},{'type':'text','text':'cat'}]},"
                        + "{'role':'assistant','content':[{'type':'text','text':'sat'}]}]}";
        assertThat(whole((Row.Tokens) only(ALL, Objective.SFT, parts))).contains("the cat", "sat");
        refused(
                ALL,
                Objective.SFT,
                parts.replace("{'type':'text','text':'cat'}", "{'type':'image'}"),
                "a message holds a part of type \"image\"");
    }

    @Test
    void aNullColumnSaysNothing() throws IOException {
        for (var row : List.of(
                "{'prompt':'the','completion':'cat','messages':null,'chosen':null,'rejected':null,'label':null}",
                "{'messages':[{'role':'user','content':'a','tool_calls':null,'weight':null},"
                        + "{'role':'assistant','content':'b','reasoning_content':null}],'prompt':null,'tools':null}")) {
            assertThat(only(ALL, Objective.SFT, row)).isInstanceOf(Row.Tokens.class);
        }
        assertThat(only(
                        ALL,
                        Objective.DPO,
                        "{'prompt':null,'chosen':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}],"
                                + "'rejected':[{'role':'user','content':'a'},{'role':'assistant','content':'c'}]}"))
                .isInstanceOf(Row.Pair.class);
    }

    @Test
    void pairsThatAlsoCarryMessagesAreLearntAsPairs() throws IOException {
        var both = "{'prompt':'a','chosen':'b','rejected':'c','messages':[{'role':'user','content':'a'},"
                + "{'role':'assistant','content':'b'}]}";
        assertThat(only(ALL, Objective.DPO, both)).isInstanceOf(Row.Pair.class);
        assertThat(only(ALL, Objective.SFT, both)).isInstanceOf(Row.Tokens.class);
    }

    @Test
    void pairsWhoseAnswersAreTheSameTeachNothing() {
        refused(
                ALL,
                Objective.DPO,
                "{'prompt':'a','chosen':'the cat','rejected':'the cat'}",
                "both answers are the same");
    }
}
