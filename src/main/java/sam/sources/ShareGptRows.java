package sam.sources;

import java.util.ArrayList;
import sam.rows.Message.Role;
import tools.jackson.databind.JsonNode;

/// ShareGPT: `{"conversations":[{"from":"human","value":…}]}`. Conversations often begin in the middle, with an answer,
/// or end with a question; those turns are left out.
record ShareGptRows() implements RowShape {
    @Override
    public boolean fits(JsonNode row) {
        var first = row.path("conversations").path(0);
        return first.has("from") && first.has("value");
    }

    @Override
    public void read(long line, JsonNode row, Sink sink) throws RowRefusedException {
        if (!row.has("conversations")) {
            throw new RowRefusedException("it has no field “conversations”");
        }
        var turns = new ArrayList<>(Turns.messages(row.get("conversations"), "from", "value"));
        int first = !turns.isEmpty() && turns.getFirst().role() == Role.SYSTEM ? 1 : 0;
        while (turns.size() > first && turns.get(first).role() == Role.ASSISTANT) {
            turns.remove(first);
        }
        while (!turns.isEmpty() && turns.getLast().role() == Role.USER) {
            turns.removeLast();
        }
        sink.take(line, Turns.chat(turns), row);
    }
}
