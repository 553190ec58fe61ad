package sam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import sam.durable.Json;
import sam.model.WeightMap.NormPlace;
import sam.model.WeightMap.Part;
import sam.model.files.ModelException;
import tools.jackson.core.JacksonException;

/// What published `config.json` files mean, in transformers 5's form and in the older one.
class ModelConfigTest {
    private static final List<String> FAMILIES = List.of(
            "llama-bias",
            "mistral",
            "qwen2",
            "qwen3",
            "smollm3",
            "granite",
            "olmo2",
            "phi3",
            "phi3-longrope",
            "gemma3");

    private static final String SIZES = """
        "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 6, "vocab_size": 100,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 64,
        """;

    @Test
    void theOlderAndTheNewerFormOfRotarySettingsMeanTheSame() {
        var older = read("llama", """
            "rope_theta": 500000.0, "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0,
            "low_freq_factor": 1.0, "original_max_position_embeddings": 8192, "rope_type": "llama3"}\
            """);
        var newer = read("llama", """
            "rope_parameters": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
            "original_max_position_embeddings": 8192, "rope_type": "llama3", "rope_theta": 500000.0}\
            """);
        assertThat(older.layerKinds())
                .isEqualTo(newer.layerKinds())
                .containsOnly(new LayerKind(0, new Rope(500_000, new Rope.Llama3(32, 1, 4, 8192))));
        assertThat(read("llama", "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 4.0}")
                        .layerKinds())
                .containsOnly(new LayerKind(0, new Rope(10_000, new Rope.Linear(4))));
    }

    @Test
    void biasesStandWhereTheFamilyHasThem() {
        var qwen = new WeightMap(read("qwen2", "\"tie_word_embeddings\": true"));
        assertThat(qwen.bias(1, "k_proj")).isEqualTo(Part.whole("model.layers.1.self_attn.k_proj.bias", 16));
        assertThat(qwen.bias(1, "o_proj")).isNull();
        assertThat(qwen.head()).isEqualTo(qwen.embedding());
        var llama = new WeightMap(read("llama", "\"attention_bias\": true"));
        assertThat(llama.bias(0, "o_proj")).isEqualTo(Part.whole("model.layers.0.self_attn.o_proj.bias", 32));
        assertThat(llama.bias(0, "up_proj")).isNull();
        assertThat(llama.head().tensor()).isEqualTo("lm_head.weight");
        assertThat(new WeightMap(read("mistral", "\"attention_bias\": true")).bias(0, "q_proj"))
                .as("transformers gives Mistral none whatever its config says")
                .isNull();
    }

    @Test
    void windowsFollowTheFamilysOwnKeys() {
        assertThat(windows(read("mistral", "\"sliding_window\": 7"))).containsOnly(7);
        assertThat(windows(read("mistral", "\"sliding_window\": null"))).containsOnly(0);
        assertThat(windows(read("mistral", "\"rope_theta\": 1000000"))).containsOnly(4096);
        assertThat(windows(read("qwen2", "\"sliding_window\": 7, \"use_sliding_window\": false")))
                .containsOnly(0);
        assertThat(windows(
                        read("qwen2", "\"sliding_window\": 7, \"use_sliding_window\": true, \"max_window_layers\": 4")))
                .containsExactly(0, 0, 0, 0, 7, 7);
        assertThat(windows(read("gemma3_text", "\"sliding_window\": 7, \"sliding_window_pattern\": 3")))
                .containsExactly(7, 7, 0, 7, 7, 0);
        assertThat(windows(read("phi3", "\"sliding_window\": 2047"))).containsOnly(2047);
    }

