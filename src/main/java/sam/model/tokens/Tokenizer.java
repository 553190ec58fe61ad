package sam.model.tokens;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sam.durable.Json;
import sam.durable.Plain;
import sam.model.ChatTemplate;
import sam.model.GgufFile;
import sam.model.ModelConfig;
import sam.model.ModelFolder;
import sam.model.ModelJson;
import sam.model.files.ModelException;
import sam.processes.NativeFolders;
import tools.jackson.databind.JsonNode;

/// A model's own tokenizer: text to token ids and back, exactly as `tokenizer.json` says.
public final class Tokenizer implements AutoCloseable {
    /// Models may have rows to spare; one with more than this many times the tokens is another model.
    private static final int PADDING = 10;

    private static final int MOST_UNREAD = 8;

    /// The file may carry truncation and padding, training wants neither.
    private static final Map<String, String> PLAIN = Map.of("truncation", "false", "padding", "false");

    private final Path file;
    private final HuggingFaceTokenizer encoder;
    private final Map<String, String> specials;
    private final Optional<String> eos;
    private final Set<Integer> stops;
    private final Map<String, Integer> added;
    private final int vocabulary;

    private Tokenizer(
            Path file,
            HuggingFaceTokenizer encoder,
            Map<String, String> specials,
            Optional<String> eos,
            Set<Integer> stops,
            Map<String, Integer> added,
            int vocabulary) {
        this.added = added;
        this.file = file;
        this.vocabulary = vocabulary;
        this.encoder = encoder;
        this.specials = specials;
        this.eos = eos;
        this.stops = stops;
    }

    /// The tokenizer of a model that was opened.
    public static Tokenizer of(ModelFolder folder) throws IOException {
        var file = folder.file();
        return file.isPresent() ? open(file.get(), folder.config()) : open(folder.root(), folder.config());
    }

    /// Loads `tokenizer.json`, or what a GGUF file says instead, and checks that every token has a row in the model.
    public static Tokenizer open(Path folder, ModelConfig config) throws IOException {
        if (GgufFile.isGguf(folder)) {
            return open(GgufFile.open(folder), config);
        }
        var file = folder.resolve("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw new ModelException(Plain.text("There is no tokenizer.json in %s. Download the model again.", folder));
        }
        return open(
                file,
                ModelJson.read(file),
                ChatTemplate.specials(folder),
                config,
                () -> HuggingFaceTokenizer.newInstance(file, PLAIN));
    }

