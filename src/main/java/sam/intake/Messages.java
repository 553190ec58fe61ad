package sam.intake;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.rows.Message;
import sam.rows.Message.Role;
import sam.rows.ToolCall;
import tools.jackson.databind.JsonNode;

/// Messages as the formats write them: `role` and `content` or `from` and `value`, words or parts of them, with
/// reasoning, tool calls and weights under the names the field uses.
final class Messages {
    private static final String[] REASONING = {"reasoning_content", "reasoning", "thinking"};

    private Messages() {}

    /// The messages in a field: a list of them, or one.
    static List<Message> in(Fields row, String name) throws RowRefusedException {
        var list = row.value(name);
        if (list.isObject()) {
            return List.of(read(row.inner(name, list)));
        }
        if (!list.isArray()) {
            throw new RowRefusedException("its messages are no list");
        }
        var messages = new ArrayList<Message>(list.size());
        for (var message : list) {
            if (!Fields.isContent(message)) {
                continue;
            }
            if (!message.isObject()) {
                throw new RowRefusedException("one of its messages is no object");
            }
            messages.add(read(row.inner(name, message)));
        }
        return messages;
    }

    /// Whether a value is a message, or a list that begins with one.
    static boolean areIn(JsonNode value) {
        var first = value.isArray() ? value.path(0) : value;
        return first.isObject() && (first.has("role") || first.has("from") || first.has("content"));
    }

    private static Message read(Fields message) throws RowRefusedException {
        var speaker = one(message, "role", "from");
        if (speaker.isEmpty()) {
            throw new RowRefusedException("it has no field “role”");
        }
        var role = role(speaker);
        if (role == null) {
            var spoken = one(message, "content", "value");
            return new Message(Role.ASSISTANT, "", null, spokenCalls(spoken), null, null, weight(message));
        }
        var reasoning = new StringBuilder();
        var content = content(message, reasoning);
        var calls = calls(message);
        if (role != Role.ASSISTANT && (reasoning.length() > 0 || !calls.isEmpty())) {
            throw new RowRefusedException("a turn that is not the assistant's carries reasoning or tool calls");
        }
        return new Message(
                role,
                content,
                reasoning.isEmpty() ? null : reasoning.toString(),
                calls,
                orNull(message.optional("tool_call_id")),
                orNull(message.optional("name")),
                role == Role.ASSISTANT ? weight(message) : unweighted(message));
    }

