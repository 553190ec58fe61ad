package sam.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sam.durable.Json;

class TrainingSettingsTest {
    private final TrainingSettings dpo = TrainingSettings.defaults(Objective.DPO);

    @Test
    void knobsThatHoldOnlyTogetherMayComeInAnyOrder() {
        var weightsFirst = new LinkedHashMap<String, String>();
        weightsFirst.put("loss_weights", "1.0,0.1");
        weightsFirst.put("loss_type", "sigmoid,sft");
        weightsFirst.put("num_train_epochs", "0");
        weightsFirst.put("max_steps", "5");

        var settings = dpo.with(weightsFirst);

        assertThat(settings.lossType()).containsExactly("sigmoid", "sft");
        assertThat(settings.lossWeights()).containsExactly(1.0, 0.1);
        assertThat(settings.maxSteps()).isEqualTo(5);
    }

    @Test
    void aRecipeInJsonTurnsTheSameKnobs() {
        var recipe = Json.MAPPER.readTree("""
            {"loss_weights":[1,0.1],"loss_type":["sigmoid","sft"],"learning_rate":1e-3,"shuffle_dataset":false}\
            """);

        var settings = dpo.with(recipe);

        assertThat(settings)
                .isEqualTo(dpo.with(Map.of(
                        "loss_type", "sigmoid,sft",
                        "loss_weights", "1,0.1",
                        "learning_rate", "0.001",
                        "shuffle", "no")));
    }

