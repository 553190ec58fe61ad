package sam.intake;

import java.util.ArrayList;
import java.util.List;
import sam.durable.Plain;
import sam.library.Example;
import sam.rows.Message;
import sam.rows.Message.Role;

/// A whole conversation in one field: TRL's and OpenAI's `messages`, ShareGPT's `conversations`; in either form of a
/// message. ShareGPT's often begin in the middle, with an answer, or end with a question; those turns are left out.
record ConversationRows(boolean shareGpt) implements RowShape {
    private static final String[] MESSAGES = {"messages"};
    private static final String[] CONVERSATIONS = {"conversations", "conversation"};

    @Override
    public boolean fits(Fields row) {
        var name = row.firstOf(names());
        return name != null && Messages.areIn(row.peek(name));
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        var name = row.firstOf(names());
        if (name == null) {
            var key = names()[0];
            throw new RowRefusedException(
                    row.json().path(key).isArray() ? "it has no messages" : Plain.text("it has no field “%s”", key));
        }
        var turns = Messages.in(row, name);
        if (shareGpt) {
            turns = trimmed(row, turns);
        }
        return Turns.chat(Around.turns(row, turns), Around.tools(row));
    }

    private String[] names() {
        return shareGpt ? CONVERSATIONS : MESSAGES;
    }

    private static List<Message> trimmed(Fields row, List<Message> messages) {
        var turns = new ArrayList<>(messages);
        int first = !turns.isEmpty() && turns.getFirst().role() == Role.SYSTEM ? 1 : 0;
        int before = turns.size();
        // after a history the conversation begins elsewhere
        while (!row.holds("history")
                && turns.size() > first
                && turns.get(first).role() != Role.USER
                && turns.get(first).role() != Role.SYSTEM) {
            turns.remove(first);
        }
        if (turns.size() < before) {
            row.note("turns before the first question were left out");
        }
        before = turns.size();
        while (turns.size() > first && turns.getLast().role() != Role.ASSISTANT) {
            turns.removeLast();
        }
        if (turns.size() < before) {
            row.note("a last turn that nobody answered was left out");
        }
        return turns;
    }
}
