package sam.sources;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
import sam.rows.Message;
import sam.rows.Message.Role;
import tools.jackson.databind.JsonNode;

/// What every format's rows have in common: texts, roles, and the order of turns a model can learn from.
final class Turns {
    private Turns() {}

    /// The text of a field; numbers and truth values count as text.
    static String text(JsonNode row, String field) throws RowRefusedException {
        var value = row.get(field);
        if (value == null || value.isNull()) {
            throw new RowRefusedException("it has no field “%s”".formatted(field));
        }
        if (value.isContainer()) {
            throw new RowRefusedException("the field “%s” is no text".formatted(field));
        }
        return sound(value.asString());
    }

    /// The text of a field that may be missing or null.
    static String optional(JsonNode row, String field) throws RowRefusedException {
        return row.hasNonNull(field) ? text(row, field) : "";
    }

    static String required(JsonNode row, String field, String what) throws RowRefusedException {
        var text = text(row, field);
        if (text.isBlank()) {
            throw new RowRefusedException("the %s is empty".formatted(what));
        }
        return text;
    }

    static Example.Chat exchange(String question, String answer) throws RowRefusedException {
        return chat(List.of(Message.user(question), Message.assistant(answer)));
    }

    /// A conversation that ends with an answer, its turns alternating after at most one system message.
    static Example.Chat chat(List<Message> messages) throws RowRefusedException {
        if (messages.isEmpty()) {
            throw new RowRefusedException("it has no messages");
        }
        if (messages.getLast().role() != Role.ASSISTANT) {
            throw new RowRefusedException("it does not end with an answer");
        }
        if (messages.getLast().content().isBlank()) {
            throw new RowRefusedException("the answer is empty");
        }
        alternate(messages);
        return new Example.Chat(messages);
    }

    static Example.Preference preference(List<Message> prompt, String chosen, String rejected)
            throws RowRefusedException {
        if (prompt.isEmpty() || prompt.getLast().role() != Role.USER) {
            throw new RowRefusedException("its prompt does not end with a question");
        }
        alternate(prompt);
        if (chosen.isBlank() || rejected.isBlank()) {
            throw new RowRefusedException("one of its answers is empty");
        }
        if (chosen.strip().equals(rejected.strip())) {
            throw new RowRefusedException("both answers are the same");
        }
        return new Example.Preference(prompt, chosen, rejected);
    }

    /// The messages of a list of `{"role","content"}`.
    static List<Message> messages(JsonNode list) throws RowRefusedException {
        return messages(list, "role", "content");
    }

    static List<Message> messages(@Nullable JsonNode list, String roleField, String textField)
            throws RowRefusedException {
        if (list == null || !list.isArray()) {
            throw new RowRefusedException("its messages are no list");
        }
        var messages = new ArrayList<Message>(list.size());
        for (var message : list) {
            if (!message.isObject()) {
                throw new RowRefusedException("one of its messages is no object");
            }
            messages.add(new Message(role(text(message, roleField)), content(message, textField)));
        }
        return messages;
    }

    private static Role role(String name) throws RowRefusedException {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "user", "human", "prompter" -> Role.USER;
            case "assistant", "gpt", "chatgpt", "bot", "model", "bing", "bard" -> Role.ASSISTANT;
            case "system", "developer" -> Role.SYSTEM;
            default -> throw new RowRefusedException("a turn is by neither system, user nor assistant");
        };
    }

    /// A content is a text, or a list of parts of which only texts can be learned from.
    private static String content(JsonNode message, String field) throws RowRefusedException {
        var content = message.get(field);
        if (content == null || !content.isArray()) {
            return text(message, field);
        }
        var text = new StringBuilder();
        for (var part : content) {
            if (!part.path("type").asString("").equals("text")) {
                throw new RowRefusedException("a message holds more than text");
            }
            text.append(text(part, "text"));
        }
        return text.toString();
    }

    private static void alternate(List<Message> messages) throws RowRefusedException {
        var expected = Role.USER;
        for (int i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            if (message.role() == Role.SYSTEM) {
                if (i > 0) {
                    throw new RowRefusedException("a system message comes after the first turn");
                }
                continue;
            }
            if (message.role() != expected) {
                throw new RowRefusedException("its turns do not alternate, beginning with the user");
            }
            if (message.content().isBlank()) {
                throw new RowRefusedException("a turn is empty");
            }
            expected = expected == Role.USER ? Role.ASSISTANT : Role.USER;
        }
    }

    /// Refuses half a surrogate pair: no UTF-8 file can hold it again.
    private static String sound(String text) throws RowRefusedException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    throw new RowRefusedException("a text holds half a character");
                }
                i++;
            }
        }
        return text;
    }
}
