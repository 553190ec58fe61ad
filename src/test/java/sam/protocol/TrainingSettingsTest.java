package sam.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import sam.durable.Json;

class TrainingSettingsTest {
    private final TrainingSettings sft = TrainingSettings.defaults(Objective.SFT);

    @Test
    void everyKnobHasTheNameTrlAndPeftGiveIt() {
        assertThat(sft.asText().keySet())
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
                        "save_steps");
    }

    @Test
    void knobsAreTurnedFromText() {
        var turned = sft.with("learning_rate", "1e-3")
                .with("lora_r", "4")
                .with("shuffle", "false")
                .with("target_modules", "q_proj,v_proj")
                .with("warmup_ratio", "0.1")
                .with("loss_type", "sigmoid,sft")
                .with("loss_weights", "1.0,0.5");
        assertThat(turned.learningRate()).isEqualTo(1e-3);
        assertThat(turned.loraR()).isEqualTo(4);
        assertThat(turned.shuffleDataset()).isFalse();
        assertThat(turned.targetModules()).containsExactly("q_proj", "v_proj");
        assertThat(turned.warmupSteps()).isEqualTo(0.1);
        assertThat(turned.lossWeights()).containsExactly(1.0, 0.5);
    }

    @Test
    void anUnknownKnobIsRefusedWithTheNearestKnownOne() {
        assertThatThrownBy(() -> sft.with("learning_rat", "1"))
                .isInstanceOf(UnknownSettingException.class)
                .hasMessageContaining("learning_rate");
        assertThatThrownBy(() -> sft.with("lora_rank", "1")).hasMessageContaining("did you mean lora_");
    }

    @Test
    void anImpossibleValueIsRefusedWithWhatIsWanted() {
        assertThatThrownBy(() -> sft.with("lora_r", "0"))
                .isInstanceOf(SettingException.class)
                .hasMessage("lora_r is 0, but must be at least 1.");
        assertThatThrownBy(() -> sft.with("lora_r", "many")).isInstanceOf(SettingException.class);
        assertThatThrownBy(() -> sft.with("lr_scheduler_type", "stairs")).isInstanceOf(SettingException.class);
        assertThatThrownBy(() -> sft.with("target_modules", "lm_head")).isInstanceOf(SettingException.class);
    }

    @Test
    void settingsSurviveARoundTripThroughJson() {
        var turned = sft.with("loss_weights", "0.3").with("seed", "99").with("adam_epsilon", "1e-6");
        var read = Json.MAPPER.readValue(Json.line(turned), TrainingSettings.class);
        assertThat(read).isEqualTo(turned);
    }

    @Test
    void aRecipeInJsonTurnsTheSameKnobs() {
        var recipe =
                Json.MAPPER.readTree("{\"lora_r\":8,\"loss_type\":[\"sigmoid\",\"sft\"],\"loss_weights\":[1,0.1]}");
        var turned = TrainingSettings.defaults(Objective.DPO).with(recipe);
        assertThat(turned.loraR()).isEqualTo(8);
        assertThat(turned.lossType()).containsExactly("sigmoid", "sft");
        assertThat(turned.lossWeights()).containsExactly(1.0, 0.1);
    }
}
