package sam.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.jinja.Rendering;
import sam.model.ChatTemplate;
import sam.model.files.ModelException;
import sam.model.tokens.ModelText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Conversations as token ids, through the model's chat template.
final class MessageRows {
    private final ModelText model;
    private final Targets targets;
    private final List<String> ends;

    MessageRows(ModelText model, Targets targets) {
        this.model = model;
        this.targets = targets;
        this.ends = model.tokenizer().endTexts();
    }

    /// Every assistant turn and its end token is a target, nothing else; or everything, where that is asked for.
    Row.Tokens conversation(JsonNode messages, Map<String, ?> variables) {
        var turns = turns(messages);
        if (!targets.assistantInConversation()) {
            return RowShapes.completion(ids(turns, false, variables), 0);
        }
        return spoken(turns, variables);
    }

    private Row.Tokens spoken(List<ChatTemplate.Turn> turns, Map<String, ?> variables) {
        var template = model.template();
        var rendering = refusing(() -> template.spoken(turns, variables, ends));
        var pieces = model.tokenizer().pieces(rendering.text());
        return new Row.Tokens(pieces.ids(), pieces.within(rendering.generations()));
    }

    Row.Tokens completion(JsonNode prompt, JsonNode completion, Map<String, ?> variables) {
        var before = turns(prompt);
        var turns = joined(before, completion);
        var all = ids(turns, false, variables);
        int start = targets.leavesPromptOut() ? RowShapes.commonPrefix(ids(before, true, variables), all) : 0;
        var row = RowShapes.completion(all, start);
        if (targets.assistantInCompletion()) {
            var spoken = spoken(turns, variables).target();
            for (int t = 0; t < spoken.length; t++) {
                row.target()[t] &= spoken[t];
            }
        }
        return row;
    }

    Row.Pair pair(JsonNode prompt, JsonNode chosen, JsonNode rejected, Map<String, ?> variables) {
        if (prompt.isArray()) {
            var before = turns(prompt);
            return RowShapes.pair(
                    ids(before, true, variables),
                    ids(joined(before, chosen), false, variables),
                    ids(joined(before, rejected), false, variables));
        }
        if (!prompt.isMissingNode()) {
            throw new RefusedRow("its prompt is text but its answers are messages");
        }
        // no prompt of its own: the turns both conversations begin with are the prompt
        var first = turns(chosen);
        var second = turns(rejected);
        int shared = 0;
        while (shared < Math.min(first.size(), second.size()) - 1
                && first.get(shared).equals(second.get(shared))) {
            shared++;
        }
        return RowShapes.pair(
                ids(first.subList(0, shared), true, variables),
                ids(first, false, variables),
                ids(second, false, variables));
    }

    private List<ChatTemplate.Turn> joined(List<ChatTemplate.Turn> before, JsonNode more) {
        var all = new ArrayList<>(before);
        all.addAll(turns(more));
        return all;
    }

    private int[] ids(List<ChatTemplate.Turn> turns, boolean generationPrompt, Map<String, ?> variables) {
        var template = model.template();
        var text = refusing(() -> template.rendering(turns, generationPrompt, variables))
                .text();
        return model.tokenizer().encode(text, false);
    }

    /// A template may refuse one conversation, and the rest is still good.
    private static Rendering refusing(Supplier<Rendering> rendering) {
        try {
            return rendering.get();
        } catch (ModelException e) {
            throw new RefusedRow(String.valueOf(e.getMessage()).replaceAll("\\.\\s.*$|\\.$", ""));
        }
    }

    /// What a row passes to the template besides its messages: `tools`, and `chat_template_kwargs`.
    static Map<String, ?> variables(JsonNode row) {
        var variables = new LinkedHashMap<String, @Nullable Object>();
        for (var entry : row.path("chat_template_kwargs").properties()) {
            variables.put(entry.getKey(), plain(entry.getValue()));
        }
        var tools = row.path("tools");
        if (tools.isString()) {
            try {
                tools = Json.MAPPER.readTree(tools.asString());
            } catch (JacksonException e) {
                throw new RefusedRow("its tools are not readable JSON");
            }
        }
        if (tools.isArray()) {
            variables.put("tools", plain(tools));
        } else if (!tools.isNull() && !tools.isMissingNode()) {
            throw new RefusedRow("its tools are not a list");
        }
        return variables;
    }

    private static @Nullable Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.asString();
            case BOOLEAN -> node.asBoolean();
            case NUMBER ->
                node.canConvertToLong() && node.isIntegralNumber() ? (Object) node.asLong() : (Object) number(node);
            case ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                node.forEach(item -> list.add(plain(item)));
                yield list;
            }
            case OBJECT -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
                yield map;
            }
            default -> null;
        };
    }

    private static double number(JsonNode node) {
        double number = node.asDouble(Double.NaN);
        if (!Double.isFinite(number)) {
            throw new RefusedRow("it holds the number %s".formatted(node));
        }
        return number;
    }

    private static List<ChatTemplate.Turn> turns(JsonNode messages) {
        if (!messages.isArray()) {
            throw new RefusedRow("its messages are not a list");
        }
        var turns = new ArrayList<ChatTemplate.Turn>();
        for (var message : messages) {
            var role = message.path("role");
            var content = message.path("content");
            var more = new LinkedHashMap<String, @Nullable Object>();
            for (var entry : message.properties()) {
                if (!entry.getKey().equals("role") && !entry.getKey().equals("content")) {
                    more.put(entry.getKey(), plain(entry.getValue()));
                }
            }
            if (content.isNull() && more.get("tool_calls") != null) {
                more.put("content", null);
            } else if (!role.isString() || !content.isString()) {
                throw new RefusedRow("a message has no text for role or content");
            }
            turns.add(new ChatTemplate.Turn(role.asString(), content.asString(""), more));
        }
        return turns;
    }
}
