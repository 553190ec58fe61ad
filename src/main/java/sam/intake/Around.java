package sam.intake;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.rows.Message;
import sam.rows.Message.Role;
import tools.jackson.databind.JsonNode;

/// What stands around a row's turns in fields of its own: the system message, the turns before, and the tools.
final class Around {
    private static final String[] SYSTEM = {"system", "system_prompt", "system_message", "system_instruction"};

    private Around() {}

    /// The turns with the system message and the history in front that the row has beside them.
    static List<Message> turns(Fields row, List<Message> turns) throws RowRefusedException {
        var all = new ArrayList<>(history(row));
        if (!all.isEmpty() && !turns.isEmpty() && turns.getFirst().role() == Role.SYSTEM) {
            throw new RowRefusedException("its field “history” comes before a system message");
        }
        all.addAll(turns);
        return Turns.under(system(row), all);
    }

    private static String system(Fields row) throws RowRefusedException {
        var name = row.firstOf(SYSTEM);
        return name == null ? "" : row.text(name);
    }

    /// LLaMA-Factory's `history`: pairs of what was asked and answered; or messages.
    private static List<Message> history(Fields row) throws RowRefusedException {
        if (!row.holds("history")) {
            return List.of();
        }
        var list = row.value("history");
        if (Messages.areIn(list)) {
            return Messages.in(row, "history");
        }
        var turns = new ArrayList<Message>();
        for (var pair : list) {
            if (!pair.isArray()
                    || pair.size() != 2
                    || pair.path(0).isContainer()
                    || pair.path(1).isContainer()) {
                throw notPairs();
            }
            turns.add(Message.user(Fields.textOf(pair.path(0), "history")));
            turns.add(Message.assistant(Fields.textOf(pair.path(1), "history")));
        }
        if (turns.isEmpty()) {
            throw notPairs();
        }
        return turns;
    }

    private static RowRefusedException notPairs() {
        return new RowRefusedException("its field “history” holds no pairs of a question and an answer");
    }

    /// The tools of a conversation as JSON text, from `tools` as a list or as a text that holds one, or from OpenAI's
    /// older `functions`.
    static @Nullable String tools(Fields row) throws RowRefusedException {
        var name = row.firstOf("tools", "functions");
        if (name == null) {
            return null;
        }
        var said = row.value(name);
        var list = said.isString() ? VerbatimJson.parse(said.asString()) : said;
        if (list == null || !list.isArray()) {
            throw new RowRefusedException(Plain.text("its field “%s” is no JSON list", name));
        }
        if (!Fields.isContent(list)) {
            return null;
        }
        for (var tool : list) {
            if (!tool.isObject()) {
                throw new RowRefusedException(Plain.text("its field “%s” is no list of objects", name));
            }
        }
        return name.equals("tools") ? list.toString() : asTools(list);
    }

    private static String asTools(JsonNode functions) {
        var tools = new ArrayList<String>();
        for (var function : functions) {
            tools.add(Plain.text("{\"type\":\"function\",\"function\":%s}", function));
        }
        return "[" + String.join(",", tools) + "]";
    }
}
