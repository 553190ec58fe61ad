package sam.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sam.durable.Plain;
import sam.model.ChatTemplate;
import sam.model.ModelFamily;
import sam.model.TurnEnds;
import sam.model.files.ModelException;
import sam.model.gguf.GgufValue;
import sam.model.gguf.GgufValue.Kind;
import sam.model.tokens.GgufTokenizer;
import sam.model.tokens.PreTokenizers;
import tools.jackson.databind.JsonNode;

/// A folder's tokenizer.json under the keys of a GGUF file: byte-level pairs with merges, or SentencePiece pairs with
/// scores. Another kind, or a way of splitting that llama.cpp has no name for, is refused.
final class FolderTokenizer {
    private static final String KEYS = "tokenizer.ggml.";
    private static final double NO_SCORE = -1e6;

    private final Path folder;
    private final JsonNode json;
    private final JsonNode config;
    private final JsonNode model;
    private final String[] tokens;
    private final long[] types;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, GgufValue> values = new LinkedHashMap<>();

    private FolderTokenizer(Path folder, JsonNode json, JsonNode config) {
        int size = config.path("vocab_size").asInt(0);
        this.config = config;
        this.folder = folder;
        this.json = json;
        this.model = json.path("model");
        this.tokens = new String[size];
        this.types = new long[size];
    }

    static Map<String, GgufValue> of(Path folder, JsonNode json, JsonNode config) throws IOException {
        return new FolderTokenizer(folder, json, config).build();
    }

    private Map<String, GgufValue> build() throws IOException {
        if (!model.path("type").asString("BPE").equals("BPE")) {
            throw refused(Plain.text("is of the kind %s, not BPE", model.path("type")));
        }
        vocabulary();
        text("model", scored() ? "llama" : "gpt2");
        text("pre", scored() ? "default" : pre());
        values.put(KEYS + "tokens", new GgufValue.Texts(List.of(tokens)));
        if (scored()) {
            scores();
        } else {
            values.put(
                    KEYS + "merges",
                    new GgufValue.Texts(merges().stream()
                            .map(pair -> pair[0] + " " + pair[1])
                            .toList()));
        }
        values.put(KEYS + "token_type", new GgufValue.Wholes(Kind.INT32, types));
        specials();
        return values;
    }

    private void vocabulary() {
        Arrays.fill(types, GgufTokenizer.UNUSED);
        for (int id = 0; id < tokens.length; id++) {
            tokens[id] = Plain.text("[PAD%d]", id);
        }
        model.path("vocab")
                .properties()
                .forEach(entry -> put(entry.getKey(), entry.getValue().asInt(-1), GgufTokenizer.NORMAL));
        if (scored()) {
            for (int b = 0; b < 256; b++) {
                var id = ids.get(Plain.text("<0x%02X>", b));
                if (id != null) {
                    types[id] = GgufTokenizer.BYTE;
                }
            }
        }
        for (var added : json.path("added_tokens")) {
            added(
                    added.path("content").asString(""),
                    added.path("id").asInt(-1),
                    added.path("special").asBoolean(false));
        }
        var unknown = ids.get(model.path("unk_token").asString(""));
        if (unknown != null) {
            types[unknown] = GgufTokenizer.UNKNOWN;
            values.put(KEYS + "unknown_token_id", new GgufValue.Whole(Kind.UINT32, unknown));
        }
    }

    /// Gemma 3 without pictures names a token for them that its model has no row for; it is left out, as llama.cpp's
    /// converter does. That one also looks for words of scored pairs in the text as it is, spaces and all.
    private void added(String token, int id, boolean special) {
        var family = config.path("model_type").asString("");
        if (id >= tokens.length && ModelFamily.of(family).equals(Optional.of(ModelFamily.GEMMA3))) {
            return;
        }
        put(token, id, special ? GgufTokenizer.CONTROL : GgufTokenizer.USER);
        if (!special && scored()) {
            tokens[id] = token.replace(GgufTokenizer.SPACE, " ");
        }
    }

    /// Whether the pairs are SentencePiece's, which have scores.
    private boolean scored() {
        return model.path("byte_fallback").asBoolean(false);
    }

    private void put(String token, int id, int type) {
        if (id < 0 || id >= tokens.length) {
            throw refused(Plain.text("gives %s the id %d, but the model has %d", token, id, tokens.length));
        }
        tokens[id] = token;
        types[id] = type;
        ids.put(token, id);
    }

