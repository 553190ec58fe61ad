package sam.sources;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
import sam.rows.Message;
import sam.rows.Message.Role;
import tools.jackson.databind.JsonNode;

/// TRL's shapes: `messages`, `prompt` + `completion`, and `chosen` + `rejected` with or without `prompt`; texts or
/// lists
/// of messages.
enum TrlRows implements RowShape {
    MESSAGES {
        @Override
        public boolean fits(JsonNode row) {
            return row.path("messages").isArray()
                    && row.path("messages").path(0).has("role");
        }

        @Override
        Example example(JsonNode row) throws RowRefusedException {
            return Turns.chat(Turns.messages(field(row, "messages")));
        }
    },

    PROMPT_COMPLETION {
        @Override
        public boolean fits(JsonNode row) {
            return row.has("prompt") && row.has("completion");
        }

        @Override
        Example example(JsonNode row) throws RowRefusedException {
            var messages = new ArrayList<>(side(row, "prompt", Role.USER));
            messages.addAll(side(row, "completion", Role.ASSISTANT));
            return Turns.chat(messages);
        }
    },

    PREFERENCE {
        @Override
        public boolean fits(JsonNode row) {
            return row.has("chosen")
                    && row.has("rejected")
                    && (row.has("prompt") || row.path("chosen").isArray());
        }

        @Override
        Example example(JsonNode row) throws RowRefusedException {
            var chosen = side(row, "chosen", Role.ASSISTANT);
            var rejected = side(row, "rejected", Role.ASSISTANT);
            var prompt = new ArrayList<Message>();
            if (row.hasNonNull("prompt")) {
                prompt.addAll(side(row, "prompt", Role.USER));
            }
            var shared = shared(chosen, rejected);
            // many sets repeat the prompt at the head of both sides; then the sides know it better
            if (!prompt.isEmpty() && shared.contains(prompt.getLast())) {
                prompt.clear();
            }
            prompt.addAll(shared);
            return Turns.preference(prompt, answer(chosen), answer(rejected));
        }
    };

    abstract Example example(JsonNode row) throws RowRefusedException;

    @Override
    public void read(long line, JsonNode row, Sink sink) throws RowRefusedException {
        sink.take(line, example(row), row);
    }

    private static JsonNode field(JsonNode row, String name) throws RowRefusedException {
        @Nullable JsonNode value = row.get(name);
        if (value == null || value.isNull()) {
            throw new RowRefusedException("it has no field “%s”".formatted(name));
        }
        return value;
    }

    /// A text is one message by `role`.
    private static List<Message> side(JsonNode row, String name, Role role) throws RowRefusedException {
        var value = field(row, name);
        return value.isArray() ? Turns.messages(value) : List.of(new Message(role, Turns.text(row, name)));
    }

    private static List<Message> shared(List<Message> chosen, List<Message> rejected) throws RowRefusedException {
        int last = Math.max(0, chosen.size() - 1);
        if (rejected.size() != chosen.size() || !chosen.subList(0, last).equals(rejected.subList(0, last))) {
            throw new RowRefusedException("its two conversations begin differently");
        }
        return chosen.subList(0, last);
    }

    private static String answer(List<Message> side) throws RowRefusedException {
        if (side.isEmpty() || side.getLast().role() != Role.ASSISTANT) {
            throw new RowRefusedException("one of its sides does not end with an answer");
        }
        return side.getLast().content();
    }
}
