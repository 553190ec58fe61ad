package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.engine.LoadedModel;
import sam.model.files.ModelException;
import sam.protocol.Objective;
import tools.jackson.databind.JsonNode;

class RowShapesTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @TempDir
    Path folder;

    @Test
    void everyShapeBecomesTheTokensAndTargetsTrlMakesOfIt() throws IOException {
        var models = new HashMap<String, LoadedModel>();
        int compared = 0;
        try {
            for (var line : Files.readAllLines(ORACLE.resolve("text.jsonl"))) {
                var json = Json.MAPPER.readTree(line);
                var name = json.path("tokenizer").asString();
                if (!models.containsKey(name)) {
                    models.put(name, LoadedModel.open(ORACLE.resolve(name), List.of()));
                }
                compare(json, models.get(name));
                compared++;
            }
        } finally {
            models.values().forEach(LoadedModel::close);
        }
        assertThat(compared).isGreaterThan(10);
    }

    @Test
    void aTemplateThatRefusesOneConversationCostsOnlyThatRow() throws IOException {
        var model = modelWithTemplate("{% for m in messages %}{% if m.role == 'system' %}"
                + "{{ raise_exception('no system line') }}{% endif %}{{ m.content }}<|im_end|>{% endfor %}");
        var file = folder.resolve("rows.jsonl");
        Files.writeString(file, """
            {"messages":[{"role":"user","content":"the"},{"role":"assistant","content":"cat"}]}
            {"messages":[{"role":"system","content":"x"},{"role":"assistant","content":"cat"}]}
            """);
        try (var loaded = LoadedModel.open(model, List.of())) {
            var data = TrainingData.read(file, loaded, Objective.SFT, 64);

            assertThat(data.rows()).hasSize(1);
            assertThat(data.refused())
                    .containsExactly(new TrainingData.Refusal(
                            2, "The chat template refuses this conversation: \"no system line\""));
        }
    }

    @Test
    void aTemplateNobodyCanReadDoesNotStopRawText() throws IOException {
        var model = modelWithTemplate("{% unheard of %}");
        var file = folder.resolve("rows.jsonl");
        Files.writeString(file, "{\"prompt\":\"the cat\",\"completion\":\" sat\"}");
        try (var loaded = LoadedModel.open(model, List.of())) {
            assertThat(TrainingData.read(file, loaded, Objective.SFT, 64).rows())
                    .hasSize(1);
            assertThatThrownBy(loaded::template)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("\"unheard\" is used, which is not computed here");
        }
    }

    private Path modelWithTemplate(String template) throws IOException {
        var model = Files.createDirectory(folder.resolve("model"));
        try (var files = Files.list(ORACLE.resolve("model"))) {
            for (var file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        Files.writeString(model.resolve("chat_template.jinja"), template);
        return model;
    }

    private void compare(JsonNode json, LoadedModel model) throws IOException {
        var file = folder.resolve("row.jsonl");
        Files.writeString(file, json.path("row").toString());
        boolean pair = json.has("chosen_ids");
        int length = json.path("max_length").asInt(4096);
        var rows = TrainingData.read(file, model, pair ? Objective.DPO : Objective.SFT, length)
                .rows();
        switch (rows.getFirst()) {
            case Row.Tokens tokens -> {
                assertThat(tokens.ids()).as(json.toString()).isEqualTo(ints(json.path("input_ids")));
                assertThat(tokens.target()).as(json.toString()).isEqualTo(flags(json.path("completion_mask")));
            }
            case Row.Judgement judged -> throw new AssertionError(judged);
            case Row.Pair(var chosen, var rejected) -> {
                var prompt = ints(json.path("prompt_ids"));
                assertSide(json, chosen, prompt, ints(json.path("chosen_ids")));
                assertSide(json, rejected, prompt, ints(json.path("rejected_ids")));
            }
        }
    }

    private static void assertSide(JsonNode json, Row.Tokens side, int[] prompt, int[] answer) {
        var ids = java.util.stream.IntStream.concat(java.util.Arrays.stream(prompt), java.util.Arrays.stream(answer))
                .toArray();
        assertThat(side.ids()).as(json.toString()).isEqualTo(ids);
        for (int t = 0; t < ids.length; t++) {
            assertThat(side.target()[t]).isEqualTo(t >= prompt.length);
        }
    }

    private static int[] ints(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    private static boolean[] flags(JsonNode list) {
        var flags = new boolean[list.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = list.get(i).asInt() != 0;
        }
        return flags;
    }
}
