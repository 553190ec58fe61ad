package sam.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.jinja.Rendering;
import sam.jinja.Rendering.Span;
import sam.model.ChatTemplate;
import sam.model.PlainJson;
import sam.model.files.ModelException;
import sam.model.tokens.ModelText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Conversations as token ids, through the model's chat template.
final class MessageRows {
    private static final List<String> MEDIA = List.of("images", "image", "videos", "video", "audios", "audio");

    private final ModelText model;
    private final Targets targets;
    private final List<String> ends;

    MessageRows(ModelText model, Targets targets) {
        this.model = model;
        this.targets = targets;
        this.ends = model.ends().texts();
    }

    /// Every assistant turn and its end token is a target, nothing else; or everything, where that is asked for.
    Row.Tokens conversation(JsonNode messages, Map<String, ?> variables) {
        var turns = turns(messages);
        new ShownFields(model.template(), turns, variables).require();
        if (targets.assistantInConversation()) {
            return spoken(turns, variables);
        }
        var row = RowShapes.completion(ids(turns, false, variables), 0);
        if (!turns.stream().allMatch(MessageRows::isLearnt)) {
            mute(row, turns, variables);
        }
        return row;
    }

    /// Takes the answers of weight 0 out of what is learnt.
    private void mute(Row.Tokens row, List<ChatTemplate.Turn> turns, Map<String, ?> variables) {
        var every = spans(turns, variables);
        var kept = learnt(turns, every.generations());
        var silent = every.generations().stream()
                .filter(span -> !kept.contains(span))
                .toList();
        var muted = model.tokenizer().pieces(every.text()).within(silent);
        for (int t = 0; t < muted.length; t++) {
            row.target()[t] &= !muted[t];
        }
    }

    private Rendering spans(List<ChatTemplate.Turn> turns, Map<String, ?> variables) {
        var template = model.template();
        return refusing(() -> template.spoken(turns, variables, ends));
    }

    private Row.Tokens spoken(List<ChatTemplate.Turn> turns, Map<String, ?> variables) {
        var rendering = spans(turns, variables);
        var pieces = model.tokenizer().pieces(rendering.text());
        return new Row.Tokens(pieces.ids(), pieces.within(learnt(turns, rendering.generations())));
    }

    Row.Tokens completion(JsonNode prompt, JsonNode completion, Map<String, ?> variables) {
        var before = turns(prompt);
        var turns = joined(before, completion);
        new ShownFields(model.template(), turns, variables).require();
        var all = ids(turns, false, variables);
        int start = targets.leavesPromptOut() ? RowShapes.commonPrefix(ids(before, true, variables), all) : 0;
        var row = RowShapes.completion(all, start);
        if (targets.assistantInCompletion()) {
            var spoken = spoken(turns, variables).target();
            for (int t = 0; t < spoken.length; t++) {
                row.target()[t] &= spoken[t];
            }
        }
        return row;
    }

    Row.Pair pair(JsonNode prompt, JsonNode chosen, JsonNode rejected, Map<String, ?> variables) {
        if (prompt.isArray()) {
            var before = turns(prompt);
            var better = joined(before, chosen);
            var worse = joined(before, rejected);
            new ShownFields(model.template(), better, variables).require();
            new ShownFields(model.template(), worse, variables).require();
            return RowShapes.pair(
                    ids(before, true, variables), ids(better, false, variables), ids(worse, false, variables));
        }
        if (!prompt.isMissingNode() && !prompt.isNull()) {
            throw new RefusedRow("its prompt is text but its answers are messages");
        }
        // no prompt of its own: the turns both conversations begin with are the prompt
        var first = turns(chosen);
        var second = turns(rejected);
        new ShownFields(model.template(), first, variables).require();
        new ShownFields(model.template(), second, variables).require();
        int shared = 0;
        while (shared < Math.min(first.size(), second.size()) - 1
                && first.get(shared).equals(second.get(shared))) {
            shared++;
        }
        requireLearnt(first.subList(shared, first.size()));
        requireLearnt(second.subList(shared, second.size()));
        return RowShapes.pair(
                ids(first.subList(0, shared), true, variables),
                ids(first, false, variables),
                ids(second, false, variables));
    }

    private List<ChatTemplate.Turn> joined(List<ChatTemplate.Turn> before, JsonNode more) {
        var all = new ArrayList<>(before);
        var answers = turns(more);
        requireLearnt(answers);
        all.addAll(answers);
        return all;
    }