    private String pre() {
        var normalizer = json.path("normalizer");
        if (normalizer.isObject() && !normalizer.path("type").asString("").equals("NFC")) {
            throw refused(Plain.text("changes text before it is split, by %s", normalizer.path("type")));
        }
        return PreTokenizers.name(json.path("pre_tokenizer"))
                .orElseThrow(() -> refused("splits text in a way that llama.cpp has no name for"));
    }

    private List<String[]> merges() {
        var merges = new ArrayList<String[]>();
        for (var merge : model.path("merges")) {
            if (merge.isArray()) {
                merges.add(
                        new String[] {merge.path(0).asString(""), merge.path(1).asString("")});
            } else {
                var text = merge.asString("");
                int space = text.indexOf(' ', 1);
                if (space < 0) {
                    throw refused(Plain.text("has the merge \"%s\", which is no pair", text));
                }
                merges.add(new String[] {text.substring(0, space), text.substring(space + 1)});
            }
        }
        return merges;
    }

    /// A token's score is the negative rank of the first merge that makes it.
    private void scores() {
        var scores = new double[tokens.length];
        Arrays.fill(scores, NO_SCORE);
        int rank = 0;
        for (var merge : merges()) {
            var id = ids.get(merge[0] + merge[1]);
            if (id != null && scores[id] == NO_SCORE) {
                scores[id] = -rank;
            }
            rank++;
        }
        values.put(KEYS + "scores", new GgufValue.Reals(Kind.FLOAT32, scores));
        var text = json.path("normalizer").toString() + json.path("pre_tokenizer");
        boolean prefix = text.contains("\"Prepend\"")
                || text.contains("\"prepend_scheme\":\"first\"")
                || text.contains("\"prepend_scheme\":\"always\"");
        flag("add_space_prefix", prefix);
    }

    private void specials() throws IOException {
        var named = ChatTemplate.specials(folder);
        var single = json.path("post_processor").path("single");
        var first = single.path(0).path("SpecialToken").path("id").asString("");
        var last =
                single.path(single.size() - 1).path("SpecialToken").path("id").asString("");
        special("bos_token_id", first.isEmpty() ? named.get("bos_token") : first);
        special("eos_token_id", named.getOrDefault("eos_token", last));
        special("padding_token_id", named.get("pad_token"));
        ends();
        flag("add_bos_token", !first.isEmpty());
        flag("add_eos_token", !last.isEmpty() && single.size() > 1);
    }

    /// A file has three places for tokens that end an answer; the folder names any number in two files.
    private void ends() throws IOException {
        var ends = new LinkedHashSet<Integer>();
        var generation = folder.resolve("generation_config.json");
        for (var end : List.of(
                config.path("eos_token_id"),
                Files.isRegularFile(generation)
                        ? FolderMetadata.json(generation).path("eos_token_id")
                        : config.path("nothing"))) {
            (end.isArray() ? end.valueStream() : java.util.stream.Stream.of(end))
                    .filter(JsonNode::isInt)
                    .forEach(id -> ends.add(id.asInt()));
        }
        turnEnd().ifPresent(ends::add);
        if (values.get(KEYS + "eos_token_id") instanceof GgufValue.Whole eos) {
            ends.remove((int) eos.value());
        }
        for (var key : List.of("eos_token_id", "eot_token_id", "eom_token_id")) {
            if (!values.containsKey(KEYS + key) && !ends.isEmpty()) {
                values.put(KEYS + key, new GgufValue.Whole(Kind.UINT32, ends.removeFirst()));
            }
        }
    }

    /// The token that closes a turn in the chat template: often no file names it.
    private Optional<Integer> turnEnd() throws IOException {
        var source = ChatTemplate.source(folder);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        var added = json.path("added_tokens")
                .valueStream()
                .map(token -> token.path("content").asString(""))
                .toList();
        try {
            var template = ChatTemplate.of(source.get(), ChatTemplate.specials(folder));
            return TurnEnds.of(template, added).stops().stream()
                    .filter(added::contains)
                    .map(ids::get)
                    .filter(java.util.Objects::nonNull)
                    .findFirst();
        } catch (ModelException notUnderstood) {
            return Optional.empty();
        }
    }

    private void special(String key, @org.jspecify.annotations.Nullable String token) {
        var id = token == null ? null : ids.get(token);
        if (id != null) {
            values.put(KEYS + key, new GgufValue.Whole(Kind.UINT32, id));
        }
    }

    private void text(String key, String value) {
        values.put(KEYS + key, new GgufValue.Text(value));
    }

    private void flag(String key, boolean value) {
        values.put(KEYS + key, new GgufValue.Flag(value));
    }

    private ModelException refused(String what) {
        return new ModelException(Plain.text("The tokenizer in %s %s; it cannot be written as GGUF.", folder, what));
    }
}
