package sam.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sam.library.Example;
import sam.rows.Message;
import sam.rows.Message.Role;

/// An example cut into the parts a person reads, top to bottom; the last answer is the part that is judged.
record RowText(List<Part> parts) {
    enum Kind {
        SYSTEM("row.system"),
        QUESTION("row.question"),
        EARLIER("row.earlier"),
        ANSWER("row.answer"),
        CODE("row.diff"),
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
        long words() {
            return text.isBlank() ? 0 : text.strip().split("\\s+").length;
        }
    }

    static RowText of(Example example) {
        return new RowText(
                switch (example) {
                    case Example.Chat(var messages) -> conversation(messages);
                    case Example.Reasoned reasoned ->
                        plus(conversation(reasoned.prompt()), new Part(Kind.ANSWER, reasoned.spoken()));
                    case Example.Preference pair ->
                        plus(conversation(pair.prompt()), new Part(Kind.ANSWER, pair.chosen()));
                    case Example.Diff(var request, var before, var diff) ->
                        List.of(
                                new Part(Kind.QUESTION, request),
                                new Part(Kind.SYSTEM, before),
                                new Part(Kind.CODE, diff));
                    case Example.Document(var title, var text) ->
                        List.of(new Part(Kind.TITLE, title), new Part(Kind.CODE, text));
                });
    }

    /// The text that is judged and can be edited.
    String answer() {
        return parts.isEmpty() ? "" : parts.getLast().text();
    }

    /// The same example with another answer; empty when this kind is not edited here.
    static Optional<Example> withAnswer(Example example, String text) {
        return switch (example) {
            case Example.Chat(var messages) -> {
                var changed = new ArrayList<>(messages);
                changed.set(changed.size() - 1, new Message(messages.getLast().role(), text));
                yield Optional.of(new Example.Chat(changed));
            }
            case Example.Reasoned reasoned -> Optional.of(reasoned(reasoned, text));
            case Example.Preference pair -> Optional.of(new Example.Preference(pair.prompt(), text, pair.rejected()));
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
            };
            parts.add(new Part(kind, message.content()));
        }
        return parts;
    }

    private static List<Part> plus(List<Part> parts, Part last) {
        var all = new ArrayList<>(parts);
        all.add(last);
        return all;
    }

    /// Messages as the trainer gets them: the roles and the text of every turn.
    static List<Message> asMessages(Example example) {
        return switch (example) {
            case Example.Chat(var messages) -> messages;
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
