package sam.intake;

import java.util.ArrayList;
import java.util.List;
import sam.library.Example;
import sam.rows.Message;
import sam.rows.Message.Role;

/// Two answers to one prompt: TRL's `chosen` and `rejected`, OpenAI's `preferred_output` and `non_preferred_output`;
/// texts, a message or lists of messages each. The prompt lies in whichever field holds one, or at the head of both.
record PairRows() implements RowShape {
    private static final String[][] SIDES = {
        {"chosen", "rejected"}, {"preferred_output", "non_preferred_output"}, {"preferred", "dispreferred"}
    };
    private static final String[] PROMPTS = {
        "prompt", "question", "query", "instruction", "messages", "conversations", "conversation", "input"
    };

    @Override
    public boolean fits(Fields row) {
        for (var sides : SIDES) {
            if (row.holds(sides[0]) && row.holds(sides[1])) {
                return row.firstOf(PROMPTS) != null || row.peek(sides[0]).isArray();
            }
        }
        return false;
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        var sides = SIDES[0];
        for (var each : SIDES) {
            if (row.holds(each[0]) || row.holds(each[1])) {
                sides = each;
                break;
            }
        }
        var chosen = answers(row, sides[0]);
        var rejected = answers(row, sides[1]);
        var shared = shared(chosen, rejected);
        var name = row.firstOf(PROMPTS);
        if (name != null && row.peek(name).isObject() && row.peek(name).has("messages")) {
            // OpenAI keeps the conversation and its tools in an object
            var input = row.inner(name, row.peek(name));
            return pair(row, input, joined(Messages.in(input, "messages"), shared), chosen, rejected);
        }
        var prompt = name == null ? List.<Message>of() : prompt(row, name);
        return pair(row, row, joined(prompt, shared), chosen, rejected);
    }

    private static Example pair(
            Fields row, Fields given, List<Message> prompt, List<Message> chosen, List<Message> rejected)
            throws RowRefusedException {
        var turns = given == row ? Around.turns(row, prompt) : Around.turns(given, Around.turns(row, prompt));
        return Turns.preference(turns, chosen.getLast(), rejected.getLast(), Around.tools(given));
    }

    private static List<Message> answers(Fields row, String name) throws RowRefusedException {
        if (row.hasKey(name) && !row.json().path(name).isNull() && !row.holds(name)) {
            row.use(name);
            throw new RowRefusedException("one of its answers is empty");
        }
        row.value(name);
        var side = PromptRows.side(row, name, Role.ASSISTANT);
        if (side.isEmpty() || side.getLast().role() != Role.ASSISTANT) {
            throw new RowRefusedException("one of its sides does not end with an answer");
        }
        return side;
    }

    private static List<Message> prompt(Fields row, String name) throws RowRefusedException {
        if (row.peek(name).isContainer()) {
            return Messages.in(row, name);
        }
        var text = row.required(name, name);
        var context = name.equals("instruction") ? InstructionRows.context(row) : "";
        return List.of(Message.user(context.isEmpty() ? text : text + "\n\n" + context));
    }

    private static List<Message> shared(List<Message> chosen, List<Message> rejected) throws RowRefusedException {
        int last = chosen.size() - 1;
        if (rejected.size() != chosen.size() || !Turns.same(chosen.subList(0, last), rejected.subList(0, last))) {
            throw new RowRefusedException("its two conversations begin differently");
        }
        return chosen.subList(0, last);
    }

    /// Many sets repeat the prompt, or its last turns, at the head of both sides: it is said once.
    private static List<Message> joined(List<Message> prompt, List<Message> shared) throws RowRefusedException {
        if (prompt.isEmpty() || holds(shared, prompt)) {
            return shared;
        }
        if (shared.isEmpty() || endsWith(prompt, shared)) {
            return prompt;
        }
        if (shared.getFirst().role() == prompt.getFirst().role()
                && shared.getFirst().role() != Role.ASSISTANT) {
            throw new RowRefusedException("its prompt and what both conversations begin with differ");
        }
        var all = new ArrayList<>(prompt);
        all.addAll(shared);
        return all;
    }

    private static boolean holds(List<Message> turns, List<Message> part) {
        for (int from = 0; from + part.size() <= turns.size(); from++) {
            if (Turns.same(turns.subList(from, from + part.size()), part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWith(List<Message> turns, List<Message> part) {
        return part.size() <= turns.size() && Turns.same(turns.subList(turns.size() - part.size(), turns.size()), part);
    }
}
