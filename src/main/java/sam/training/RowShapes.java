package sam.training;

import sam.durable.Plain;
import sam.model.tokens.ModelText;
import sam.model.tokens.Tokenizer;
import tools.jackson.databind.JsonNode;

/// Turns one parsed line into token ids: TRL's shapes, as strings or messages, and rows that are tokenised already.
///
/// Strings are raw: no template, the tokenizer's own special tokens, the end token appended unless there. Messages
/// use the chat template. A prompt ends where its tokens stop agreeing with those of prompt and completion.
final class RowShapes {
    private final int vocabulary;
    private final Tokenizer tokenizer;
    private final Targets targets;
    private final MessageRows messages;
    private final int judgedLength;
    private final boolean pairsFirst;

    /// `pairsFirst` says which is meant where a row holds a pair and messages: the pair where pairs are learnt from.
    RowShapes(ModelText model, Targets targets, boolean pairsFirst) {
        this(model, targets, 0, pairsFirst);
    }

    /// For judged answers: rows of prompt, completion and label.
    static RowShapes judged(ModelText model, int maxLength) {
        return new RowShapes(model, Targets.AUTO, maxLength, false);
    }

    private RowShapes(ModelText model, Targets targets, int judgedLength, boolean pairsFirst) {
        this.pairsFirst = pairsFirst;
        this.judgedLength = judgedLength;
        this.vocabulary = model.config().vocabulary();
        this.tokenizer = model.tokenizer();
        this.targets = targets;
        this.messages = new MessageRows(model, targets);
    }

    Row read(JsonNode json) {
        if (!json.isObject()) {
            throw new RefusedRow("it is not a JSON object");
        }
        return judgedLength > 0 && json.hasNonNull("label") ? judgement(json) : unjudged(json);
    }

    /// A prompt ends where its tokens stop agreeing with those of prompt and completion, as everywhere.
    private Row.Judgement judgement(JsonNode json) {
        var label = json.get("label");
        if (!label.isBoolean()) {
            throw new RefusedRow("its label is neither true nor false");
        }
        if (json.hasNonNull("prompt_ids")) {
            return judgement(ids(json, "prompt_ids"), ids(json, "completion_ids"), label);
        }
        var whole = unjudged(json);
        if (!json.hasNonNull("completion") || !(whole instanceof Row.Tokens row)) {
            throw new RefusedRow("it has a label but no prompt and completion");
        }
        int start = row.start();
        return judgement(
                java.util.Arrays.copyOf(row.ids(), start),
                java.util.Arrays.copyOfRange(row.ids(), start, row.ids().length),
                label);
    }

    private Row.Judgement judgement(int[] prompt, int[] completion, JsonNode label) {
        return new Row.Judgement(prompt, completion, label.asBoolean(), judgedLength);
    }

    private Row unjudged(JsonNode json) {
        if (json.hasNonNull("input_ids")) {
            return masked(json);
        }
        if (json.hasNonNull("prompt_ids")) {
            var prompt = ids(json, "prompt_ids");
            return new Row.Pair(
                    completion(join(prompt, ids(json, "chosen_ids")), prompt.length),
                    completion(join(prompt, ids(json, "rejected_ids")), prompt.length));
        }
        boolean pair = json.hasNonNull("chosen") && json.hasNonNull("rejected");
        if (json.hasNonNull("messages") && !(pair && pairsFirst)) {
            return messages.conversation(json.get("messages"), MessageRows.variables(json));
        }
        if (pair) {
            return pair(json);
        }
        if (json.hasNonNull("prompt") && json.hasNonNull("completion")) {
            var prompt = json.get("prompt");
            if (prompt.isArray()) {
                return messages.completion(prompt, json.get("completion"), MessageRows.variables(json));
            }
            var text = text(json, "prompt");
            return completion(text, text + ended(text(json, "completion")));
        }
        if (json.hasNonNull("text")) {
            return completion(tokenizer.encode(ended(text(json, "text")), true), 0);
        }
        throw new RefusedRow("it has none of messages, prompt and completion, prompt with chosen and rejected, text, "
                + "input_ids, prompt_ids");
    }

    private Row pair(JsonNode json) {
        if (json.get("chosen").isArray()) {
            return messages.pair(
                    json.path("prompt"), json.get("chosen"), json.get("rejected"), MessageRows.variables(json));
        }
        if (!json.hasNonNull("prompt")) {
            throw new RefusedRow("it has no prompt");
        }
        var prompt = text(json, "prompt");
        return pair(
                tokenizer.encode(prompt, true),
                tokenizer.encode(prompt + ended(text(json, "chosen")), true),
                tokenizer.encode(prompt + ended(text(json, "rejected")), true));
    }

    /// Both answers start at the same place: the shorter of the two common prefixes with the prompt.
    static Row.Pair pair(int[] prompt, int[] chosen, int[] rejected) {
        int start = Math.min(commonPrefix(prompt, chosen), commonPrefix(prompt, rejected));
        return new Row.Pair(completion(chosen, start), completion(rejected, start));
    }

    private Row.Tokens completion(String prompt, String whole) {
        var ids = tokenizer.encode(whole, true);
        return completion(ids, targets.leavesPromptOut() ? commonPrefix(tokenizer.encode(prompt, true), ids) : 0);
    }

    /// A sequence whose targets are everything from `start` on.
    static Row.Tokens completion(int[] ids, int start) {
        var target = new boolean[ids.length];
        java.util.Arrays.fill(target, Math.min(start, ids.length), ids.length, true);
        return new Row.Tokens(ids, target);
    }

    static int commonPrefix(int[] a, int[] b) {
        int mismatch = java.util.Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    private String ended(String completion) {
        var eos = tokenizer.eos().orElse("");
        return completion.endsWith(eos) ? completion : completion + eos;
    }

    private static String text(JsonNode json, String name) {
        var value = json.path(name);
        if (!value.isString()) {
            throw new RefusedRow(Plain.text("its %s is not text", name));
        }
        return value.asString();
    }

    private Row.Tokens masked(JsonNode json) {
        var ids = ids(json, "input_ids");
        if (!json.hasNonNull("completion_mask") || !targets.leavesPromptOut()) {
            return completion(ids, 0);
        }
        var mask = json.get("completion_mask");
        if (!mask.isArray() || mask.size() != ids.length) {
            throw new RefusedRow("its completion_mask is not as long as its input_ids");
        }
        var target = new boolean[ids.length];
        for (int t = 0; t < ids.length; t++) {
            target[t] = mask.get(t).asInt(0) != 0 || mask.get(t).asBoolean(false);
        }
        return new Row.Tokens(ids, target);
    }

    private int[] ids(JsonNode json, String name) {
        var list = json.path(name);
        if (!list.isArray()) {
            throw new RefusedRow(Plain.text("its %s is not a list of token ids", name));
        }
        var ids = new int[list.size()];
        for (int t = 0; t < ids.length; t++) {
            var id = list.get(t);
            if (!id.isInt() || id.asInt() < 0 || id.asInt() >= vocabulary) {
                throw new RefusedRow(Plain.text("its %s holds %s, which is no token of this model", name, id));
            }
            ids[t] = id.asInt();
        }
        return ids;
    }

    private static int[] join(int[] a, int[] b) {
        var joined = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
