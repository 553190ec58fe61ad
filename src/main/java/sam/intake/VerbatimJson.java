package sam.intake;

import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.util.RawValue;

/// JSON whose numbers keep the digits of the file: 1.10 stays 1.10 where a text is expected, and where it is written
/// again. A number is a [POJONode] of its digits here.
final class VerbatimJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private VerbatimJson() {}

    /// The value of these bytes, or null when they are not one JSON value.
    static @Nullable JsonNode parse(byte[] bytes, int from, int length) {
        try (var parser = Json.MAPPER.createParser(bytes, from, length)) {
            return only(parser);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    static @Nullable JsonNode parse(String text) {
        try (var parser = Json.MAPPER.createParser(text)) {
            return only(parser);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    /// The digits of a number, or null when the node is none.
    static @Nullable String digits(JsonNode node) {
        return node instanceof POJONode number && number.getPojo() instanceof RawValue raw
                ? String.valueOf(raw.rawValue())
                : null;
    }

    private static @Nullable JsonNode only(JsonParser parser) {
        if (parser.nextToken() == null) {
            return null;
        }
        var value = value(parser);
        return parser.nextToken() == null ? value : null;
    }

    private static JsonNode value(JsonParser parser) {
        var token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NODES.rawValueNode(new RawValue(parser.getString()));
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
            default -> NODES.nullNode();
        };
    }

    private static ObjectNode object(JsonParser parser) {
        var object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            object.set(name, value(parser));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) {
        var array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }
}
