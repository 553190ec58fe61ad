package sam.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sam.durable.Json;
import sam.model.ModelConfig;
import sam.model.ModelFolder;
import sam.model.files.ModelException;
import tools.jackson.databind.node.ObjectNode;

/// An adapter_config.json is read as PEFT 0.21 reads it, or refused with the field, its value and the reason.
class PeftConfigTest {
    private static final Path PARITY = Path.of("assets/parity");

    /// As Unsloth writes it for every language layer of a model.
    private static final String UNSLOTH =
            "(?:.*?(?:language|text).*?(?:self_attn|attention|attn|mlp|feed_forward|ffn|dense).*?(?:k_proj|v_proj|q_proj|out_proj|fc1|fc2|o_proj|gate_proj|up_proj|down_proj).*?)|(?:\\bmodel\\.layers\\.[\\d]{1,}\\.(?:self_attn|attention|attn|mlp|feed_forward|ffn|dense)\\.(?:(?:q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)))";

    @TempDir
    Path folder;

    private final ModelConfig model = config("model");

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "init_lora_weights→\"pissa\"→sets init_lora_weights to \"pissa\", which takes a part out of the base's"
                        + " weights",
                "init_lora_weights→\"pissa_niter_16\"→path_initial_model_for_weight_conversion: that makes it a plain"
                        + " LoRA.",
                "init_lora_weights→\"OLoRA\"→takes a part out of the base's weights",
                "init_lora_weights→\"corda\"→takes a part out of the base's weights",
                "init_lora_weights→\"lora_ga\"→takes a part out of the base's weights",
                "init_lora_weights→\"loftq\"→which rounds the base's weights",
                "init_lora_weights→\"next_year\"→which this version does not know: it may change the base",
                "alora_invocation_tokens→[5,6]→sets alora_invocation_tokens to [5,6], which the engine does not"
                        + " compute: it acts only from",
                "use_qalora→true→its A reads averages",
                "use_dora→true→sets use_dora to true, which the engine does not compute: DoRA splits",
                "lora_bias→true→it adds a bias",
                "bias→\"lora_only\"→trains biases",
                "fan_in_fan_out→true→the other way round",
                "layer_replication→[[0,2],[1,2]]→some layers several times",
                "modules_to_save→[\"lm_head\"]→these parts of the base are replaced",
                "trainable_token_indices→[1,2]→these rows of the embedding",
                "trainable_token_indices→{\"embed_tokens\":[1]}→these rows of the embedding",
                "target_parameters→[\"mlp.experts.up\"]→no linears",
                "megatron_config→{\"tensor_model_parallel_size\":2}→split for Megatron",
                "use_bdlora→{\"nblocks\":2}→block-diagonal",
                "arrow_config→{\"top_k\":3}→chooses among several",
                "kasa_config→{\"beta\":1}→cuts down the base's weights",
                "monteclora_config→{\"num_samples\":8}→adds noise",
                "velora_config→{\"num_groups\":64}→computed otherwise",
                "of_the_year_2027→{\"on\":true}→sets of_the_year_2027 to {\"on\":true}, which the engine does not"
                        + " compute: this version does not know the field",
                "of_the_year_2027→7→sets of_the_year_2027 to 7",
                "task_type→\"SEQ_CLS\"→was trained for the task SEQ_CLS",
                "r→0→names the rank 0",
                "r→\"8\"→names the rank \"8\"",
                "lora_alpha→\"16\"→names the lora_alpha \"16\"",
                "use_rslora→\"yes\"→sets use_rslora to \"yes\"",
                "layers_to_transform→[\"a\"]→names the layer \"a\"",
                "layers_to_transform→[-1]→names the layer -1",
                "target_modules→7→neither names nor a pattern",
                "target_modules→[\"q_proj\",\"lm_head\"]→sits on \"lm_head\", which is no linear of a layer",
                "target_modules→\".*\"→sits on \"lm_head\"",
                "target_modules→[\"c_attn\"]→belongs to another base",
                "target_modules→\"model\\\\.layers\\\\.7\\\\..*_proj\"→belongs to another base",
                "target_modules→\"(?(1)q|k)_proj\"→cannot be read",
                "target_modules→\".*\\\\R_proj\"→cannot be read",
                "target_modules→\"(([a-z_.0-9]+)+)+!\"→cannot be read",
            })
    void whatChangesTheBaseOrTheMathsIsRefusedByName(String field, String value, String reason) throws IOException {
        var adapter = with("below", Map.of(field, value));
        assertThatThrownBy(() -> AdapterFolder.read(adapter, model))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(adapter.toString())
                .hasMessageContaining(reason)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '`',
            value = {
                "init_lora_weights→\"gaussian\"",
                "init_lora_weights→\"eva\"",
                "init_lora_weights→\"orthogonal\"",
                "init_lora_weights→\"mica\"",
                "init_lora_weights→false",
                "eva_config→{\"rho\":2.0,\"tau\":0.99}",
                "corda_config→{\"use_float16_for_covariance\":false}",
                "loftq_config→{\"loftq_bits\":4}",
                "auto_mapping→{\"base_model_class\":\"LlamaForCausalLM\",\"unsloth_fixed\":true}",
                "runtime_config→{\"ephemeral_gpu_offload\":true}",
                "megatron_core→\"megatron.other\"",
                "qalora_group_size→64",
                "task_type→null",
                "lora_dropout→0.3",
                "of_the_year_2027→null",
                "of_the_year_2027→false",
                "of_the_year_2027→{}",
            })
    void whatLeavesTheNumbersAsTheyAreIsRead(String field, String value) throws IOException {
        var plain = AdapterFolder.read(PARITY.resolve("below"), model);
        var read = AdapterFolder.read(with("below", Map.of(field, value)), model);
        assertThat(read.layers().keySet()).isEqualTo(plain.layers().keySet());
        assertThat(read.scale()).isEqualTo(plain.scale());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                UNSLOTH,
                "all-linear",
                "ALL-LINEAR",
                ".*\\.(q|k|v|o|gate|up|down)_proj",
                "(?i)MODEL.LAYERS.*_PROJ",
                "^model\\.layers\\.(?P<the_layer>\\d+)\\.\\w+\\.\\w+_proj$",
                "\\Amodel[.]layers[.][[0-9]{,3}.(?:(?#either)self_attn|mlp).*\\Z",
            })
    void aPatternIsReadAsPythonReadsIt(String pattern) throws IOException {
        var adapter = with("below", Map.of("target_modules", Json.MAPPER.writeValueAsString(pattern)));
        assertThat(AdapterFolder.read(adapter, model).targets()).isEqualTo(ModelConfig.LINEARS);
    }

    @Test
    void whatThePatternDoesNotFitIsNoPartOfTheAdapter() throws IOException {
        // as with PEFT's fullmatch, a pattern that fits the middle of a name fits no name
        var half = with("below", Map.of("target_modules", "\"layers.*_proj\""));
        assertThatThrownBy(() -> AdapterFolder.read(half, model)).hasMessageContaining("belongs to another base");
        for (var changes : List.of(
                Map.of("target_modules", "\".*self_attn.*\""),
                Map.of("exclude_modules", "[\"mlp.up_proj\"]"),
                Map.of("exclude_modules", "\".*mlp.*\""),
                Map.of("layers_to_transform", "0"),
                Map.of("layers_to_transform", "[1]"),
                Map.of("layers_to_transform", "[0, 1]", "layers_pattern", "\"blocks\""))) {
            var adapter = with("below", changes);
            assertThatThrownBy(() -> AdapterFolder.read(adapter, model))
                    .as(changes.toString())
                    .isInstanceOf(ModelException.class)
                    .hasMessageMatching("(?s).*(put no LoRA|belongs to another base).*");
        }
        var both = with("below", Map.of("layers_to_transform", "[0, 1]", "layers_pattern", "[\"h\", \"layers\"]"));
        assertThat(AdapterFolder.read(both, model).layers()).hasSize(14);
        var beside = with("below", Map.of("layers_to_transform", "[0]", "target_modules", "\".*_proj\""));
        assertThatThrownBy(() -> AdapterFolder.read(beside, model)).hasMessageContaining("which PEFT refuses too");
    }

    @Test
    void anotherFamilysNamesBesideItsOwnChangeNothing() throws IOException {
        var names = new ArrayList<>(ModelConfig.LINEARS);
        names.addAll(List.of("qkv_proj", "gate_up_proj", "c_attn", "w1"));
        var adapter = with("below", Map.of("target_modules", Json.MAPPER.writeValueAsString(names)));
        assertThat(AdapterFolder.read(adapter, model).targets()).isEqualTo(ModelConfig.LINEARS);
    }

    @Test
    void wholeNamesAreReadAndAnAdapterOnSomePlacesIsWrittenWithThem() throws IOException {
        var phi = config("families/phi3");
        var names = new ArrayList<String>();
        for (int layer = 0; layer < phi.layers(); layer++) {
            for (var linear : phi.linears()) {
                names.add(ModelFolder.linear(layer, linear));
            }
        }
        var adapter = with("families/phi3/adapter", Map.of("target_modules", Json.MAPPER.writeValueAsString(names)));
        var read = AdapterFolder.read(adapter, phi);
        assertThat(read.targets()).isEqualTo(phi.linears());
        assertThat(AdapterFolder.places(adapter)).hasSize(names.size());

        var some = new TreeMap<>(read.layers());
        some.keySet().removeIf(place -> place.layer() == 0 != place.linear().equals("qkv_proj"));
        var part = new Adapter(read.rank(), read.scale(), some);
        var shape = LoraShape.of(part, phi);
        AdapterFolder.write(folder.resolve("part"), part, "phi3", shape);
        var written = Json.MAPPER.readTree(Files.readAllBytes(folder.resolve("part/adapter_config.json")));
        assertThat(written.path("target_modules").valueStream().map(name -> name.asString()))
                .containsExactlyElementsOf(some.keySet().stream()
                        .map(place -> ModelFolder.linear(place.layer(), place.linear()))
                        .toList());
        assertThat(AdapterFolder.read(folder.resolve("part"), phi).layers().keySet())
                .isEqualTo(some.keySet());
        assertThat(shape.slots(phi)).hasSize(2 * some.size());
        assertThat(shape.sitsOn(1, "qkv_proj")).isFalse();
        assertThat(shape.sitsOn(1, "o_proj")).isTrue();
    }

    @Test
    void aPatternThatWouldNeverEndIsGivenUpSoon() throws IOException {
        for (var pattern :
                List.of("(.*)*(.*)*(.*)*x", "((((.*)*)*)*)*!", "(?:.*?){30}!", "(" + "a?".repeat(300) + ")+!")) {
            var adapter = with("below", Map.of("target_modules", Json.MAPPER.writeValueAsString(pattern)));
            org.junit.jupiter.api.Assertions.assertTimeout(
                    Duration.ofSeconds(5),
                    () -> assertThatThrownBy(() -> AdapterFolder.read(adapter, model))
                            .isInstanceOf(ModelException.class)
                            .hasMessageContaining(adapter.toString()));
        }
    }

    private static ModelConfig config(String name) {
        try {
            return ModelConfig.read(PARITY.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A copy of an adapter with some fields of its config changed; values are JSON.
    private Path with(String name, Map<String, String> changes) throws IOException {
        var to = Files.createTempDirectory(folder, "adapter");
        Files.copy(AdapterFolder.weights(PARITY.resolve(name)), AdapterFolder.weights(to));
        var config = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(AdapterFolder.config(PARITY.resolve(name))));
        for (var change : changes.entrySet()) {
            config.set(change.getKey(), Json.MAPPER.readTree(change.getValue()));
        }
        Files.writeString(AdapterFolder.config(to), config.toString());
        return to;
    }
}