    @Test
    void gemmaTurnsLocalAndGlobalLayersAtTheirOwnSpeed() {
        var config = read("gemma3_text", """
            "rope_theta": 1000000, "rope_local_base_freq": 10000, "head_dim": 12, "query_pre_attn_scalar": 25,
            "rope_scaling": {"rope_type": "linear", "factor": 8.0},
            "sliding_window": 7, "sliding_window_pattern": 2\
            """);
        assertThat(config.layerKinds().subList(0, 2))
                .containsExactly(
                        new LayerKind(7, new Rope(10_000, null)),
                        new LayerKind(0, new Rope(1_000_000, new Rope.Linear(8))));
        assertThat(config.attention().scale()).isEqualTo(0.2);
        assertThat(config.multipliers().embedding()).isEqualTo(Math.sqrt(32));
        assertThat(config.norms()).isEqualTo(new Norms(1e-6, 1, true, true));
        assertThat(config.mlp().activation()).isEqualTo(Mlp.Activation.GELU_TANH);
        assertThat(config.tiedHead()).isTrue();
        assertThat(norms(config))
                .containsExactly(
                        "input_layernorm",
                        "post_attention_layernorm",
                        "pre_feedforward_layernorm",
                        "post_feedforward_layernorm");
    }

    @Test
    void everyFourthLayerOfSmolLm3CarriesNoPosition() {
        assertThat(read("smollm3", "\"rope_theta\": 5000000.0").layerKinds())
                .extracting(LayerKind::rope)
                .containsExactly(
                        new Rope(5e6, null),
                        new Rope(5e6, null),
                        new Rope(5e6, null),
                        null,
                        new Rope(5e6, null),
                        new Rope(5e6, null));
        assertThat(read("smollm3", "\"no_rope_layers\": [0, 1, 1, 1, 1, 0]").layerKinds())
                .extracting(LayerKind::rope)
                .containsExactly(
                        null, new Rope(2e6, null), new Rope(2e6, null), new Rope(2e6, null), new Rope(2e6, null), null);
    }

    @Test
    void phi3KeepsItsLinearsFused() {
        var config = read("phi3", "\"rope_scaling\": null");
        var map = new WeightMap(config);
        assertThat(map.linear(2, "v_proj"))
                .isEqualTo(new Part("model.layers.2.self_attn.qkv_proj.weight", List.of(64L, 32L), 48, 16));
        assertThat(map.linear(2, "up_proj"))
                .isEqualTo(new Part("model.layers.2.mlp.gate_up_proj.weight", List.of(96L, 32L), 48, 48));
        assertThat(config.targets(ModelConfig.LINEARS))
                .containsExactly("qkv_proj", "o_proj", "gate_up_proj", "down_proj");
        assertThat(config.targets(List.of("v_proj"))).containsExactly("qkv_proj");
        assertThat(config.rmsEps()).isEqualTo(1e-5);
    }