    static Tokenizer open(GgufFile file, ModelConfig config) throws IOException {
        var json = GgufTokenizer.json(file.metadata());
        var specials = GgufTokenizer.specials(file.metadata());
        return open(
                file.path(),
                json,
                specials,
                config,
                () -> HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(Json.MAPPER.writeValueAsBytes(json)), PLAIN));
    }

    private interface Encoder {
        HuggingFaceTokenizer open() throws IOException;
    }

    private static Tokenizer open(
            Path model, JsonNode json, Map<String, String> specials, ModelConfig config, Encoder encoder)
            throws IOException {
        TokenizerShape.check(json, model);
        var ids = vocabulary(json, model);
        ids.keySet().removeAll(unread(json, config));
        int size = ids.values().stream().mapToInt(id -> id).max().orElse(-1) + 1;
        if (size > config.vocabulary() || size < config.vocabulary() / PADDING) {
            throw new ModelException(Plain.text(
                    "The tokenizer in %s has %d tokens, but the model has %d. Take both from the same model.",
                    model, size, config.vocabulary()));
        }
        var eos = Optional.ofNullable(specials.get("eos_token"));
        if (eos.isPresent() && !ids.containsKey(eos.get())) {
            throw new ModelException(Plain.text(
                    "The tokenizer in %s does not know its own end token %s. Download the model again.",
                    model, eos.get()));
        }
        var stops = new LinkedHashSet<>(config.eosIds());
        eos.ifPresent(token -> stops.add(ids.get(token)));
        if (ids.containsKey("<|im_end|>")) {
            stops.add(ids.get("<|im_end|>"));
        }
        NativeFolders.engine();
        var added = new LinkedHashMap<String, Integer>();
        for (var token : json.path("added_tokens")) {
            var id = ids.get(token.path("content").asString(""));
            if (id != null) {
                added.put(token.path("content").asString(""), id);
            }
        }
        try {
            return new Tokenizer(
                    model,
                    encoder.open(),
                    specials,
                    eos,
                    Set.copyOf(stops),
                    Collections.unmodifiableMap(added),
                    config.vocabulary());
        } catch (RuntimeException e) {
            throw unusable(model, e);
        }
    }

    private static ModelException unusable(Path file, RuntimeException cause) {
        return new ModelException(
                Plain.text("%s cannot be used as a tokenizer. Download the model again.", file), cause);
    }

    /// The ids of a text. With `special`, the tokens the tokenizer itself puts around a text are added.
    public int[] encode(String text, boolean special) {
        try {
            return known(ints(encoder.encode(text, special, false).getIds()));
        } catch (ModelException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unusable(file, e);
        }
    }

    /// The ids of a text, without tokens around it, and where in the text each stands.
    public Pieces pieces(String text) {
        try {
            var encoding = encoder.encode(text, false, false);
            return Pieces.of(known(ints(encoding.getIds())), encoding.getCharTokenSpans(), text);
        } catch (ModelException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unusable(file, e);
        }
    }

    private int[] known(int[] ids) {
        for (int id : ids) {
            if (id >= vocabulary) {
                throw new ModelException(Plain.text(
                        "The text holds %s, which this model does not know. Take it out of the text.",
                        decode(new int[] {id}, false)));
            }
        }
        return ids;
    }

    /// Special tokens added behind the model's last one: text models made from ones that see carry the placeholder of a
    /// picture, for which they have no embedding (Gemma 3 1B).
    private static Set<String> unread(JsonNode json, ModelConfig config) {
        var unread = new LinkedHashSet<String>();
        for (var added : json.path("added_tokens")) {
            if (added.path("special").asBoolean(false) && added.path("id").asInt(0) >= config.vocabulary()) {
                unread.add(added.path("content").asString(""));
            }
        }
        return unread.size() <= MOST_UNREAD ? unread : Set.of();
    }

    /// The text of ids; special tokens are left out when `skipSpecial`.
    public String decode(int[] ids, boolean skipSpecial) {
        try {
            return encoder.decode(java.util.Arrays.stream(ids).asLongStream().toArray(), skipSpecial);
        } catch (RuntimeException e) {
            throw unusable(file, e);
        }
    }

    /// The token that ends a text, where the tokenizer names one.
    public Optional<String> eos() {
        return eos;
    }

    /// Ids after which generation ends whatever the chat template: the end tokens of the model and of the tokenizer,
    /// and
    /// ChatML's. See `ModelText.ends`.
    public Set<Integer> stops() {
        return stops;
    }

    /// The texts of `stops`, as a chat template writes them.
    List<String> endTexts() {
        return stops.stream()
                .map(id -> decode(new int[] {id}, false))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /// The tokens that are found in a text before it is cut into pieces: turns open and close with them.
    Map<String, Integer> added() {
        return added;
    }

    /// `bos_token`, `eos_token` and the others by name, as chat templates see them.
    public Map<String, String> specials() {
        return specials;
    }

    private static int[] ints(long[] ids) {
        return java.util.Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    private static Map<String, Integer> vocabulary(JsonNode json, Path file) {
        var ids = new LinkedHashMap<String, Integer>();
        var vocab = json.path("model").path("vocab");
        if (vocab.isArray()) {
            for (int id = 0; id < vocab.size(); id++) {
                ids.put(vocab.get(id).path(0).asString(""), id);
            }
        } else {
            vocab.properties().forEach(entry -> ids.put(entry.getKey(), id(entry.getKey(), entry.getValue(), file)));
        }
        for (var added : json.path("added_tokens")) {
            var content = added.path("content").asString("");
            ids.put(content, id(content, added.path("id"), file));
        }
        return ids;
    }

    private static int id(String token, JsonNode id, Path file) {
        int value = id.asInt(-1);
        if (value < 0 || value == Integer.MAX_VALUE) {
            throw new ModelException(
                    Plain.text("%s gives the token \"%s\" the id %s. Download the model again.", file, token, id));
        }
        return value;
    }

    @Override
    public void close() {
        encoder.close();
    }
}
