package sam.library;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sam.durable.Json;

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
