package sam.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.Example;
import tools.jackson.databind.JsonNode;

/// What becomes of the fields a format did not read: one that would change what the row means refuses the row by its
/// name, and what is harmless is reported once for the file.
final class LeftFields {
    /// Said false (or 0, or "bad"), the row is an example of what not to do.
    private static final Set<String> GOOD = Set.of(
            "label",
            "kto_tag",
            "is_correct",
            "correct",
            "is_accepted",
            "accepted",
            "is_approved",
            "approved",
            "is_valid",
            "valid",
            "review_result",
            "train",
            "trainable",
            "is_good",
            "good",
            "keep",
            "included",
            "passed",
            "is_preferred",
            "is_chosen",
            "thumbs_up",
            "liked",
            "desirable",
            "is_desirable",
            "acceptable");
    /// Said true, the same.
    private static final Set<String> BAD = Set.of(
            "deleted",
            "is_deleted",
            "removed",
            "is_removed",
            "masked",
            "is_masked",
            "spam",
            "is_spam",
            "is_rejected",
            "flagged",
            "is_flagged",
            "skip",
            "ignore",
            "ignored",
            "exclude",
            "excluded",
            "discard",
            "discarded",
            "invalid",
            "is_invalid",
            "incorrect",
            "is_incorrect",
            "wrong",
            "is_wrong",
            "bad",
            "is_bad",
            "toxic",
            "is_toxic",
            "corrupted",
            "is_refusal",
            "thumbs_down",
            "disliked",
            "undesirable",
            "swapped",
            "is_swapped",
            "tie",
            "is_tie",
            "hidden",
            "retracted");
    /// Said in a word.
    private static final Set<String> VERDICTS = Set.of(
            "label",
            "kto_tag",
            "status",
            "verdict",
            "decision",
            "judgement",
            "judgment",
            "feedback",
            "outcome",
            "quality",
            "review",
            "response_status",
            "review_status",
            "annotation_status",
            "state",
            "rating");
    private static final Set<String> BAD_WORDS = Set.of(
            "bad",
            "reject",
            "rejected",
            "negative",
            "false",
            "incorrect",
            "wrong",
            "dislike",
            "disliked",
            "thumbs_down",
            "deleted",
            "removed",
            "discard",
            "discarded",
            "spam",
            "invalid",
            "fail",
            "failed",
            "tie",
            "undesirable",
            "unacceptable",
            "swapped");
    private static final Set<String> WEIGHTS = Set.of("weight", "loss_weight", "sample_weight", "row_weight");
    private static final Set<String> MEDIA = Set.of(
            "image",
            "images",
            "image_url",
            "image_urls",
            "image_path",
            "picture",
            "pictures",
            "video",
            "videos",
            "audio",
            "audios",
            "attachments",
            "files");
    /// How the conversation is put to the model.
    private static final Set<String> SETTINGS = Set.of(
            "tools", "functions", "tool_calls", "function_call", "chat_template", "chat_template_kwargs", "documents");
    /// Where formats keep what a row says; harmless only when it is said already.
    private static final Set<String> CONTENT = Set.of(
            "prompt",
            "prompts",
            "completion",
            "completions",
            "instruction",
            "instructions",
            "input",
            "inputs",
            "output",
            "outputs",
            "response",
            "responses",
            "context",
            "question",
            "query",
            "answer",
            "answers",
            "messages",
            "conversations",
            "conversation",
            "dialogue",
            "dialog",
            "chosen",
            "rejected",
            "preferred",
            "dispreferred",
            "preferred_output",
            "non_preferred_output",
            "history",
            "system",
            "system_prompt",
            "system_message",
            "system_instruction",
            "reasoning",
            "reasoning_content",
            "thinking",
            "thoughts",
            "rationale",
            "chain_of_thought",
            "cot",
            "choices",
            "options",
            "passage",
            "background",
            "persona",
            "character",
            "hint",
            "hints",
            "prefix",
            "suffix",
            "prefill",
            "refusal",
            "content",
            "value",
            "text_parts");
    private static final Pattern SCORE = Pattern.compile("scor|rating|reward|rank|quality|grade|vote|likert|elo");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z])|[ \\-.]+");

    private final Map<String, String> plainNames = new HashMap<>();

    /// Refuses the row when a field that was not read changes its meaning; else the names of those that were not.
    List<String> harmless(Fields row, @Nullable Example example) throws RowRefusedException {
        var left = row.left();
        if (left.isEmpty()) {
            return List.of();
        }
        for (var field : left) {
            require(field, example);
        }
        if (example instanceof Example.Preference) {
            requireBetter(left);
        }
        return left.stream().map(Fields.Left::path).distinct().toList();
    }

    private void require(Fields.Left field, @Nullable Example example) throws RowRefusedException {
        var name = plain(field.name());
        var value = field.value();
        if (MEDIA.contains(name)) {
            throw new RowRefusedException(Plain.text("its field “%s” holds more than text", field.path()));
        }
        if (SETTINGS.contains(name) || CONTENT.contains(name)) {
            if (SETTINGS.contains(name) || example == null || !isSaid(value, example)) {
                throw new RowRefusedException(
                        Plain.text("its field “%s” says something that would be left out", field.path()));
            }
            return;
        }
        var truth = Fields.truth(value);
        var number = Fields.numberOf(value);
        boolean bad = GOOD.contains(name) && (Boolean.FALSE.equals(truth) || number != null && number.signum() < 0)
                || BAD.contains(name) && Boolean.TRUE.equals(truth)
                || VERDICTS.contains(name) && isBadWord(value) && (example == null || !isSaid(value, example));
        if (bad) {
            throw new RowRefusedException(
                    Plain.text("its field “%s” is %s: it is no example to learn from", field.path(), shortly(value)));
        }
        if (WEIGHTS.contains(name) && !Boolean.TRUE.equals(truth)) {
            throw new RowRefusedException(
                    Plain.text("its field “%s” is not 1, and rows are not weighted", field.path()));
        }
        if (name.equals("margin") || name.endsWith("_margin")) {
            if (number != null && number.signum() < 0) {
                throw new RowRefusedException(
                        Plain.text("its field “%s” is negative: the rejected answer is the better one", field.path()));
            }
        }
    }

    /// Two scores that differ in name by chosen and rejected must say that the chosen answer is the better one.
    private void requireBetter(List<Fields.Left> left) throws RowRefusedException {
        for (var field : left) {
            var name = plain(field.name());
            var counterpart = name.contains("chosen") ? name.replace("chosen", "rejected") : "";
            if (counterpart.isEmpty() || !SCORE.matcher(name).find()) {
                continue;
            }
            for (var other : left) {
                if (plain(other.name()).equals(counterpart)) {
                    requireBetter(field, other, name.contains("rank"));
                }
            }
        }
    }

    private static void requireBetter(Fields.Left chosen, Fields.Left rejected, boolean lowerIsBetter)
            throws RowRefusedException {
        var better = Fields.numberOf(chosen.value());
        var worse = Fields.numberOf(rejected.value());
        if (better == null || worse == null) {
            return;
        }
        int order = lowerIsBetter ? worse.compareTo(better) : better.compareTo(worse);
        if (order < 0) {
            throw new RowRefusedException(Plain.text(
                    "its “%s” is worse than its “%s”: the rejected answer is the better one",
                    chosen.path(), rejected.path()));
        }
        if (order == 0) {
            throw new RowRefusedException(Plain.text(
                    "its “%s” and “%s” are equal: neither answer is the better one", chosen.path(), rejected.path()));
        }
    }

    /// Whether the example says this already.
    private static boolean isSaid(JsonNode value, Example example) {
        var texts = example.texts();
        if (value.isContainer()) {
            for (var entry :
                    value.isObject() ? List.copyOf(value.properties()) : List.<Map.Entry<String, JsonNode>>of()) {
                boolean aboutIt = Set.of("role", "from", "type", "name", "id").contains(entry.getKey());
                if (!aboutIt && Fields.isContent(entry.getValue()) && !isSaid(entry.getValue(), example)) {
                    return false;
                }
            }
            for (var child : value.isArray() ? value : List.<JsonNode>of()) {
                if (Fields.isContent(child) && !isSaid(child, example)) {
                    return false;
                }
            }
            return true;
        }
        var digits = VerbatimJson.digits(value);
        var text = (digits == null ? value.asString("") : digits).strip();
        return texts.stream().anyMatch(said -> holds(said, text));
    }

    /// Whether a text holds another that is no part of a word of it.
    private static boolean holds(String text, String part) {
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            int end = at + part.length();
            boolean begins = at == 0
                    || !Character.isLetterOrDigit(text.charAt(at - 1))
                    || !Character.isLetterOrDigit(text.charAt(at));
            boolean ends = end == text.length()
                    || !Character.isLetterOrDigit(text.charAt(end))
                    || !Character.isLetterOrDigit(text.charAt(end - 1));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBadWord(JsonNode value) {
        return value.isString()
                && BAD_WORDS.contains(
                        value.asString().strip().toLowerCase(Locale.ROOT).replaceAll("[ -]", "_"));
    }

    private static String shortly(JsonNode value) {
        var digits = VerbatimJson.digits(value);
        var text = digits == null ? value.asString("") : digits;
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }

    /// `isCorrect`, `is-correct` and `is_correct` are one name.
    private String plain(String name) {
        if (name.length() > 60) {
            return "";
        }
        if (plainNames.size() > 10_000) {
            plainNames.clear();
        }
        return plainNames.computeIfAbsent(
                name, each -> HUMP.matcher(each).replaceAll("_").toLowerCase(Locale.ROOT));
    }
}
