package sam.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.model.ChatTemplate;
import sam.model.ChatTemplate.Turn;
import sam.model.files.ModelException;

/// Whether a chat template shows what a conversation carries besides its words: where the text stays the same without
/// it, the model would learn a row that means something else, so the row is refused.
record ShownFields(ChatTemplate template, List<Turn> turns, Map<String, ?> variables) {
    private static final Set<String> THOUGHTS = Set.of("reasoning_content", "thinking", "reasoning");
    private static final Set<String> CALLS = Set.of("tool_calls");
    private static final String MARK = "\uE000\uE001";

    void require() {
        if (variables.get("tools") instanceof List<?> list && !list.isEmpty()) {
            var without = new LinkedHashMap<String, @Nullable Object>(variables);
            without.remove("tools");
            refuseEqual("tools", turns, without);
        }
        if (turns.stream().anyMatch(turn -> carries(turn, CALLS))) {
            refuseEqual("tool_calls", each(turn -> without(turn, CALLS)), variables);
        }
        if (turns.stream().anyMatch(turn -> carries(turn, THOUGHTS))) {
            refuseEqual("reasoning", each(turn -> without(turn, THOUGHTS)), variables);
        }
        if (turns.stream().anyMatch(ShownFields::isResult)) {
            refuseEqual(
                    "tool results",
                    each(turn -> isResult(turn) ? new Turn(turn.role(), turn.content() + MARK, turn.more()) : turn),
                    variables);
        }
    }

    private void refuseEqual(String field, List<Turn> other, Map<String, ?> otherVariables) {
        var whole = text(turns, variables);
        // what the template refuses is refused when it is tokenised, with its own sentence
        if (whole != null && whole.equals(text(other, otherVariables))) {
            throw new RefusedRow(Plain.text("the chat template does not show its %s", field));
        }
    }

    /// Null where the template makes no text of it.
    private @Nullable String text(List<Turn> some, Map<String, ?> with) {
        try {
            return template.rendering(some, false, with).text();
        } catch (ModelException e) {
            return null;
        }
    }

    private List<Turn> each(UnaryOperator<Turn> change) {
        return turns.stream().map(change).toList();
    }

    private static boolean isResult(Turn turn) {
        return turn.role().equals("tool") && !turn.content().isEmpty();
    }

    private static boolean carries(Turn turn, Set<String> names) {
        return names.stream().map(turn.more()::get).anyMatch(value -> switch (value) {
            case null -> false;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            default -> true;
        });
    }

    private static Turn without(Turn turn, Set<String> names) {
        var more = new LinkedHashMap<String, @Nullable Object>(turn.more());
        more.keySet().removeAll(names);
        return new Turn(turn.role(), turn.content(), more);
    }
}
