package sam.intake;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.Example;
import sam.rows.Message;
import sam.rows.Message.Role;

/// The order of turns a model can learn from: what every format's conversation comes to.
final class Turns {
    private Turns() {}

    /// A conversation that ends with an answer, its turns alternating after at most one system message.
    static Example.Chat chat(List<Message> messages, @Nullable String tools) throws RowRefusedException {
        if (messages.isEmpty()) {
            throw new RowRefusedException("it has no messages");
        }
        var last = messages.getLast();
        if (last.role() != Role.ASSISTANT) {
            throw new RowRefusedException("it does not end with an answer");
        }
        if (isSilent(last)) {
            throw new RowRefusedException("the answer is empty");
        }
        alternate(messages);
        if (messages.stream().noneMatch(message -> message.role() == Role.ASSISTANT && message.learnt())) {
            throw new RowRefusedException("every answer has weight 0, so there is nothing to learn");
        }
        return new Example.Chat(messages, tools);
    }

    static Example.Preference preference(List<Message> prompt, Message chosen, Message rejected, @Nullable String tools)
            throws RowRefusedException {
        if (prompt.isEmpty()
                || prompt.getLast().role() != Role.USER && prompt.getLast().role() != Role.TOOL) {
            throw new RowRefusedException("its prompt does not end with a question");
        }
        alternate(prompt);
        var better = words(chosen, "chosen");
        var worse = words(rejected, "rejected");
        if (better.isBlank() || worse.isBlank()) {
            throw new RowRefusedException("one of its answers is empty");
        }
        if (better.strip().equals(worse.strip())) {
            throw new RowRefusedException("both answers are the same");
        }
        return new Example.Preference(prompt, better, worse, tools);
    }

    /// An answer of a pair is its words: what else it carries would change what is preferred.
    private static String words(Message answer, String side) throws RowRefusedException {
        if (answer.role() != Role.ASSISTANT) {
            throw new RowRefusedException("one of its sides does not end with an answer");
        }
        if (!answer.toolCalls().isEmpty()) {
            throw carries(side, "tool_calls");
        }
        if (answer.reasoning() != null) {
            throw carries(side, "reasoning_content");
        }
        if (!answer.learnt()) {
            throw carries(side, "weight 0");
        }
        return answer.content();
    }

    private static RowRefusedException carries(String side, String field) {
        return new RowRefusedException(
                Plain.text("its %s answer carries “%s”, which a pair does not keep", side, field));
    }

    private static boolean isSilent(Message message) {
        return message.content().isBlank() && message.toolCalls().isEmpty();
    }

    private static void alternate(List<Message> messages) throws RowRefusedException {
        @Nullable Message before = null;
        for (int i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            if (message.role() == Role.SYSTEM) {
                if (i > 0) {
                    throw new RowRefusedException("a system message comes after the first turn");
                }
                continue;
            }
            if (!mayFollow(before, message)) {
                throw new RowRefusedException("its turns do not alternate, beginning with the user");
            }
            // a tool may answer with nothing
            if (message.role() != Role.TOOL && isSilent(message)) {
                throw new RowRefusedException("a turn is empty");
            }
            before = message;
        }
    }

    private static boolean mayFollow(@Nullable Message before, Message message) {
        if (before == null) {
            return message.role() == Role.USER;
        }
        return switch (message.role()) {
            case SYSTEM -> false;
            case USER -> before.role() == Role.ASSISTANT;
            case ASSISTANT -> before.role() == Role.USER || before.role() == Role.TOOL;
            case TOOL -> before.role() == Role.ASSISTANT || before.role() == Role.TOOL;
        };
    }

    /// The messages with a system message in front, unless that is the one they begin with.
    static List<Message> under(String system, List<Message> messages) throws RowRefusedException {
        if (system.isBlank()) {
            return messages;
        }
        if (!messages.isEmpty() && messages.getFirst().role() == Role.SYSTEM) {
            if (!messages.getFirst().content().strip().equals(system.strip())) {
                throw new RowRefusedException("its field “system” and its system message differ");
            }
            return messages;
        }
        var all = new ArrayList<Message>(messages.size() + 1);
        all.add(new Message(Role.SYSTEM, system));
        all.addAll(messages);
        return all;
    }

    static boolean same(List<Message> a, List<Message> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            var first = a.get(i);
            if (!first.saying("").equals(b.get(i).saying(""))
                    || !first.content().strip().equals(b.get(i).content().strip())) {
                return false;
            }
        }
        return true;
    }
}
