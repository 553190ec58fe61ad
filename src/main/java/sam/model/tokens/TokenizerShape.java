package sam.model.tokens;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sam.durable.Plain;
import sam.model.files.ModelException;
import tools.jackson.databind.JsonNode;

/// What must hold of a `tokenizer.json` before the native tokenizer sees it: that one ends the whole process over JSON
/// it cannot take, instead of refusing it.
final class TokenizerShape {
    /// The native reader stops at 128.
    private static final int DEEPEST = 100;

    /// The kinds of steps the native tokenizer takes. `Precompiled` is not among them: its table is used unchecked.
    private static final Map<String, Set<String>> STEPS = Map.of(
            "normalizer",
            Set.of(
                    "Sequence",
                    "NFC",
                    "NFD",
                    "NFKC",
                    "NFKD",
                    "Lowercase",
                    "Strip",
                    "StripAccents",
                    "Replace",
                    "Prepend",
                    "ByteLevel",
                    "BertNormalizer",
                    "Nmt"),
            "pre_tokenizer",
            Set.of(
                    "Sequence",
                    "ByteLevel",
                    "Metaspace",
                    "Split",
                    "Digits",
                    "Whitespace",
                    "WhitespaceSplit",
                    "Punctuation",
                    "CharDelimiterSplit",
                    "BertPreTokenizer",
                    "UnicodeScripts"),
            "post_processor",
            Set.of("Sequence", "ByteLevel", "TemplateProcessing", "BertProcessing", "RobertaProcessing"),
            "decoder",
            Set.of(
                    "Sequence",
                    "ByteLevel",
                    "Metaspace",
                    "Replace",
                    "Fuse",
                    "Strip",
                    "ByteFallback",
                    "WordPiece",
                    "BPEDecoder",
                    "CTC"));

    private final Path file;

    private TokenizerShape(Path file) {
        this.file = file;
    }

    static void check(JsonNode json, Path file) {
        var shape = new TokenizerShape(file);
        shape.require(json.isObject(), "", "is not a JSON object");
        shape.values(json, "", 0);
        STEPS.forEach((name, kinds) -> shape.step(json.path(name), "/" + name, kinds));
        shape.merges(json.path("model"));
    }

    private void step(JsonNode step, String place, Set<String> kinds) {
        if (step.isMissingNode() || step.isNull()) {
            return;
        }
        var kind = step.path("type").asString("");
        require(kinds.contains(kind), place, Plain.text("is of the kind \"%s\", which is not read here", kind));
        switch (kind) {
            case "Sequence" -> {
                for (var list : List.of("normalizers", "pretokenizers", "processors", "decoders")) {
                    for (var inner : step.path(list)) {
                        step(inner, place, kinds);
                    }
                }
            }
            case "Strip" ->
                require(place.equals("/normalizer") || step.path("stop").asInt(-1) == 0, place, "strips from the end");
            case "TemplateProcessing" -> template(step, place);
            default -> {}
        }
    }

    /// Every special token of the template must be told, and a single text has no second part.
    private void template(JsonNode step, String place) {
        for (var form : List.of("single", "pair")) {
            for (var piece : step.path(form)) {
                var token = piece.path("SpecialToken").path("id");
                require(
                        token.isMissingNode() || step.path("special_tokens").has(token.asString("")),
                        place,
                        Plain.text("puts the token %s around texts and does not say what it is", token));
                require(
                        form.equals("pair")
                                || !piece.path("Sequence")
                                        .path("id")
                                        .asString("A")
                                        .equals("B"),
                        place,
                        "wants two texts where one is given");
            }
        }
    }

    /// A merge's second part begins with the prefix of continued words, where there is one.
    private void merges(JsonNode model) {
        var prefix = model.path("continuing_subword_prefix").asString("");
        if (prefix.isEmpty()) {
            return;
        }
        for (var merge : model.path("merges")) {
            var second = merge.isArray()
                    ? merge.path(1).asString("")
                    : merge.asString("").replaceFirst("^\\S* ", "");
            require(second.startsWith(prefix), "/model", "merges parts that do not begin with its prefix");
        }
    }

    private void values(JsonNode node, String place, int depth) {
        require(depth <= DEEPEST, place, "is nested too deeply");
        if (node.isObject()) {
            for (var entry : node.properties()) {
                require(isText(entry.getKey()), place, "has a name that is no text");
                values(entry.getValue(), depth < 3 ? place + "/" + entry.getKey() : place, depth + 1);
            }
        } else if (node.isArray()) {
            for (var item : node) {
                values(item, place, depth + 1);
            }
        } else if (node.isString()) {
            require(isText(node.asString()), place, "holds a text with half a character");
        } else if (node.isNumber()) {
            require(Double.isFinite(node.asDouble(Double.NaN)), place, "holds a number beyond all numbers");
        }
    }

    /// Java's texts can hold half a character, UTF-8 cannot.
    private static boolean isText(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (Character.isSurrogate(text.charAt(i)) && Character.charCount(text.codePointAt(i)) == 1) {
                return false;
            }
        }
        return true;
    }

    private void require(boolean holds, String place, String otherwise) {
        if (!holds) {
            throw new ModelException(Plain.text(
                    "%s cannot be used as a tokenizer: %s %s. Download the model again.",
                    file, place.isEmpty() ? "it" : place, otherwise));
        }
    }
}
