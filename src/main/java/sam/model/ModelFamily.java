package sam.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The architectures SAM trains, by the `model_type` of their `config.json`.
public enum ModelFamily {
    LLAMA("llama", "Llama"),
    MISTRAL("mistral", "Mistral", "llama"),
    QWEN2("qwen2", "Qwen2"),
    QWEN3("qwen3", "Qwen3"),
    SMOLLM3("smollm3", "SmolLM3"),
    GRANITE("granite", "Granite"),
    OLMO2("olmo2", "OLMo 2"),
    PHI3("phi3", "Phi-3"),
    GEMMA3("gemma3_text", "Gemma 3 (text)", "gemma3");

    private final String type;
    private final String label;
    private final String architecture;

    ModelFamily(String type, String label) {
        this(type, label, type);
    }

    ModelFamily(String type, String label, String architecture) {
        this.type = type;
        this.label = label;
        this.architecture = architecture;
    }

    /// The `model_type` in `config.json`.
    public String type() {
        return type;
    }

    /// What llama.cpp calls it, `general.architecture` of a GGUF file; Mistral is a Llama there.
    public String architecture() {
        return architecture;
    }

    /// The name its makers give it.
    public String label() {
        return label;
    }

    /// The family that llama.cpp calls so, the first where several share the name.
    public static Optional<ModelFamily> ofArchitecture(String name) {
        return Arrays.stream(values())
                .filter(family -> family.architecture.equals(name))
                .findFirst();
    }

    public static Optional<ModelFamily> of(String modelType) {
        return Arrays.stream(values())
                .filter(family -> family.type.equals(modelType))
                .findFirst();
    }

    /// A name of each, once, in the order of letters: "gemma3, granite, llama".
    public static String listed(Function<ModelFamily, String> name) {
        return Arrays.stream(values()).map(name).distinct().sorted().collect(Collectors.joining(", "));
    }

    /// All of them, as the end of a sentence: "Llama, Mistral … or Gemma 3 (text)".
    public static String choice() {
        var labels = Arrays.stream(values()).map(ModelFamily::label).collect(Collectors.toList());
        var last = labels.removeLast();
        return String.join(", ", labels) + " or " + last;
    }

    /// The size of a head where `config.json` names none; two families have one of their own.
    public int usualHeadDim(int hidden, int heads) {
        return switch (this) {
            case QWEN3 -> 128;
            case GEMMA3 -> 256;
            default -> hidden / heads;
        };
    }

    /// Whether the output head is the embedding where `config.json` does not say.
    public boolean usuallyTied() {
        return this == GEMMA3 || this == SMOLLM3;
    }

    /// The linears of a layer that a LoRA can sit on, in PEFT's names; Phi-3 keeps some of them fused.
    public List<String> linears() {
        return this == PHI3
                ? List.of("qkv_proj", "o_proj", "gate_up_proj", "down_proj")
                : List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
    }
}
