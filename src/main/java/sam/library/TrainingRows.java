package sam.library;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.rows.Message;
import tools.jackson.core.JsonGenerator;

/// The form an example has in a training file: TRL's conversational shapes, one JSON object a line.
public final class TrainingRows {
    private TrainingRows() {}

    /// `{"messages":[…]}`, or for a pair `{"prompt":[…],"chosen":[…],"rejected":[…]}`; empty for what is only
    /// retrieved.
    public static Optional<String> line(Example example) {
        return switch (example) {
            case Example.Chat chat -> Optional.of(messages(chat.messages(), chat.tools()));
            case Example.Reasoned _, Example.Diff _ -> Optional.of(messages(conversation(example), null));
            case Example.Preference pair -> Optional.of(pair(pair));
            case Example.Document _ -> Optional.empty();
        };
    }

    /// The conversation an example trains on, of a pair the one that was chosen; empty for what is only retrieved.
    public static List<Message> conversation(Example example) {
        return switch (example) {
            case Example.Chat chat -> chat.messages();
            case Example.Reasoned reasoned -> and(reasoned.prompt(), Message.assistant(reasoned.spoken()));
            case Example.Diff diff -> List.of(Message.user(request(diff)), Message.assistant(diff.diff()));
            case Example.Preference pair -> and(pair.prompt(), Message.assistant(pair.chosen()));
            case Example.Document _ -> List.of();
        };
    }

    /// `{"prompt":[…],"completion":[…],"label":true}` of an answer that was accepted, with false of one that was
    /// not; a pair that was accepted is two of them. Empty for what is only retrieved, for an answer without a
    /// question, and for one nothing is to be learnt from.
    public static List<String> judged(Example example, boolean accepted) {
        return switch (example) {
            case Example.Chat chat ->
                chat.messages().isEmpty()
                        ? List.of()
                        : judged(chat.prompt(), chat.messages().getLast(), chat.tools(), accepted);
            case Example.Reasoned reasoned ->
                judged(reasoned.prompt(), Message.assistant(reasoned.spoken()), null, accepted);
            case Example.Diff diff ->
                judged(List.of(Message.user(request(diff))), Message.assistant(diff.diff()), null, accepted);
            case Example.Preference pair -> {
                var both = new ArrayList<String>();
                if (accepted) {
                    both.addAll(judged(pair.prompt(), Message.assistant(pair.chosen()), pair.tools(), true));
                    both.addAll(judged(pair.prompt(), Message.assistant(pair.rejected()), pair.tools(), false));
                }
                yield both;
            }
            case Example.Document _ -> List.of();
        };
    }

    private static List<String> judged(
            List<Message> prompt, Message answer, @Nullable String toolsJson, boolean label) {
        if (prompt.isEmpty() || !answer.learnt()) {
            return List.of();
        }
        return List.of(line(json -> {
            messages(json, "prompt", prompt);
            messages(json, "completion", List.of(answer));
            raw(json, "tools", toolsJson);
            json.writeBooleanProperty("label", label);
        }));
    }

    private static String request(Example.Diff diff) {
        return diff.before().isBlank() ? diff.request() : diff.request() + "\n\n" + diff.before();
    }

    private static String messages(List<Message> messages, @Nullable String toolsJson) {
        return line(json -> {
            messages(json, "messages", messages);
            raw(json, "tools", toolsJson);
        });
    }

    private static String pair(Example.Preference pair) {
        return line(json -> {
            messages(json, "prompt", pair.prompt());
            messages(json, "chosen", List.of(Message.assistant(pair.chosen())));
            messages(json, "rejected", List.of(Message.assistant(pair.rejected())));
            raw(json, "tools", pair.tools());
        });
    }

    private interface Body {
        void write(JsonGenerator json);
    }

    private static String line(Body body) {
        var text = new StringWriter();
        try (var json = Json.MAPPER.createGenerator(text)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void messages(JsonGenerator json, String name, List<Message> messages) {
        json.writeArrayPropertyStart(name);
        for (var message : messages) {
            json.writeStartObject();
            json.writeStringProperty("role", message.role().text());
            if (message.content().isEmpty() && !message.toolCalls().isEmpty()) {
                // a turn that only calls tools has no words, which templates tell from words that are empty
                json.writeNullProperty("content");
            } else {
                json.writeStringProperty("content", message.content());
            }
            text(json, "reasoning_content", message.reasoning());
            if (!message.toolCalls().isEmpty()) {
                calls(json, message);
            }
            text(json, "tool_call_id", message.toolCallId());
            text(json, "name", message.name());
            if (message.weight() != null) {
                json.writeNumberProperty("weight", message.weight());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void calls(JsonGenerator json, Message message) {
        json.writeArrayPropertyStart("tool_calls");
        for (var call : message.toolCalls()) {
            json.writeStartObject();
            text(json, "id", call.id());
            json.writeStringProperty("type", "function");
            json.writeObjectPropertyStart("function");
            json.writeStringProperty("name", call.name());
            raw(json, "arguments", call.arguments());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void text(JsonGenerator json, String name, @Nullable String text) {
        if (text != null) {
            json.writeStringProperty(name, text);
        }
    }

    private static void raw(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeName(name);
            json.writeRawValue(value);
        }
    }

    private static List<Message> and(List<Message> messages, Message last) {
        var all = new ArrayList<>(messages);
        all.add(last);
        return all;
    }
}