    /// Null for a turn that is a call of a tool.
    private static @Nullable Role role(String name) throws RowRefusedException {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "user", "human", "prompter", "instruction" -> Role.USER;
            case "assistant", "gpt", "chatgpt", "bot", "model", "bing", "bard", "ai" -> Role.ASSISTANT;
            case "system", "developer" -> Role.SYSTEM;
            case "tool", "function", "observation", "ipython", "tool_response", "function_response" -> Role.TOOL;
            case "function_call", "tool_call" -> null;
            default ->
                throw new RowRefusedException(Plain.text(
                        "a turn is by “%s”, neither system, user, assistant nor tool",
                        name.strip().length() <= 40 ? name.strip() : "…"));
        };
    }

    /// The text of the one of two fields that holds content; both may, when they say the same.
    private static String one(Fields message, String first, String second) throws RowRefusedException {
        if (message.holds(first) && message.holds(second)) {
            var text = message.text(first);
            if (!text.equals(message.text(second))) {
                throw new RowRefusedException(
                        Plain.text("a message has both “%s” and “%s”, and they differ", first, second));
            }
            return text;
        }
        message.use(first);
        message.use(second);
        return message.holds(second) ? message.text(second) : message.optional(first);
    }

    private static String content(Fields message, StringBuilder reasoning) throws RowRefusedException {
        for (var name : REASONING) {
            if (message.holds(name)) {
                var said = message.text(name);
                if (reasoning.isEmpty()) {
                    reasoning.append(said);
                } else if (!reasoning.toString().equals(said)) {
                    throw new RowRefusedException("a message has reasoning under two names, and it differs");
                }
            }
        }
        if (message.peek("content").isArray()) {
            return parts(message.value("content"), reasoning);
        }
        if (!message.hasKey("content") && !message.hasKey("value") && !holdsCalls(message)) {
            throw new RowRefusedException("it has no field “content”");
        }
        return message.holds("content") || message.holds("value") ? one(message, "content", "value") : blank(message);
    }

    /// Content that is empty, as it stands.
    private static String blank(Fields message) throws RowRefusedException {
        var name = message.hasKey("content") ? "content" : "value";
        message.use(name);
        var value = message.json().path(name);
        return value.isString() ? value.asString() : "";
    }

    /// A content that is a list of parts, of which only texts can be learned from.
    private static String parts(JsonNode content, StringBuilder reasoning) throws RowRefusedException {
        var text = new StringBuilder();
        for (var part : content) {
            var type = part.path("type").asString("");
            switch (type) {
                case "text", "input_text", "output_text" ->
                    text.append(part.path("text").isNull() ? "" : Fields.textOf(part.path("text"), "text"));
                case "thinking" -> reasoning.append(Fields.textOf(part.path("thinking"), "thinking"));
                default ->
                    throw new RowRefusedException(Plain.text(
                            "a message holds more than text: “%s”",
                            type.isEmpty() || type.length() > 40 ? "a part without a type" : type));
            }
        }
        return text.toString();
    }

    private static boolean holdsCalls(Fields message) {
        return message.holds("tool_calls") || message.holds("function_call");
    }

    private static List<ToolCall> calls(Fields message) throws RowRefusedException {
        var calls = new ArrayList<ToolCall>();
        if (message.holds("tool_calls")) {
            var list = message.value("tool_calls");
            if (list.isString()) {
                list = VerbatimJson.parse(list.asString());
            }
            if (list == null || !list.isArray()) {
                throw new RowRefusedException("its tool_calls are no list");
            }
            for (var call : list) {
                calls.add(call(call));
            }
        }
        if (message.holds("function_call")) {
            calls.add(call(message.value("function_call")));
        }
        return calls;
    }

    /// `{"id","type","function":{"name","arguments"}}`, or the inner object alone.
    private static ToolCall call(JsonNode call) throws RowRefusedException {
        var type = call.hasNonNull("type") ? call.path("type").asString("") : "function";
        var function = call.path("function").isObject() ? call.path("function") : call;
        var name = function.path("name").asString("");
        if (!type.equals("function") || name.isBlank()) {
            throw new RowRefusedException("one of its tool_calls is no call of a function by its name");
        }
        var arguments = function.hasNonNull("arguments") ? function.path("arguments") : function.path("parameters");
        return new ToolCall(
                call.hasNonNull("id") ? orNull(Fields.textOf(call.path("id"), "id")) : null,
                name,
                arguments.isMissingNode() || arguments.isNull() ? null : arguments.toString());
    }

    /// ShareGPT writes a call as the text of a turn of its own.
    private static List<ToolCall> spokenCalls(String text) throws RowRefusedException {
        var parsed = VerbatimJson.parse(text);
        var calls = new ArrayList<ToolCall>();
        if (parsed != null && parsed.isObject()) {
            calls.add(call(parsed));
        } else if (parsed != null && parsed.isArray()) {
            for (var each : parsed) {
                calls.add(call(each));
            }
        }
        if (calls.isEmpty()) {
            throw new RowRefusedException("a function_call turn holds no JSON of a name and its arguments");
        }
        return calls;
    }

    /// 0 where a turn is shown but not learnt: OpenAI's `weight`, axolotl's `train` and `masked`.
    private static @Nullable Integer weight(Fields message) throws RowRefusedException {
        var weight = message.number("weight");
        if (message.holds("weight") && (weight == null || !isWhole(weight))) {
            throw new RowRefusedException("the weight of a message is neither 0 nor 1");
        }
        if (weight != null && weight.signum() == 0
                || Boolean.FALSE.equals(message.flag("train"))
                || Boolean.FALSE.equals(message.flag("training"))
                || Boolean.FALSE.equals(message.flag("trainable"))
                || Boolean.TRUE.equals(message.flag("masked"))
                || Boolean.TRUE.equals(message.flag("mask"))) {
            return 0;
        }
        return null;
    }

    private static boolean isWhole(BigDecimal weight) {
        return weight.signum() == 0 || weight.compareTo(BigDecimal.ONE) == 0;
    }

    /// Only answers are learnt, so other turns may be marked as they like, but not as learnt.
    private static @Nullable Integer unweighted(Fields message) throws RowRefusedException {
        message.use("weight");
        message.use("masked");
        message.use("mask");
        for (var name : List.of("train", "training", "trainable")) {
            if (Boolean.TRUE.equals(message.flag(name))) {
                throw new RowRefusedException(Plain.text(
                        "a turn that is not the assistant's is marked “%s”, and only answers are learnt", name));
            }
        }
        return null;
    }

    private static @Nullable String orNull(String text) {
        return text.isBlank() ? null : text;
    }
}
