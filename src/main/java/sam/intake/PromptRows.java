package sam.intake;

import java.util.ArrayList;
import java.util.List;
import sam.library.Example;
import sam.rows.Message;
import sam.rows.Message.Role;

/// TRL's `prompt` and `completion`: texts, or lists of messages.
record PromptRows() implements RowShape {
    @Override
    public boolean fits(Fields row) {
        return row.holds("prompt") && row.holds("completion");
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        var turns = new ArrayList<Message>(side(row, "prompt", Role.USER));
        turns.addAll(side(row, "completion", Role.ASSISTANT));
        return Turns.chat(Around.turns(row, turns), Around.tools(row));
    }

    /// Messages as they are; a text is one message by `role`.
    static List<Message> side(Fields row, String name, Role role) throws RowRefusedException {
        var value = row.peek(name);
        if (value.isContainer()) {
            return Messages.in(row, name);
        }
        var what = role == Role.USER ? name : "answer";
        return List.of(new Message(role, row.required(name, what)));
    }
}
