package sam.model.tokens;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import sam.durable.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How the names in `tokenizer.ggml.pre` split text before the merges, as a Hugging Face pre-tokenizer and back.
public final class PreTokenizers {
    private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String TAIL = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final String LLAMA3 = CONTRACTIONS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}" + TAIL;
    private static final String QWEN2 = CONTRACTIONS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" + TAIL;
    private static final String TEKKEN =
            "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
                    + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
                    + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final List<String> DEFAULT = List.of(
            "[\\p{P}\\$\\+<=>\\^~\\|]+",
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)",
            "\\p{N}+",
            "[0-9][0-9][0-9]");

    private static final String DIGITS = "digits";
    private static final String PLAIN = "plain";

    /// What each name stands for: one of the words above, or expressions to split by, in order.
    private static final Map<String, List<String>> SPLITS = Map.ofEntries(
            Map.entry("llama-bpe", List.of(LLAMA3)),
            Map.entry("llama3", List.of(LLAMA3)),
            Map.entry("llama-v3", List.of(LLAMA3)),
            Map.entry("smaug-bpe", List.of(LLAMA3)),
            Map.entry("dbrx", List.of(LLAMA3)),
            Map.entry("qwen2", List.of(QWEN2)),
            Map.entry("deepseek-r1-qwen", List.of(QWEN2)),
            Map.entry("tekken", List.of(TEKKEN)),
            Map.entry("smollm", List.of(DIGITS)),
            Map.entry("starcoder", List.of(DIGITS)),
            Map.entry("refact", List.of(DIGITS)),
            Map.entry("gpt-2", List.of(PLAIN)),
            Map.entry("gpt2", List.of(PLAIN)),
            Map.entry("olmo", List.of(PLAIN)),
            Map.entry("default", DEFAULT));

    /// The names with one entry for each way, for writing.
    private static final List<String> WRITTEN = List.of("llama-bpe", "qwen2", "tekken", "smollm", "gpt-2", "default");

    private PreTokenizers() {}

    static List<String> names() {
        return SPLITS.keySet().stream().sorted().toList();
    }

    /// Whether a name is known.
    static boolean knows(String pre) {
        return SPLITS.containsKey(pre);
    }

    /// Whether a whole word of the vocabulary is taken before any merge, and text begins with the begin token unless
    /// the file says otherwise.
    static boolean wholeWords(String pre) {
        return SPLITS.get(pre) instanceof List<String> splits
                && (splits.equals(List.of(LLAMA3)) && !pre.equals("dbrx") && !pre.equals("smaug-bpe")
                        || splits.equals(List.of(TEKKEN)));
    }

    /// Whether text is brought to its composed form first, as the makers of the tokenizer do.
    static boolean composed(String pre) {
        return List.of(QWEN2).equals(SPLITS.get(pre));
    }

    /// The `pre_tokenizer` of a tokenizer.json.
    public static ObjectNode json(String pre) {
        var splits = SPLITS.getOrDefault(pre, DEFAULT);
        if (splits.equals(List.of(PLAIN))) {
            return bytes(true);
        }
        var sequence = Json.MAPPER.createObjectNode().put("type", "Sequence");
        var steps = sequence.putArray("pretokenizers");
        if (splits.equals(List.of(DIGITS))) {
            steps.addObject().put("type", "Digits").put("individual_digits", true);
            steps.add(bytes(true));
            return sequence;
        }
        for (var expression : splits) {
            var split = steps.addObject().put("type", "Split");
            split.putObject("pattern").put("Regex", expression);
            split.put("behavior", "Isolated").put("invert", false);
        }
        steps.add(bytes(false));
        return sequence;
    }

    /// The name that stands for a tokenizer.json's way of splitting; empty when there is none.
    public static Optional<String> name(JsonNode preTokenizer) {
        var wanted = essence(preTokenizer);
        return WRITTEN.stream().filter(pre -> essence(json(pre)).equals(wanted)).findFirst();
    }

    /// The steps without what does not change ids.
    private static ArrayNode essence(JsonNode preTokenizer) {
        var essence = Json.MAPPER.createArrayNode();
        var steps = preTokenizer.path("type").asString("").equals("Sequence")
                ? preTokenizer.path("pretokenizers")
                : Json.MAPPER.createArrayNode().add(preTokenizer);
        for (var step : steps) {
            var kept = essence.addObject().put("type", step.path("type").asString(""));
            switch (step.path("type").asString("")) {
                case "ByteLevel" ->
                    kept.put("space", step.path("add_prefix_space").asBoolean(true))
                            .put("regex", step.path("use_regex").asBoolean(true));
                case "Digits" -> kept.put("each", step.path("individual_digits").asBoolean(false));
                case "Split" -> {
                    kept.put("regex", step.path("pattern").path("Regex").asString("?"));
                    kept.put("behavior", step.path("behavior").asString("").replace("Removed", "?"));
                    kept.put("invert", step.path("invert").asBoolean(false));
                }
                default -> kept.set("all", step);
            }
        }
        return essence;
    }

    private static ObjectNode bytes(boolean regex) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", regex);
    }
}