    private static void requireLearnt(List<ChatTemplate.Turn> answers) {
        if (!answers.stream().allMatch(MessageRows::isLearnt)) {
            throw new RefusedRow("a message of its answer has weight 0, so there is nothing to learn");
        }
    }

    private int[] ids(List<ChatTemplate.Turn> turns, boolean generationPrompt, Map<String, ?> variables) {
        var template = model.template();
        var text = refusing(() -> template.rendering(turns, generationPrompt, variables))
                .text();
        return model.tokenizer().encode(text, false);
    }

    /// A template may refuse one conversation, and the rest is still good.
    private static Rendering refusing(Supplier<Rendering> rendering) {
        try {
            return rendering.get();
        } catch (ModelException e) {
            throw new RefusedRow(String.valueOf(e.getMessage()).replaceAll("\\.\\s.*$|\\.$", ""));
        }
    }

    /// What a row passes to the template besides its messages: `tools`, and `chat_template_kwargs`.
    static Map<String, ?> variables(JsonNode row) {
        for (var media : MEDIA) {
            if (!row.path(media).isEmpty() || row.path(media).isString()) {
                throw new RefusedRow(Plain.text("it has %s, and only text is trained on", media));
            }
        }
        var variables = new LinkedHashMap<String, @Nullable Object>();
        for (var entry : row.path("chat_template_kwargs").properties()) {
            variables.put(entry.getKey(), plain(entry.getValue()));
        }
        var tools = row.path("tools");
        if (tools.isString()) {
            try {
                tools = Json.MAPPER.readTree(tools.asString());
            } catch (JacksonException e) {
                throw new RefusedRow("its tools are not readable JSON");
            }
        }
        if (tools.isArray()) {
            variables.put("tools", plain(tools));
        } else if (!tools.isNull() && !tools.isMissingNode()) {
            throw new RefusedRow("its tools are not a list");
        }
        return variables;
    }

    private static @Nullable Object plain(JsonNode node) {
        try {
            return PlainJson.of(node);
        } catch (ModelException e) {
            throw new RefusedRow(String.valueOf(e.getMessage()));
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
            var more = new LinkedHashMap<String, @Nullable Object>();
            for (var entry : message.properties()) {
                // a null column says nothing, as for TRL
                if (!entry.getKey().equals("role")
                        && !entry.getKey().equals("content")
                        && !entry.getValue().isNull()) {
                    more.put(entry.getKey(), plain(entry.getValue()));
                }
            }
            if (!content.isString() && !content.isArray() && more.get("tool_calls") != null) {
                more.put("content", null);
            } else if (!role.isString() || !content.isString() && !content.isArray()) {
                throw new RefusedRow("a message has no text for role or content");
            }
            turns.add(new ChatTemplate.Turn(role.asString(""), words(content), more));
        }
        return turns;
    }

    /// A content is a text, or a list of parts that are texts.
    private static String words(JsonNode content) {
        if (!content.isArray()) {
            return content.asString("");
        }
        var words = new StringBuilder();
        for (var part : content) {
            var text = part.path("text");
            if (!part.path("type").asString("").equals("text") || !text.isString()) {
                throw new RefusedRow(Plain.text(
                        "a message holds a part of type \"%s\", and only text is trained on",
                        part.path("type").asString("")));
            }
            words.append(text.asString());
        }
        return words.toString();
    }

    /// The spans of the turns that are learnt: those of a message with weight 0 are not.
    private static List<Span> learnt(List<ChatTemplate.Turn> turns, List<Span> spans) {
        var answers =
                turns.stream().filter(turn -> turn.role().equals("assistant")).toList();
        if (answers.stream().allMatch(MessageRows::isLearnt)) {
            return spans;
        }
        if (answers.size() != spans.size()) {
            throw new RefusedRow("the chat template does not show every answer, so weights cannot be told apart");
        }
        var kept = new ArrayList<Span>();
        for (int k = 0; k < spans.size(); k++) {
            if (isLearnt(answers.get(k))) {
                kept.add(spans.get(k));
            }
        }
        return kept;
    }

    /// OpenAI's `weight` of a message: 0 or 1, and 1 where none is said.
    private static boolean isLearnt(ChatTemplate.Turn turn) {
        var weight = turn.more().get("weight");
        if (weight == null) {
            return true;
        }
        double number = weight instanceof Number said ? said.doubleValue() : Double.NaN;
        if (number != 0 && number != 1) {
            throw new RefusedRow(Plain.text("the weight of a message is %s, neither 0 nor 1", weight));
        }
        return number == 1;
    }
}
