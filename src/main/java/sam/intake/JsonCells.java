package sam.intake;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Lists and objects that a table of text holds as JSON in its cells: read as such in columns where a format has them,
/// and only where they are what it has there, since an answer may be JSON too.
final class JsonCells {
    /// Columns that hold nothing but a list or an object.
    private static final Set<String> LISTS =
            Set.of("messages", "conversations", "conversation", "history", "completions", "replies", "choices");

    /// Columns that hold messages, an object around them, or a text.
    private static final Set<String> EITHER = Set.of(
            "prompt",
            "completion",
            "chosen",
            "rejected",
            "preferred_output",
            "non_preferred_output",
            "preferred",
            "dispreferred",
            "input",
            "options");

    private JsonCells() {}

    static JsonNode opened(String column, String cell) {
        boolean list = LISTS.contains(column);
        if (list || EITHER.contains(column)) {
            var bare = cell.strip();
            if (bare.startsWith("[") || bare.startsWith("{")) {
                var value = VerbatimJson.parse(bare);
                if (value != null && (list || isOf(column, value))) {
                    return value;
                }
            }
        }
        return JsonNodeFactory.instance.stringNode(cell);
    }

    /// The same in a file that knows lists, but keeps some as text.
    static JsonNode list(String column, String text) {
        return LISTS.contains(column) ? opened(column, text) : JsonNodeFactory.instance.stringNode(text);
    }

    private static boolean isOf(String column, JsonNode value) {
        return switch (column) {
            case "input" -> value.has("messages");
            case "options" -> value.isArray();
            default -> Messages.areIn(value) || value.has("replies");
        };
    }
}
