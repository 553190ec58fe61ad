package sam.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.model.GgufFile;
import sam.model.ModelFolder;
import sam.model.files.ModelException;
import sam.model.tokens.Tokenizer;
import tools.jackson.databind.node.ObjectNode;

/// Tokens with scores, and the special ones of Gemma 3 and Phi-3, are in a file what they are in a folder.
class FileTokensTest {
    @TempDir
    Path folder;

    @Test
    void wordsOfSpacesAreFoundAndATokenWithoutARowIsLeftOut() throws IOException {
        var model = FamilyCopy.gemma3(4, folder.resolve("model"));
        var json = scored(List.of("<pad>", "<eos>", "<bos>", "<unk>"), List.of("▁▁", "▁▁▁"), false);
        added(json, "<image_soft_token>", 40, true, false);
        Files.writeString(model.resolve("tokenizer.json"), json.toString());
        var file = FamilyCopy.gguf(model);
        var metadata = GgufFile.open(file).metadata();
        assertThat(metadata.texts("tokenizer.ggml.tokens"))
                .hasSize(40)
                .contains("  ", "   ")
                .doesNotContain("▁▁");
        assertThat(metadata.flag("tokenizer.ggml.add_space_prefix", true)).isFalse();
        sameIds(model, file, "a  b", "   cab", "<bos>a b");
    }

    @Test
    void specialTokensThatSwallowSpaceDoSoInAFile() throws IOException {
        var specials = List.of("<unk>", "<s>", "</s>", "<|endoftext|>", "<|user|>", "<|end|>");
        var model = FamilyCopy.spelling("phi3", folder.resolve("model"));
        Files.writeString(
                model.resolve("tokenizer.json"),
                scored(specials, List.of(), true).toString());
        var file = FamilyCopy.gguf(model);
        assertThat(GgufFile.open(file).metadata().text("general.name")).contains("model (Phi-3)");
        sameIds(model, file, "<|user|>  a b<|end|> <s> a", "a b");
    }

    @Test
    void aTokenWithoutARowIsRefusedInOtherFamilies() throws IOException {
        var specials = List.of("<unk>", "<s>", "</s>");
        var model = FamilyCopy.spelling("phi3", folder.resolve("model"));
        var json = scored(specials, List.of(), true);
        added(json, "<more>", 40_000, true, false);
        Files.writeString(model.resolve("tokenizer.json"), json.toString());
        assertThatThrownBy(() -> FamilyCopy.gguf(model))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("gives <more> the id 40000");
    }

    @Test
    void aNameThatWouldMakeThemSwallowSpaceIsNotWritten() throws IOException {
        var model = FamilyCopy.spelling("phi3", folder.resolve("My-Phi-3"));
        var file = FamilyCopy.gguf(model);
        assertThat(GgufFile.open(file).metadata().text("general.name")).contains("My-phi 3");
    }

    private static void sameIds(Path model, Path file, String... texts) throws IOException {
        try (var plain = Tokenizer.of(ModelFolder.open(model));
                var packed = Tokenizer.of(ModelFolder.open(file))) {
            for (var text : texts) {
                var ids = plain.encode(text, true);
                assertThat(packed.encode(text, true)).as(text).containsExactly(ids);
                assertThat(packed.decode(ids, false)).as(text).isEqualTo(plain.decode(ids, false));
            }
        }
    }

    /// A SentencePiece tokenizer.json of a few letters; `swallow` as Phi-3's has it.
    private static ObjectNode scored(List<String> specials, List<String> words, boolean swallow) {
        var json = Json.MAPPER.createObjectNode().put("version", "1.0");
        json.putArray("added_tokens");
        var steps = json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (swallow) {
            steps.addObject().put("type", "Prepend").put("prepend", "▁");
        }
        var spaces = steps.addObject().put("type", "Replace").put("content", "▁");
        spaces.putObject("pattern").put("String", " ");
        decoder(json, swallow);
        var bpe = json.putObject("model").put("type", "BPE").put("unk_token", "<unk>");
        bpe.put("byte_fallback", true).put("fuse_unk", true);
        bpe.putArray("merges").add("▁ ▁").add("▁▁ ▁").add("▁ a");
        var vocabulary = bpe.putObject("vocab");
        for (var token : specials) {
            boolean plain = List.of("<unk>", "<s>", "<|endoftext|>").contains(token);
            added(json, token, vocabulary.size(), true, swallow && !plain);
            vocabulary.put(token, vocabulary.size());
        }
        for (var token : words) {
            added(json, token, vocabulary.size(), false, false);
            vocabulary.put(token, vocabulary.size());
        }
        for (var token : List.of("▁▁", "▁▁▁", "▁a", "▁", "a", "b", "c", "<0x20>", "<0x0A>")) {
            if (!vocabulary.has(token)) {
                vocabulary.put(token, vocabulary.size());
            }
        }
        return json;
    }

    private static void decoder(ObjectNode json, boolean prefixed) {
        var steps = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
        var spaces = steps.addObject().put("type", "Replace").put("content", " ");
        spaces.putObject("pattern").put("String", "▁");
        steps.addObject().put("type", "Fuse");
        if (prefixed) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
    }

    private static void added(ObjectNode json, String token, int id, boolean special, boolean swallow) {
        json.withArray("added_tokens")
                .addObject()
                .put("id", id)
                .put("content", token)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", swallow)
                .put("normalized", false)
                .put("special", special);
    }
}
