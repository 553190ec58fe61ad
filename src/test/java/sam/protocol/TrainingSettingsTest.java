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

        assertThat(settings.loss().type()).containsExactly("sigmoid", "sft");
        assertThat(settings.loss().weights()).containsExactly(1.0, 0.1);
        assertThat(settings.batches().maxSteps()).isEqualTo(5);
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
        assertThat(auto.loss().completionOnlyLoss()).isNull();
        assertThat(auto.asText()).containsEntry("assistant_only_loss", "auto");

        var turned = auto.with(Json.MAPPER.readTree("{\"completion_only_loss\":false,\"assistant_only_loss\":true}"));
        assertThat(turned.loss().completionOnlyLoss()).isFalse();
        assertThat(turned.loss().assistantOnlyLoss()).isTrue();
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
        assertThat(turned.lora().rankPattern()).containsExactly(Map.entry("v_proj", 4), Map.entry("q_proj", 8));
        assertThat(turned.lora().alphaPattern()).containsExactly(Map.entry("layers.0.mlp.up_proj", 1.5));
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
    void anOrderWrittenBeforeTheKnobsWereGroupedIsRead() {
        var written = """
            {"learning_rate":1.0E-5,"num_train_epochs":3.0,"max_steps":-1,"per_device_train_batch_size":8,"gradient_accumulation_steps":1,"max_length":1024,\
            "lora_r":16,"lora_alpha":32,"lora_dropout":0.0,"target_modules":["q_proj","k_proj","v_proj","o_proj","gate_proj","up_proj","down_proj"],\
            "lr_scheduler_type":"linear","warmup_steps":0.0,"weight_decay":0.0,"adam_beta1":0.9,"adam_beta2":0.999,"adam_epsilon":1.0E-8,"max_grad_norm":1.0,\
            "seed":99,"shuffle_dataset":true,"beta":0.1,"label_smoothing":0.0,"loss_type":["sigmoid"],"loss_weights":[0.3],"save_steps":500,\
            "bf16":true,"weights":"auto","memory_budget_bytes":0,"eval_strategy":"steps","eval_steps":100,"eval_share":0.1,\
            "load_best_model_at_end":false,"early_stopping_patience":0,"use_rslora":false,"layers_to_transform":[],"early_stopping_threshold":0.0,\
            "desirable_weight":1.0,"undesirable_weight":1.0,"cpo_alpha":1.0,"simpo_gamma":0.5,"rank_pattern":{"q_proj":8},"alpha_pattern":{}}\
            """;
        var read = Json.MAPPER.readValue(written, TrainingSettings.class);
        assertThat(read)
                .isEqualTo(dpo.with("loss_weights", "0.3")
                        .with("rank_pattern", "q_proj=8")
                        .with("eval_strategy", "steps")
                        .with("seed", "99")
                        .with("bf16", "true"));
        assertThat((Object) Json.MAPPER.readTree(Json.line(read)))
                .as("side by side, as before")
                .isEqualTo(Json.MAPPER.readTree(written));
    }

    @Test
    void everyObjectiveStartsWithALossOfItsOwn() {
        var losses = new LinkedHashMap<Objective, String>();
        for (var objective : Objective.values()) {
            losses.put(
                    objective,
                    String.join(",", TrainingSettings.defaults(objective).loss().type()));
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
        assertThat(dpo.with("target_modules", "all-linear").lora().targetModules())
                .hasSize(7);
        assertThat(dpo.with("target_modules", "['q_proj', 'v_proj']").lora().targetModules())
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
