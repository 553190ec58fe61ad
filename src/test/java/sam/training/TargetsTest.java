package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.model.tokens.UnloadedModel;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;
import tools.jackson.databind.JsonNode;

/// Compares with the tokens and labels TRL's own preparation makes; see make_targets.py beside the fixture.
class TargetsTest {
    private static final Path MODEL = Path.of("assets/parity/model");
    private static final Path FIXTURE = Path.of("src/test/resources/sam/training/targets.json");

    @TempDir
    Path folder;

    @Test
    void whatIsLearntIsWhatTrlLearnsWithAndWithoutMarksInTheTemplate() throws IOException {
        var fixture = Json.MAPPER.readTree(Files.readAllBytes(FIXTURE));
        try (var files = Files.list(MODEL)) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        var faults = new ArrayList<String>();
        int compared = 0;
        int hidden = 0;
        for (var item : fixture.path("cases")) {
            for (var kind : List.of("marked", "plain")) {
                var name = item.path("template").asString("");
                var template = folder.resolve("chat_template.jinja");
                Files.deleteIfExists(template);
                if (!name.isEmpty()) {
                    Files.writeString(template, fixture.path(kind).path(name).asString());
                }
                if (hidesThoughts(item, fixture.path(kind).path(name).asString(""))) {
                    assertThatThrownBy(() -> compare(item, kind, faults))
                            .hasMessageContaining("the chat template does not show its reasoning");
                    hidden++;
                } else {
                    compare(item, kind, faults);
                }
                compared++;
            }
        }
        assertThat(faults).isEmpty();
        // TRL drops thoughts in silence where a template does not show them; here such a row is refused
        assertThat(hidden).isEqualTo(10);
        assertThat(compared).isGreaterThan(70);
    }

    private static boolean hidesThoughts(JsonNode item, String template) {
        return item.path("row").toString().contains("reasoning_content") && !template.contains("reasoning_content");
    }

    private void compare(JsonNode item, String kind, List<String> faults) throws IOException {
        var file = folder.resolve("rows.jsonl");
        Files.writeString(file, item.path("row").toString());
        var settings = TrainingSettings.defaults(Objective.SFT).with(item.path("settings"));
        try (var model = UnloadedModel.open(folder)) {
            var row = (Row.Tokens) TrainingData.read(file, model, Objective.SFT, settings)
                    .rows()
                    .getFirst();
            var mask = new ArrayList<Integer>();
            for (boolean target : row.target()) {
                mask.add(target ? 1 : 0);
            }
            var ids = java.util.Arrays.toString(row.ids()).replace(" ", "");
            if (!ids.equals(item.path("input_ids").toString())
                    || !mask.toString()
                            .replace(" ", "")
                            .equals(item.path("mask").toString())) {
                faults.add("%s %s%n  ids    %s%n  wanted %s%n  mask   %s%n  wanted %s"
                        .formatted(
                                kind,
                                item,
                                ids,
                                item.path("input_ids"),
                                mask.toString().replace(" ", ""),
                                item.path("mask")));
            }
        }
    }
}