    @Test
    void whatIsLearntIsDecidedByTheRowUnlessAKnobSaysOtherwise() {
        var auto = TrainingSettings.defaults(Objective.SFT);
        assertThat(auto.completionOnlyLoss()).isNull();
        assertThat(auto.asText()).containsEntry("assistant_only_loss", "auto");

        var turned = auto.with(Json.MAPPER.readTree("{\"completion_only_loss\":false,\"assistant_only_loss\":true}"));
        assertThat(turned.completionOnlyLoss()).isFalse();
        assertThat(turned.assistantOnlyLoss()).isTrue();
        assertThat(turned.with(Json.MAPPER.readTree("{\"completion_only_loss\":null}"))
                        .with("assistant_only_loss", "auto"))
                .isEqualTo(auto);
        assertThatThrownBy(() -> auto.with("assistant_only_loss", "perhaps"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("true, false or auto");
    }

    @Test
    void anUnknownKnobIsRefusedWithTheNearestKnownOne() {
        assertThatThrownBy(() -> dpo.with("learning_rat", "1"))
                .isInstanceOf(UnknownSettingException.class)
                .hasMessageContaining("learning_rat")
                .hasMessageContaining("learning_rate");
    }

    @Test
    void valuesNoKnobCanHaveAreRefusedByName() {
        for (var wrong : List.of(
                Map.entry("learning_rate", "fast"),
                Map.entry("learning_rate", "NaN"),
                Map.entry("weight_decay", "Infinity"),
                Map.entry("max_length", "99999999999"),
                Map.entry("lora_r", "1.5"),
                Map.entry("shuffle_dataset", "perhaps"),
                Map.entry("loss_weights", "1,x"),
                Map.entry("loss_weights", "1,2"),
                Map.entry("loss_type", "margin"),
                Map.entry("target_modules", "lm_head"),
                Map.entry("rank_pattern", "q_proj"),
                Map.entry("rank_pattern", "q_proj=1.5"),
                Map.entry("rank_pattern", "q_proj=0"),
                Map.entry("alpha_pattern", "{\"q_proj\":"),
                Map.entry("alpha_pattern", "q_proj=-1"),
                Map.entry("desirable_weight", "-1"),
                Map.entry("early_stopping_threshold", "-0.1"),
                Map.entry("lr_scheduler_type", "polynomial"))) {
            assertThatThrownBy(() -> dpo.with(wrong.getKey(), wrong.getValue()))
                    .as("%s", wrong)
                    .isInstanceOf(SettingException.class)
                    .hasMessageContaining(wrong.getKey());
        }
    }

    @Test
    void ranksAndAlphasByPlaceAreTextOrJsonAndKeepTheirOrder() {
        var turned = dpo.with("rank_pattern", "v_proj=4, q_proj=8").with("alpha_pattern", "layers.0.mlp.up_proj=1.5");
        assertThat(turned.rankPattern()).containsExactly(Map.entry("v_proj", 4), Map.entry("q_proj", 8));
        assertThat(turned.alphaPattern()).containsExactly(Map.entry("layers.0.mlp.up_proj", 1.5));
        assertThat(turned.asText())
                .containsEntry("rank_pattern", "v_proj=4,q_proj=8")
                .containsEntry("alpha_pattern", "layers.0.mlp.up_proj=1.5");
        assertThat(dpo.with(Map.of("rank_pattern", turned.asText().get("rank_pattern"))))
                .isEqualTo(dpo.with(Json.MAPPER.readTree("{\"rank_pattern\":{\"v_proj\":4,\"q_proj\":8}}")));
        var comma = dpo.with(Json.MAPPER.readTree("{\"alpha_pattern\":{\"layers.[0,1].*\":3}}"));
        assertThat(dpo.with("alpha_pattern", comma.asText().get("alpha_pattern")))
                .isEqualTo(comma);
        assertThat(turned.with("rank_pattern", "none").with("alpha_pattern", ""))
                .isEqualTo(dpo);
        var asWritten = Json.MAPPER.writeValueAsBytes(turned);
        assertThat(Json.MAPPER.readValue(asWritten, TrainingSettings.class)).isEqualTo(turned);
    }

    @Test
    void ordersWrittenBeforeAKnobExistedHaveItsDefault() {
        var older = (tools.jackson.databind.node.ObjectNode) Json.MAPPER.valueToTree(dpo);
        for (var knob : List.of(
                "desirable_weight",
                "undesirable_weight",
                "cpo_alpha",
                "simpo_gamma",
                "rank_pattern",
                "alpha_pattern",
                "early_stopping_threshold")) {
            older.remove(knob);
        }
        assertThat(Json.MAPPER.treeToValue(older, TrainingSettings.class)).isEqualTo(dpo);
    }

    @Test
    void everyObjectiveStartsWithALossOfItsOwn() {
        var losses = new LinkedHashMap<Objective, String>();
        for (var objective : Objective.values()) {
            losses.put(
                    objective,
                    String.join(",", TrainingSettings.defaults(objective).lossType()));
        }
        assertThat(losses)
                .containsExactly(
                        Map.entry(Objective.SFT, "nll"),
                        Map.entry(Objective.DPO, "sigmoid"),
                        Map.entry(Objective.KTO, "kto"),
                        Map.entry(Objective.ORPO, "orpo"),
                        Map.entry(Objective.CPO, "sigmoid"));
        assertThatThrownBy(() -> dpo.with("desireable_weight", "2"))
                .hasMessage("There is no setting desireable_weight; did you mean desirable_weight?");
    }

    @Test
    void allLinearMeansTheSevenOfALlama() {
        assertThat(dpo.with("target_modules", "all-linear").targetModules()).hasSize(7);
        assertThat(dpo.with("target_modules", "['q_proj', 'v_proj']").targetModules())
                .containsExactly("q_proj", "v_proj");
    }

    @Test
    void everyKnobHasTheNameTrlAndPeftGiveIt() {
        assertThat(dpo.asText().keySet())
                .containsExactlyInAnyOrder(
                        "learning_rate",
                        "num_train_epochs",
                        "max_steps",
                        "per_device_train_batch_size",
                        "gradient_accumulation_steps",
                        "max_length",
                        "lora_r",
                        "lora_alpha",
                        "lora_dropout",
                        "target_modules",
                        "lr_scheduler_type",
                        "warmup_steps",
                        "weight_decay",
                        "adam_beta1",
                        "adam_beta2",
                        "adam_epsilon",
                        "max_grad_norm",
                        "seed",
                        "shuffle_dataset",
                        "beta",
                        "label_smoothing",
                        "loss_type",
                        "loss_weights",
                        "completion_only_loss",
                        "assistant_only_loss",
                        "save_steps",
                        "eval_strategy",
                        "eval_steps",
                        "eval_share",
                        "load_best_model_at_end",
                        "early_stopping_patience",
                        "early_stopping_threshold",
                        "desirable_weight",
                        "undesirable_weight",
                        "cpo_alpha",
                        "simpo_gamma",
                        "rank_pattern",
                        "alpha_pattern",
                        "use_rslora",
                        "layers_to_transform",
                        "bf16",
                        "gradient_checkpointing",
                        "weights",
                        "memory_budget_bytes");
    }

    @Test
    void settingsSurviveARoundTripThroughJson() {
        var turned = dpo.with("loss_weights", "0.3").with("seed", "99").with("adam_epsilon", "1e-6");
        var read = Json.MAPPER.readValue(Json.line(turned), TrainingSettings.class);
        assertThat(read).isEqualTo(turned);
    }
}
