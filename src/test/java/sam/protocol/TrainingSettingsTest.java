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
                Map.entry("loss_type", "hinge"),
                Map.entry("target_modules", "lm_head"),
                Map.entry("lr_scheduler_type", "polynomial"))) {
            assertThatThrownBy(() -> dpo.with(wrong.getKey(), wrong.getValue()))
                    .as("%s", wrong)
                    .isInstanceOf(SettingException.class)
                    .hasMessageContaining(wrong.getKey());
        }
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
