package sam.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
import sam.rows.Message;
import sam.rows.Message.Role;
import sam.rows.ToolCall;

/// An example cut into the parts a person reads, top to bottom; the last answer is the part that is judged.
record RowText(List<Part> parts) {
    enum Kind {
        SYSTEM("row.system"),
        QUESTION("row.question"),
        EARLIER("row.earlier"),
        REASONING("row.reasoning"),
        CALLS("row.calls"),
        TOOL("row.tool"),
        TOOLS("row.tools"),
        ANSWER("row.answer"),
        BEFORE("row.before"),
        CODE("row.diff"),
        BODY("row.text"),
        TITLE("row.title");

        private final String textKey;

        Kind(String textKey) {
            this.textKey = textKey;
        }

        String textKey() {
            return textKey;
        }
    }

    record Part(Kind kind, String text) {
        /// Code is read in a face whose letters are equally wide.
        boolean isCode() {
            return kind == Kind.CODE || kind == Kind.BEFORE;
        }

        long lines() {
            return text.lines().count();
        }

        long words() {
            return text.isBlank() ? 0 : text.strip().split("\\s+").length;
        }
    }

    static RowText of(Example example) {
        return new RowText(
                switch (example) {
                    case Example.Chat(var messages, var tools) -> withTools(tools, conversation(messages));
                    case Example.Reasoned reasoned ->
                        plus(conversation(reasoned.prompt()), new Part(Kind.ANSWER, reasoned.spoken()));
                    case Example.Preference pair ->
                        withTools(
                                pair.tools(), plus(conversation(pair.prompt()), new Part(Kind.ANSWER, pair.chosen())));
                    case Example.Diff(var request, var before, var diff) ->
                        List.of(
                                new Part(Kind.QUESTION, request),
                                new Part(Kind.BEFORE, before),
                                new Part(Kind.CODE, diff));
                    case Example.Document(var title, var text) ->
                        List.of(new Part(Kind.TITLE, title), new Part(Kind.BODY, text));
                });
    }

    /// The text that is judged and can be edited.
    String answer() {
        return parts.isEmpty() ? "" : parts.getLast().text();
    }

    /// The same example with another answer; empty when this kind is not edited here.
    static Optional<Example> withAnswer(Example example, String text) {
        return switch (example) {
            case Example.Chat(var messages, var tools) -> {
                var changed = new ArrayList<>(messages);
                changed.set(changed.size() - 1, messages.getLast().saying(text));
                yield Optional.of(new Example.Chat(changed, tools));
            }
            case Example.Reasoned reasoned -> Optional.of(reasoned(reasoned, text));
            case Example.Preference pair ->
                Optional.of(new Example.Preference(pair.prompt(), text, pair.rejected(), pair.tools()));
            case Example.Diff change -> Optional.of(new Example.Diff(change.request(), change.before(), text));
            case Example.Document _ -> Optional.empty();
        };
    }

    /// The final answer is the last paragraph of the edited text.
    private static Example reasoned(Example.Reasoned before, String text) {
        var stripped = text.strip();
        int gap = stripped.lastIndexOf('\n');
        return gap < 0
                ? new Example.Reasoned(before.prompt(), "", stripped)
                : new Example.Reasoned(
                        before.prompt(),
                        stripped.substring(0, gap).strip(),
                        stripped.substring(gap + 1).strip());
    }

    private static List<Part> conversation(List<Message> messages) {
        var parts = new ArrayList<Part>();
        for (int i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            boolean last = i == messages.size() - 1;
            var kind = switch (message.role()) {
                case SYSTEM -> Kind.SYSTEM;
                case USER -> Kind.QUESTION;
                case ASSISTANT -> last ? Kind.ANSWER : Kind.EARLIER;
                case TOOL -> Kind.TOOL;
            };
            if (message.reasoning() != null) {
                parts.add(new Part(Kind.REASONING, message.reasoning()));
            }
            if (!message.toolCalls().isEmpty()) {
                var calls = message.toolCalls().stream().map(ToolCall::shown).toList();
                parts.add(new Part(Kind.CALLS, String.join("\n", calls)));
            }
            parts.add(new Part(kind, message.content()));
        }
        return parts;
    }

    private static List<Part> withTools(@Nullable String tools, List<Part> parts) {
        return tools == null
                ? parts
                : Stream.concat(Stream.of(new Part(Kind.TOOLS, tools)), parts.stream())
                        .toList();
    }

    private static List<Part> plus(List<Part> parts, Part last) {
        var all = new ArrayList<>(parts);
        all.add(last);
        return all;
    }

    /// Messages as the trainer gets them: the roles and the text of every turn.
    static List<Message> asMessages(Example example) {
        return switch (example) {
            case Example.Chat chat -> chat.messages();
            case Example.Reasoned reasoned -> withAssistant(reasoned.prompt(), reasoned.spoken());
            case Example.Preference pair -> withAssistant(pair.prompt(), pair.chosen());
            case Example.Diff(var request, var before, var diff) ->
                List.of(Message.user(before.isBlank() ? request : request + "\n\n" + before), Message.assistant(diff));
            case Example.Document _ -> List.of();
        };
    }

    private static List<Message> withAssistant(List<Message> prompt, String answer) {
        var all = new ArrayList<>(prompt);
        all.add(new Message(Role.ASSISTANT, answer));
        return all;
    }
}
