package sam.model;

import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What llama.cpp takes for granted of a model whose `general.name` says Phi-3, whatever it is: special tokens swallow
/// the white space behind them, but for three; and a vocabulary without those three and `</s>` does not load.
public final class Phi3 {
    private static final Set<String> PLAIN = Set.of("<unk>", "<s>", "<|endoftext|>");
    private static final String END = "</s>";

    private Phi3() {}

    /// Whether a special token of a model of this name swallows the white space behind it.
    public static boolean swallows(String name, String token) {
        return named(name) && !PLAIN.contains(token);
    }

    /// The name to write, changed where llama.cpp would make of it what tokenizer.json does not say.
    public static String name(String name, JsonNode tokenizer) {
        if (!swallowing(tokenizer)) {
            return name.replaceAll("(?i)phi-?3", "phi 3");
        }
        return named(name) ? name : name + " (Phi-3)";
    }

    private static boolean named(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("phi-3") || lower.contains("phi3");
    }

    private static boolean swallowing(JsonNode tokenizer) {
        int named = 0;
        for (var added : tokenizer.path("added_tokens")) {
            var token = added.path("content").asString("");
            if (added.path("rstrip").asBoolean(false) == PLAIN.contains(token)) {
                return false;
            }
            named += PLAIN.contains(token) || token.equals(END) ? 1 : 0;
        }
        return named == PLAIN.size() + 1;
    }
}
