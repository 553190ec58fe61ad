package sam.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The LoRA that is trained, in PEFT's words. `layersToTransform` empty means all layers; `rankPattern` and
/// `alphaPattern` give some places a rank or alpha of their own, by PEFT's patterns of their names, the first that fits
/// counting.
public record LoraSettings(
        @JsonProperty("lora_r") int r,
        @JsonProperty("lora_alpha") int alpha,
        @JsonProperty("lora_dropout") double dropout,
        List<String> targetModules,
        boolean useRslora,
        List<Integer> layersToTransform,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern) {
    public static final List<String> ALL_LINEARS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    /// Some families keep q, k, v and gate, up in one matrix each.
    private static final List<String> KNOWN_LINEARS = Stream.concat(
                    ALL_LINEARS.stream(), Stream.of("qkv_proj", "gate_up_proj"))
            .toList();

    public LoraSettings {
        targetModules = targetModules.equals(List.of("all-linear")) ? ALL_LINEARS : List.copyOf(targetModules);
        Knobs.require(r > 0, "lora_r", r, "at least 1");
        Knobs.require(alpha > 0, "lora_alpha", alpha, "at least 1");
        Knobs.require(dropout >= 0 && dropout < 1, "lora_dropout", dropout, "from 0 to below 1");
        Knobs.require(
                !targetModules.isEmpty() && KNOWN_LINEARS.containsAll(targetModules),
                "target_modules",
                targetModules,
                "all-linear or some of " + String.join(",", KNOWN_LINEARS));
        layersToTransform = layersToTransform == null
                ? List.of()
                : layersToTransform.stream().distinct().sorted().toList();
        Knobs.require(
                layersToTransform.isEmpty() || layersToTransform.getFirst() >= 0,
                "layers_to_transform",
                layersToTransform,
                "all or layer numbers from 0");
        rankPattern = Patterns.copy(rankPattern);
        alphaPattern = Patterns.copy(alphaPattern);
        Knobs.require(
                rankPattern.values().stream().allMatch(rank -> rank > 0),
                "rank_pattern",
                rankPattern,
                "ranks of at least 1");
        Knobs.require(
                alphaPattern.values().stream().allMatch(each -> each > 0),
                "alpha_pattern",
                alphaPattern,
                "alphas above 0");
    }
}
