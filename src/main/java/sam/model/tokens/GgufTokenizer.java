package sam.model.tokens;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sam.durable.Json;
import sam.durable.Plain;
import sam.model.Phi3;
import sam.model.files.ModelException;
import sam.model.gguf.GgufMetadata;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The tokenizer in a GGUF file's metadata as a tokenizer.json, for the same tokenizer library a folder uses.
///
/// Two kinds: `gpt2`, byte-level pairs with merges, and `llama`, SentencePiece pairs with scores and bytes to fall
/// back on.
public final class GgufTokenizer {
    public static final int NORMAL = 1;
    public static final int UNKNOWN = 2;
    public static final int CONTROL = 3;
    public static final int USER = 4;
    public static final int UNUSED = 5;
    public static final int BYTE = 6;

    private static final String KEYS = "tokenizer.ggml.";
    public static final String SPACE = "▁";

    private final GgufMetadata metadata;
    private final List<String> tokens;
    private final long[] types;

    private GgufTokenizer(GgufMetadata metadata) {
        this.metadata = metadata;
        this.tokens = metadata.texts(KEYS + "tokens");
        this.types = metadata.wholes(KEYS + "token_type");
    }

    /// A tokenizer.json that gives the ids llama.cpp gives.
    public static ObjectNode json(GgufMetadata metadata) {
        return new GgufTokenizer(metadata).build();
    }

    /// `bos_token`, `eos_token` and the others by the names chat templates use.
    public static Map<String, String> specials(GgufMetadata metadata) {
        var tokens = metadata.texts(KEYS + "tokens");
        var specials = new LinkedHashMap<String, String>();
        var names = Map.of(
                "bos_token", "bos_token_id",
                "eos_token", "eos_token_id",
                "unk_token", "unknown_token_id",
                "pad_token", "padding_token_id");
        names.forEach((name, key) -> {
            long id = metadata.whole(KEYS + key, -1);
            if (id >= 0 && id < tokens.size()) {
                specials.put(name, tokens.get((int) id));
            }
        });
        return Map.copyOf(specials);
    }

    private ObjectNode build() {
        var kind = metadata.text(KEYS + "model").orElse("");
        if (tokens.isEmpty() || kind.isEmpty()) {
            throw refused("has no tokenizer in it");
        }
        if (types.length != 0 && types.length != tokens.size()) {
            throw refused(Plain.text("has %d tokens but %d token types", tokens.size(), types.length));
        }
        var json = Json.MAPPER.createObjectNode();
        json.put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        json.set("added_tokens", added());
        switch (kind) {
            case "gpt2" -> bytePairs(json);
            case "llama" -> scoredPairs(json);
            default -> throw refused(Plain.text("has a tokenizer of the kind \"%s\"; gpt2 and llama are read", kind));
        }
        return json;
    }

    private long type(int id) {
        return types.length == 0 ? NORMAL : types[id];
    }

    private ArrayNode added() {
        var added = Json.MAPPER.createArrayNode();
        var name = metadata.text("general.name").orElse("");
        for (int id = 0; id < tokens.size(); id++) {
            long type = type(id);
            if ((type == CONTROL || type == USER || type == UNKNOWN)
                    && !tokens.get(id).isEmpty()) {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", Phi3.swallows(name, tokens.get(id)))
                        .put("normalized", false)
                        .put("special", type != USER);
            }
        }
        return added;
    }

    private void bytePairs(ObjectNode json) {
        var pre = metadata.text(KEYS + "pre").orElse("default");
        if (!PreTokenizers.knows(pre)) {
            throw refused(
                    Plain.text("splits text by \"%s\"; known are %s", pre, String.join(", ", PreTokenizers.names())));
        }
        if (PreTokenizers.composed(pre)) {
            json.putObject("normalizer").put("type", "NFC");
        } else {
            json.putNull("normalizer");
        }
        json.set("pre_tokenizer", PreTokenizers.json(pre));
        around(json, PreTokenizers.wholeWords(pre));
        json.putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", true)
                .put("trim_offsets", true)
                .put("use_regex", true);
        var model = json.putObject("model").put("type", "BPE");
        model.putNull("unk_token");
        model.put("fuse_unk", false).put("byte_fallback", false);
        model.put("ignore_merges", PreTokenizers.wholeWords(pre));
        vocabulary(model);
        var merges = model.putArray("merges");
        for (var merge : metadata.texts(KEYS + "merges")) {
            // the space between the two never stands first: a part has at least one character
            int space = merge.indexOf(' ', 1);
            if (space < 0 || space == merge.length() - 1) {
                throw refused(Plain.text("has the merge \"%s\", which is no pair", merge));
            }
            merges.addArray().add(merge.substring(0, space)).add(merge.substring(space + 1));
        }
    }

