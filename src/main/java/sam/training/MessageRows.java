package sam.training;

import java.util.ArrayList;
import java.util.List;
import sam.llm.ChatTemplate;
import sam.llm.ModelException;
import sam.llm.ModelText;
import tools.jackson.databind.JsonNode;

/// Conversations as token ids, through the model's chat template.
final class MessageRows {
    private final ModelText model;

    MessageRows(ModelText model) {
        this.model = model;
    }

    /// Every assistant turn and its end token is a target, nothing else.
    Row.Tokens conversation(JsonNode messages) {
        var turns = turns(messages);
        var ids = ids(turns, false);
        var target = new boolean[ids.length];
        for (int k = 0; k < turns.size(); k++) {
            if (turns.get(k).role().equals("assistant")) {
                int start = RowShapes.commonPrefix(ids(turns.subList(0, k), true), ids);
                int end = k == turns.size() - 1
                        ? ids.length
                        : RowShapes.commonPrefix(ids(turns.subList(0, k + 1), false), ids);
                java.util.Arrays.fill(target, start, endOfTurn(ids, start, end), true);
            }
        }
        return new Row.Tokens(ids, target);
    }

    /// One past the turn's last end token, or its last token where the template ends turns without one: what the
    /// template puts between turns is not the assistant's to say.
    private int endOfTurn(int[] ids, int start, int end) {
        for (int t = end; t > start; t--) {
            if (model.tokenizer().stops().contains(ids[t - 1])) {
                return t;
            }
        }
        return Math.max(start, end);
    }

    Row.Tokens completion(JsonNode prompt, JsonNode completion) {
        var before = turns(prompt);
        var all = ids(joined(before, completion), false);
        return RowShapes.completion(all, RowShapes.commonPrefix(ids(before, true), all));
    }

    Row.Pair pair(JsonNode prompt, JsonNode chosen, JsonNode rejected) {
        if (prompt.isArray()) {
            var before = turns(prompt);
            return RowShapes.pair(
                    ids(before, true), ids(joined(before, chosen), false), ids(joined(before, rejected), false));
        }
        if (!prompt.isMissingNode()) {
            throw new RefusedRow("its prompt is text but its answers are messages");
        }
        // no prompt of its own: the turns both conversations begin with are the prompt
        var first = turns(chosen);
        var second = turns(rejected);
        int shared = 0;
        while (shared < Math.min(first.size(), second.size()) - 1
                && first.get(shared).equals(second.get(shared))) {
            shared++;
        }
        return RowShapes.pair(ids(first.subList(0, shared), true), ids(first, false), ids(second, false));
    }

    private List<ChatTemplate.Turn> joined(List<ChatTemplate.Turn> before, JsonNode more) {
        var all = new ArrayList<>(before);
        all.addAll(turns(more));
        return all;
    }

    private int[] ids(List<ChatTemplate.Turn> turns, boolean generationPrompt) {
        var template = model.template();
        try {
            return model.tokenizer().encode(template.render(turns, generationPrompt), false);
        } catch (ModelException e) {
            // a template may refuse one conversation, and the rest is still good
            throw new RefusedRow(String.valueOf(e.getMessage()).replaceAll("\\.\\s.*$|\\.$", ""));
        }
    }

    private static List<ChatTemplate.Turn> turns(JsonNode messages) {
        if (!messages.isArray()) {
            throw new RefusedRow("its messages are not a list");
        }
        var turns = new ArrayList<ChatTemplate.Turn>();
        for (var message : messages) {
            var role = message.path("role");
            var content = message.path("content");
            if (!role.isString() || !content.isString()) {
                throw new RefusedRow("a message has no text for role or content");
            }
            turns.add(new ChatTemplate.Turn(role.asString(), content.asString()));
        }
        return turns;
    }
}
