package sam.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.model.files.ModelException;
import sam.rows.Message;
import tools.jackson.databind.JsonNode;

/// JSON as the plain values a chat template reads: maps, lists, texts, longs, doubles, truth values and null.
public final class PlainJson {
    private PlainJson() {}

    /// The value of a node. A number beyond what a double holds is a [ModelException].
    public static @Nullable Object of(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.asString();
            case BOOLEAN -> node.asBoolean();
            case NUMBER ->
                node.canConvertToLong() && node.isIntegralNumber() ? (Object) node.asLong() : (Object) number(node);
            case ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                node.forEach(item -> list.add(of(item)));
                yield list;
            }
            case OBJECT -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                node.properties().forEach(entry -> map.put(entry.getKey(), of(entry.getValue())));
                yield map;
            }
            default -> null;
        };
    }

    /// What a message carries besides its role and its text, under the names templates know.
    static Map<String, ?> more(Message message) {
        var more = new LinkedHashMap<String, @Nullable Object>();
        put(more, "reasoning_content", message.reasoning());
        if (!message.toolCalls().isEmpty()) {
            var calls = new ArrayList<Map<String, ?>>();
            for (var call : message.toolCalls()) {
                var function = new LinkedHashMap<String, @Nullable Object>();
                function.put("name", call.name());
                if (call.arguments() != null) {
                    function.put("arguments", of(Json.MAPPER.readTree(call.arguments())));
                }
                var one = new LinkedHashMap<String, @Nullable Object>();
                put(one, "id", call.id());
                one.put("type", "function");
                one.put("function", function);
                calls.add(one);
            }
            more.put("tool_calls", calls);
            if (message.content().isEmpty()) {
                more.put("content", null);
            }
        }
        put(more, "tool_call_id", message.toolCallId());
        put(more, "name", message.name());
        return more;
    }

    private static void put(Map<String, @Nullable Object> map, String name, @Nullable String text) {
        if (text != null) {
            map.put(name, text);
        }
    }

    private static double number(JsonNode node) {
        double number = node.asDouble(Double.NaN);
        if (!Double.isFinite(number)) {
            throw new ModelException(Plain.text("it holds the number %s", node));
        }
        return number;
    }
}
