package sam.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The architectures SAM trains, by the `model_type` of their `config.json`.
public enum ModelFamily {
    LLAMA("llama", "Llama"),
    MISTRAL("mistral", "Mistral"),
    QWEN2("qwen2", "Qwen2"),
    QWEN3("qwen3", "Qwen3"),
    SMOLLM3("smollm3", "SmolLM3"),
    GRANITE("granite", "Granite"),
    OLMO2("olmo2", "OLMo 2"),
    PHI3("phi3", "Phi-3"),
    GEMMA3("gemma3_text", "Gemma 3 (text)");

    private final String type;
    private final String label;

    ModelFamily(String type, String label) {
        this.type = type;
        this.label = label;
    }

    /// The `model_type` in `config.json`.
    public String type() {
        return type;
    }

    /// The name its makers give it.
    public String label() {
        return label;
    }

    public static Optional<ModelFamily> of(String modelType) {
        return Arrays.stream(values())
                .filter(family -> family.type.equals(modelType))
                .findFirst();
    }

    /// All of them, as the end of a sentence: "Llama, Mistral … or Gemma 3 (text)".
    public static String choice() {
        var labels = Arrays.stream(values()).map(ModelFamily::label).collect(Collectors.toList());
        var last = labels.removeLast();
        return String.join(", ", labels) + " or " + last;
    }

    /// The linears of a layer that a LoRA can sit on, in PEFT's names; Phi-3 keeps some of them fused.
    public List<String> linears() {
        return this == PHI3
                ? List.of("qkv_proj", "o_proj", "gate_up_proj", "down_proj")
                : List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
    }
}
