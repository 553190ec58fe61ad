package sam.library;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sam.durable.Json;
import sam.rows.Message;

/// The form an example has in a training file: TRL's conversational shapes, one JSON object a line.
final class TrainingRows {
    private TrainingRows() {}

    /// `{"messages":[…]}`, or for a pair `{"prompt":[…],"chosen":[…],"rejected":[…]}`; empty for what is only
    /// retrieved.
    static Optional<String> line(Example example) {
        return switch (example) {
            case Example.Chat chat -> Optional.of(messages(chat.messages()));
            case Example.Reasoned reasoned ->
                Optional.of(messages(and(reasoned.prompt(), Message.assistant(reasoned.spoken()))));
            case Example.Diff diff ->
                Optional.of(messages(List.of(Message.user(request(diff)), Message.assistant(diff.diff()))));
            case Example.Preference pair -> Optional.of(pair(pair));
            case Example.Document _ -> Optional.empty();
        };
    }

    /// `{"prompt":[…],"completion":[…],"label":true}` of an answer that was accepted, with false of one that was
    /// not; a pair that was accepted is two of them. Empty for what is only retrieved, and for an answer without a
    /// question.
    static List<String> judged(Example example, boolean accepted) {
        return switch (example) {
            case Example.Chat chat -> judged(chat.prompt(), chat.answer(), accepted);
            case Example.Reasoned reasoned -> judged(reasoned.prompt(), reasoned.spoken(), accepted);
            case Example.Diff diff -> judged(List.of(Message.user(request(diff))), diff.diff(), accepted);
            case Example.Preference pair -> {
                var both = new ArrayList<String>();
                if (accepted) {
                    both.addAll(judged(pair.prompt(), pair.chosen(), true));
                    both.addAll(judged(pair.prompt(), pair.rejected(), false));
                }
                yield both;
            }
            case Example.Document _ -> List.of();
        };
    }

    private static List<String> judged(List<Message> prompt, String answer, boolean label) {
        if (prompt.isEmpty()) {
            return List.of();
        }
        var text = new StringWriter();
        try (var json = Json.MAPPER.createGenerator(text)) {
            json.writeStartObject();
            ExampleJson.messages(json, "prompt", prompt);
            ExampleJson.messages(json, "completion", List.of(Message.assistant(answer)));
            json.writeBooleanProperty("label", label);
            json.writeEndObject();
        }
        return List.of(text.toString());
    }

    private static String request(Example.Diff diff) {
        return diff.before().isBlank() ? diff.request() : diff.request() + "\n\n" + diff.before();
    }

    private static String messages(List<Message> messages) {
        var text = new StringWriter();
        try (var json = Json.MAPPER.createGenerator(text)) {
            json.writeStartObject();
            ExampleJson.messages(json, "messages", messages);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static String pair(Example.Preference pair) {
        var text = new StringWriter();
        try (var json = Json.MAPPER.createGenerator(text)) {
            json.writeStartObject();
            ExampleJson.messages(json, "prompt", pair.prompt());
            ExampleJson.messages(json, "chosen", List.of(Message.assistant(pair.chosen())));
            ExampleJson.messages(json, "rejected", List.of(Message.assistant(pair.rejected())));
            json.writeEndObject();
        }
        return text.toString();
    }

    private static List<Message> and(List<Message> messages, Message last) {
        var all = new ArrayList<>(messages);
        all.add(last);
        return all;
    }
}
