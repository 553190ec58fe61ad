package sam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.Adapter;
import sam.adapters.Adapter.Matrices;
import sam.adapters.Adapter.Place;
import sam.adapters.AdapterFolder;
import sam.adapters.LoraShape;
import sam.engine.LoadedModel;
import sam.model.files.ModelException;
import sam.model.files.SafetensorsFile;
import sam.model.files.SafetensorsWriter;
import sam.model.files.SafetensorsWriter.FloatTensor;
import sam.model.tokens.Tokenizer;

class BadModelTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @TempDir
    Path folder;

    private Path model;
    private Path sharded;

    @BeforeEach
    void copyTheModels() throws IOException {
        model = copy("model");
        sharded = copy("untied");
    }

    @Test
    void aFolderWithoutAModelIsNamed() {
        assertRefused(folder.resolve("nowhere"), "There is no folder");
        assertRefused(folder, "There is no config.json in " + folder);
    }

    @Test
    void truncatedWeightsAreRefused() throws IOException {
        var weights = model.resolve("model.safetensors");
        Files.write(weights, java.util.Arrays.copyOf(Files.readAllBytes(weights), 50_000));
        assertRefused(model, "bytes of data but holds");
        Files.write(weights, new byte[0]);
        assertRefused(model, "is empty");
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        Files.delete(sharded.resolve("model-00002-of-00002.safetensors"));
        assertRefused(sharded, "The part model-00002-of-00002.safetensors of the model");
    }

    @Test
    void anIndexMayNotPointOutOfItsFolder() throws IOException {
        edit(sharded.resolve("model.safetensors.index.json"), "\"model-00001-of-00002", "\"../model-00001-of-00002");
        assertRefused(sharded, "outside its folder");
    }

    @Test
    void aTokenizerOfAnotherModelIsRefused() throws IOException {
        edit(model.resolve("config.json"), "\"vocab_size\": ", "\"vocab_size\": 9");
        assertRefused(model, "Take both from the same model");
    }

    @Test
    void aPicturesPlaceholderBehindTheVocabularyIsAllowedButNotInAText() throws IOException {
        var gemma = copy("families/gemma3");
        edit(
                gemma.resolve("tokenizer.json"),
                "\"added_tokens\":[]",
                "\"added_tokens\":[{\"id\":40,\"content\":\"<image_soft_token>\",\"single_word\":false,\"lstrip\":false,"
                    + "\"rstrip\":false,\"normalized\":false,\"special\":true}]");
        try (var tokenizer = Tokenizer.open(gemma, ModelConfig.read(gemma))) {
            assertThat(tokenizer.encode("w3 w4", false)).containsExactly(3, 4);
            assertThatThrownBy(() -> tokenizer.encode("w3 <image_soft_token> w4", false))
                    .isInstanceOf(ModelException.class)
                    .hasMessage("The text holds <image_soft_token>, which this model does not know. Take it out of the"
                            + " text.");
        }
    }

    @Test
    void weightsThatAreNoNumbersAreRefusedByName() throws IOException {
        var tensors = new TreeMap<String, FloatTensor>();
        try (var file = SafetensorsFile.open(model.resolve("model.safetensors"))) {
            for (var name : file.names()) {
                var shape = file.shape(name).stream().mapToLong(n -> n).toArray();
                tensors.put(name, new FloatTensor(file.floats(name), shape));
            }
        }
        var spoiled = "model.layers.1.mlp.up_proj.weight";
        tensors.get(spoiled).values()[7] = Float.NaN;
        SafetensorsWriter.write(model.resolve("model.safetensors"), tensors, Map.of());
        assertRefused(model, "no number (in %s)".formatted(spoiled));
    }

    @Test
    void whatTheEngineDoesNotComputeIsRefused() throws IOException {
        for (var change : List.of(
                "\"model_type\": \"llama\"→\"model_type\": \"gemma\"→of the architecture \"gemma\"",
                "\"hidden_act\": \"silu\"→\"hidden_act\": \"gelu\"→the activation \"gelu\"",
                "\"mlp_bias\": false→\"mlp_bias\": true→has biases in its MLP",
                "\"attention_bias\": false→\"attention_bias\": true→has no tensor model.layers.0.self_attn.q_proj.bias",
                "\"attention_dropout\": 0.0→\"attention_dropout\": 0.1→Set it to 0 in config.json",
                "\"rope_type\": \"default\"→\"rope_type\": \"yarn\"→stretches its positions by \"yarn\"",
                "\"hidden_size\": 32→\"hidden_size\": 64→has the shape")) {
            var parts = change.split("→");
            var copy = copy("model");
            edit(copy.resolve("config.json"), parts[0], parts[1]);
            assertRefused(copy, parts[2]);
        }
        Files.writeString(model.resolve("config.json"), "{");
        assertRefused(model, "is not readable JSON");
    }

    @Test
    void anAdapterOfAnotherBaseIsRefused() throws IOException {
        assertThatThrownBy(() -> LoadedModel.open(sharded, List.of(ORACLE.resolve("below"))))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("belongs to another base")
                .hasMessageEndingWith("Choose the base it was trained on.");
    }

    @Test
    void anAdapterThatIsNoPlainLoraIsRefused() throws IOException {
        for (var change : List.of(
                "\"use_dora\": false→\"use_dora\": true→sets use_dora",
                "\"rank_pattern\": {}→\"rank_pattern\": {\"q_proj\": 2}→belongs to another base",
                "\"peft_type\": \"LORA\"→\"peft_type\": \"IA3\"→not a LoRA",
                "\"bias\": \"none\"→\"bias\": \"all\"→trains biases",
                "\"down_proj\",→\"embed_tokens\",→sits on \"embed_tokens\"",
                "\"r\": 4→\"r\": 5→belongs to another base")) {
            var parts = change.split("→");
            var adapter = copy("below");
            edit(adapter.resolve("adapter_config.json"), parts[0], parts[1]);
            assertAdapterRefused(adapter, parts[2]);
        }
    }

    @Test
    void anAdapterWithNumbersThatAreNoneIsRefused() throws IOException {
        var config = ModelConfig.read(model);
        var good = AdapterFolder.read(ORACLE.resolve("below"), config);
        var layers = new TreeMap<Place, Matrices>(good.layers());
        layers.firstEntry().getValue().a().values()[0] = Float.POSITIVE_INFINITY;
        var bad = folder.resolve("bad");
        AdapterFolder.write(
                bad,
                new Adapter(good.rank(), good.scale(), layers),
                "model",
                new LoraShape(good.rank(), good.scale(), good.targets(), 0));
        assertAdapterRefused(bad, "no number");

        layers.clear();
        layers.putAll(good.layers());
        layers.firstEntry().getValue().a().values()[0] = 0;
        AdapterFolder.write(
                bad,
                new Adapter(good.rank(), good.scale(), layers),
                "model",
                new LoraShape(good.rank(), good.scale(), good.targets(), 0));
        assertThat(AdapterFolder.read(bad, config).targets()).isEqualTo(ModelConfig.LINEARS);
        Files.delete(AdapterFolder.weights(bad));
        assertAdapterRefused(bad, "There is no adapter_model.safetensors");
    }

    private void assertAdapterRefused(Path adapter, String reason) {
        assertThatThrownBy(() -> AdapterFolder.read(adapter, ModelConfig.read(model)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(adapter.toString())
                .hasMessageContaining(reason);
    }

    private static void assertRefused(Path model, String reason) {
        assertThatThrownBy(() -> LoadedModel.open(model, List.of()).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(reason)
                .hasMessageEndingWith(".");
    }

    private static void edit(Path file, String from, String to) throws IOException {
        var text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private Path copy(String name) throws IOException {
        var to = Files.createTempDirectory(folder, "model");
        try (var files = Files.list(ORACLE.resolve(name))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }
}