    /// Phi-3's first files call it "su" or "yarn".
    @Test
    void longropeDividesByItsShortFactors() {
        for (var type : List.of("longrope", "su", "yarn")) {
            var config = read("phi3", """
                "original_max_position_embeddings": 16, "rope_scaling":
                {"type": "%s", "short_factor": [1.0, 1.1, 1.25, 3], "long_factor": [1.5, 8, 32, 64.5]}\
                """.formatted(type));
            assertThat(config.layerKinds())
                    .extracting(LayerKind::rope)
                    .containsOnly(new Rope(
                            10_000,
                            new Rope.LongRope(
                                    List.of(1f, 1.1f, 1.25f, 3f),
                                    List.of(1.5f, 8f, 32f, 64.5f),
                                    (float) Math.sqrt(1.5),
                                    16)));
            assertThat(config.reach()).isEqualTo(16);
        }
        assertThat(read("phi3", "\"rope_scaling\": null").reach()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void normsAndMultipliersFollowTheFamily() {
        var olmo = read("olmo2", "\"rms_norm_eps\": 1e-6");
        assertThat(norms(olmo)).containsExactly(null, "post_attention_layernorm", null, "post_feedforward_layernorm");
        assertThat(new WeightMap(olmo).keyNorm(3)).isEqualTo(Part.whole("model.layers.3.self_attn.k_norm.weight", 16));
        var qwen = read("qwen3", "\"head_dim\": 10");
        assertThat(norms(qwen)).containsExactly("input_layernorm", null, "post_attention_layernorm", null);
        assertThat(new WeightMap(qwen).queryNorm(0))
                .isEqualTo(Part.whole("model.layers.0.self_attn.q_norm.weight", 10));
        assertThat(new WeightMap(qwen).linear(0, "q_proj").shape()).containsExactly(40L, 32L);
        var granite = read("granite", """
            "embedding_multiplier": 12.0, "attention_multiplier": 0.015625, "residual_multiplier": 0.22,
            "logits_scaling": 8.0\
            """);
        assertThat(granite.multipliers()).isEqualTo(new Multipliers(12, 0.22, 0.125));
        assertThat(granite.attention().scale()).isEqualTo(0.015625);
    }

    @Test
    void whatIsNotComputedIsRefusedInASentence() {
        refused(
                "gemma2",
                "\"rope_theta\": 1",
                "Choose a model of Llama, Mistral, Qwen2, Qwen3, SmolLM3, Granite, OLMo 2,"
                        + " Phi-3 or Gemma 3 (text).");
        refused("gemma3", "\"rope_theta\": 1", "only the text model");
        refused("gemma3_text", "\"final_logit_softcapping\": 30.0", "sets final_logit_softcapping");
        refused("gemma3_text", "\"use_bidirectional_attention\": true", "in both directions");
        refused("phi3", "\"rope_scaling\": {\"type\": \"longrope\"}", "short_factor that is not 4 numbers above 0");
        refused("llama", "\"rope_scaling\": {\"type\": \"yarn\"}", "stretches its positions by \"yarn\"");
        refused("phi3", "\"partial_rotary_factor\": 0.75", "only a part of each head");
        refused("granite", "\"attention_dropout\": 0.1", "attention_dropout 0.1");
        refused("llama", "\"rope_scaling\": {\"rope_type\": \"llama3\"}", "without a factor");
        refused("qwen2", "\"layer_types\": [\"chunked_attention\"]", "layers of the type \"chunked_attention\"");
    }

    @Test
    void aDamagedConfigIsReadOrRefusedNeverACrash() throws Exception {
        var random = new java.util.Random(4);
        int refused = 0;
        int read = 0;
        for (int round = 0; round < 10_000; round++) {
            var family = FAMILIES.get(round % FAMILIES.size());
            var text = Files.readString(Path.of("assets/parity/families", family, "config.json"));
            var damaged = damage(text, random);
            try {
                var config = ModelConfig.of(Json.MAPPER.readTree(damaged), Path.of("m"));
                for (var part : new WeightMap(config).parts()) {
                    assertThat(part.shape()).as(damaged).allMatch(size -> size > 0);
                }
                read++;
            } catch (ModelException | JacksonException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
        assertThat(read).isGreaterThan(1_000);
    }

    /// A number, a word or some characters replaced.
    private static String damage(String text, java.util.Random random) {
        int at = random.nextInt(text.length());
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at) + "0\"[]{},-9e:n".charAt(random.nextInt(12)) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + random.nextInt(20)));
            default -> {
                var values = List.of(
                        "0", "-1", "1e308", "2147483647", "99999999999", "null", "\"x\"", "[1, 2]", "{}", "true");
                var value = values.get(random.nextInt(values.size()));
                yield text.substring(0, at) + text.substring(at).replaceFirst(": [^,{}\\[\\]]+", ": " + value);
            }
        };
    }

    private static List<Integer> windows(ModelConfig config) {
        return config.layerKinds().stream().map(LayerKind::window).toList();
    }

    private static List<String> norms(ModelConfig config) {
        var names = new java.util.ArrayList<String>();
        for (var place : NormPlace.values()) {
            var part = new WeightMap(config).norm(0, place);
            names.add(part == null ? null : part.tensor().split("\\.")[3]);
        }
        return names;
    }

    private static ModelConfig read(String type, String more) {
        return ModelConfig.of(
                Json.MAPPER.readTree("{\"model_type\": \"%s\", %s %s}".formatted(type, SIZES, more)), Path.of("m"));
    }

    private static void refused(String type, String more, String reason) {
        assertThatThrownBy(() -> read(type, more))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(reason)
                .hasMessageEndingWith(".");
    }
}
