package sam.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sam.durable.Json;
import tools.jackson.databind.JsonNode;

/// Compares with what Jinja2 answered, the way transformers renders chats; see make_templates.py beside the fixture.
/// `-Dsam.templates=FOLDER` compares another folder that script has been run on.
class TemplateTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("sam.templates", "src/test/resources/sam/jinja/templates"));

    private final JsonNode fixture;
    private final Clock clock;

    TemplateTest() throws IOException {
        fixture = Json.MAPPER.readTree(Files.readAllBytes(FOLDER.resolve("templates.json")));
        var now = LocalDateTime.parse(fixture.path("now").asString());
        clock = Clock.fixed(now.toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    }

    @Test
    void templatesOfEveryFamilyRenderConversationsByteForByteAsJinjaDoes() throws IOException {
        var sources = new HashMap<String, Template>();
        var faults = new ArrayList<String>();
        int compared = 0;
        for (var item : fixture.path("cases")) {
            var name = item.path("template").asString();
            if (!sources.containsKey(name)) {
                sources.put(name, Template.parse(Files.readString(FOLDER.resolve(name + ".jinja"))));
            }
            var variables = new LinkedHashMap<String, @Nullable Object>();
            variables.put("tools", null);
            variables.put("documents", null);
            variables.put("add_generation_prompt", false);
            variables.put("bos_token", "<s>");
            variables.put("eos_token", "</s>");
            var conversation =
                    fixture.path("conversations").get(item.path("conversation").asInt());
            conversation.properties().forEach(entry -> variables.put(entry.getKey(), plain(entry.getValue())));

            compare(item, name + " on conversation " + item.path("conversation"), sources.get(name), variables, faults);
            compared++;
        }
        assertThat(faults).isEmpty();
        assertThat(compared).isGreaterThan(200);
    }

    @Test
    void expressionsAndBlocksAnswerAsJinjaDoes() {
        var values = new LinkedHashMap<String, @Nullable Object>();
        fixture.path("values").properties().forEach(entry -> values.put(entry.getKey(), plain(entry.getValue())));
        var faults = new ArrayList<String>();
        int compared = 0;
        for (var item : fixture.path("expressions")) {
            compare(item, item.path("source").asString(), null, values, faults);
            compared++;
        }
        assertThat(faults).isEmpty();
        assertThat(compared).isGreaterThan(150);
    }

    private void compare(
            JsonNode item,
            String what,
            @Nullable Template parsed,
            Map<String, @Nullable Object> variables,
            List<String> faults) {
        Rendering rendering;
        try {
            var template = parsed == null ? Template.parse(item.path("source").asString()) : parsed;
            rendering = template.render(variables, clock);
        } catch (TemplateException e) {
            var refusal = item.path("refusal").asString("");
            if (item.has("text")
                    || item.has("refusal") && !String.valueOf(e.getMessage()).contains("\"" + refusal + "\"")) {
                faults.add("%s%n  wanted: %s%n  threw:  %s".formatted(what, item.path("text"), e.getMessage()));
            }
            return;
        }
        if (!rendering.text().equals(item.path("text").asString(null))) {
            faults.add(
                    "%s%n  wanted: %s%n  got:    %s".formatted(what, item.path("text"), Json.line(rendering.text())));
            return;
        }
        var spans = new ArrayList<List<Integer>>();
        for (var span : rendering.generations()) {
            spans.add(List.of(
                    rendering.text().codePointCount(0, span.start()),
                    rendering.text().codePointCount(0, span.end())));
        }
        if (item.has("spans")
                && !spans.toString().equals(plain(item.path("spans")).toString())) {
            faults.add("%s%n  wanted: %s%n  got:    %s".formatted(what, item.path("spans"), spans));
        }
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (node.isObject()) {
            var map = new LinkedHashMap<String, @Nullable Object>();
            node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
            return map;
        }
        if (node.isArray()) {
            var list = new ArrayList<@Nullable Object>();
            node.forEach(entry -> list.add(plain(entry)));
            return list;
        }
        return node.isString()
                ? node.asString()
                : node.isBoolean()
                        ? (Object) node.asBoolean()
                        : node.isIntegralNumber() ? (Object) node.asLong() : (Object) node.asDouble();
    }
}