    private Map<String, Integer> vocabulary(ObjectNode model) {
        var ids = new HashMap<String, Integer>();
        var vocabulary = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            ids.put(tokens.get(id), id);
            vocabulary.put(tokens.get(id), id);
        }
        return ids;
    }

    /// SentencePiece joins the pair whose whole has the highest score: merges in falling order of that score.
    private void scoredPairs(ObjectNode json) {
        var scores = metadata.reals(KEYS + "scores");
        if (scores.length != tokens.size()) {
            throw refused(Plain.text("has %d tokens but %d scores", tokens.size(), scores.length));
        }
        var steps = json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (metadata.flag(KEYS + "add_space_prefix", true)) {
            steps.addObject().put("type", "Prepend").put("prepend", SPACE);
        }
        var spaces = steps.addObject().put("type", "Replace");
        spaces.putObject("pattern").put("String", " ");
        spaces.put("content", SPACE);
        json.putNull("pre_tokenizer");
        around(json, true);
        var decoder = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
        var back = decoder.addObject().put("type", "Replace");
        back.putObject("pattern").put("String", SPACE);
        back.put("content", " ");
        decoder.addObject().put("type", "ByteFallback");
        decoder.addObject().put("type", "Fuse");
        if (metadata.flag(KEYS + "add_space_prefix", true)) {
            decoder.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
        var model = json.putObject("model").put("type", "BPE");
        long unknown = metadata.whole(KEYS + "unknown_token_id", 0);
        if (unknown >= 0 && unknown < tokens.size()) {
            model.put("unk_token", tokens.get((int) unknown));
        }
        model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
        var ids = vocabulary(model);
        var merges = model.putArray("merges");
        for (var merge : merges(ids, scores)) {
            merges.addArray().add(merge.left()).add(merge.right());
        }
    }

    private record Merge(String left, String right, double score, int leftId, int rightId) {}

    private List<Merge> merges(Map<String, Integer> ids, double[] scores) {
        var merges = new ArrayList<Merge>();
        for (int id = 0; id < tokens.size(); id++) {
            if (type(id) != NORMAL) {
                continue;
            }
            var token = tokens.get(id);
            for (int cut = token.offsetByCodePoints(0, token.isEmpty() ? 0 : 1); cut < token.length(); ) {
                var left = ids.get(token.substring(0, cut));
                var right = ids.get(token.substring(cut));
                if (left != null && right != null && type(left) == NORMAL && type(right) == NORMAL) {
                    merges.add(new Merge(token.substring(0, cut), token.substring(cut), scores[id], left, right));
                }
                cut = token.offsetByCodePoints(cut, 1);
            }
        }
        merges.sort(Comparator.comparingDouble((Merge merge) -> -merge.score())
                .thenComparingInt(Merge::leftId)
                .thenComparingInt(Merge::rightId));
        return merges;
    }

    /// What the tokenizer puts around a text on its own.
    private void around(ObjectNode json, boolean begins) {
        var before = special("bos_token_id", metadata.flag(KEYS + "add_bos_token", begins));
        var after = special("eos_token_id", metadata.flag(KEYS + "add_eos_token", false));
        if (before < 0 && after < 0) {
            json.putNull("post_processor");
            return;
        }
        var post = json.putObject("post_processor").put("type", "TemplateProcessing");
        around(post.putArray("single"), "A", 0, before, after);
        var pair = post.putArray("pair");
        around(pair, "A", 0, before, after);
        around(pair, "B", 1, before, after);
        var specials = post.putObject("special_tokens");
        for (int id : new int[] {before, after}) {
            if (id >= 0) {
                var special = specials.putObject(tokens.get(id)).put("id", tokens.get(id));
                special.putArray("ids").add(id);
                special.putArray("tokens").add(tokens.get(id));
            }
        }
    }

    private void around(ArrayNode list, String sequence, int type, int before, int after) {
        if (before >= 0) {
            list.addObject()
                    .putObject("SpecialToken")
                    .put("id", tokens.get(before))
                    .put("type_id", type);
        }
        list.addObject().putObject("Sequence").put("id", sequence).put("type_id", type);
        if (after >= 0) {
            list.addObject()
                    .putObject("SpecialToken")
                    .put("id", tokens.get(after))
                    .put("type_id", type);
        }
    }

    private int special(String key, boolean wanted) {
        long id = metadata.whole(KEYS + key, -1);
        return wanted && id >= 0 && id < tokens.size() ? (int) id : -1;
    }

    private ModelException refused(String what) {
        return new ModelException(
                Plain.text("%s %s. Choose another file, or the model's folder.", metadata.path(), what));
    }
}
