package sam.model;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import sam.durable.Plain;

/// The names of tensors in GGUF and in a Hugging Face folder, and which of them llama.cpp keeps in another row order
/// or with other numbers.
///
/// For some architectures llama.cpp rotates neighbouring pairs instead of halves, so its converter writes the rows of
/// q and k of each head as 0, d/2, 1, d/2+1, …. It norms every architecture by w, so Gemma 3's norms, which multiply
/// by 1 + w, are written as that sum.
public final class GgufNames {
    private static final Pattern LAYER = Pattern.compile("(model\\.layers|blk)\\.(\\d{1,6})\\.(.+)\\.(weight|bias)");

    private static final Map<String, String> OUTSIDE = Map.of(
            "model.embed_tokens", "token_embd",
            "model.norm", "output_norm",
            "lm_head", "output");

    private static final Map<String, String> INSIDE = Map.ofEntries(
            Map.entry("input_layernorm", "attn_norm"),
            Map.entry("self_attn.q_proj", "attn_q"),
            Map.entry("self_attn.k_proj", "attn_k"),
            Map.entry("self_attn.v_proj", "attn_v"),
            Map.entry("self_attn.qkv_proj", "attn_qkv"),
            Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("self_attn.q_norm", "attn_q_norm"),
            Map.entry("self_attn.k_norm", "attn_k_norm"),
            Map.entry("mlp.gate_proj", "ffn_gate"),
            Map.entry("mlp.up_proj", "ffn_up"),
            Map.entry("mlp.gate_up_proj", "ffn_up"),
            Map.entry("mlp.down_proj", "ffn_down"),
            Map.entry("post_feedforward_layernorm", "post_ffw_norm"));

    private static final Set<String> PAIRED = Set.of("llama", "granite", "smollm3");
    private static final Set<String> NORMED_AFTER = Set.of("olmo2", Gemma3.ARCHITECTURE);

    private GgufNames() {}

    /// Whether q and k of an architecture lie in pairs.
    static boolean paired(String architecture) {
        return PAIRED.contains(architecture);
    }

    /// The GGUF name of a Hugging Face tensor; the name itself where there is no other.
    public static String of(String architecture, String name) {
        int dot = name.lastIndexOf('.');
        var outside = dot < 0 ? null : OUTSIDE.get(name.substring(0, dot));
        if (outside != null) {
            return outside + name.substring(dot);
        }
        var parts = LAYER.matcher(name);
        if (!parts.matches()) {
            return name;
        }
        var inside = switch (parts.group(3)) {
            case "post_attention_layernorm" -> NORMED_AFTER.contains(architecture) ? "post_attention_norm" : "ffn_norm";
            case "pre_feedforward_layernorm" -> "ffn_norm";
            default -> INSIDE.getOrDefault(parts.group(3), parts.group(3));
        };
        return Plain.text("blk.%s.%s.%s", parts.group(2), inside, parts.group(4));
    }

    /// What a file has added to each number of a Hugging Face tensor.
    public static float shift(String architecture, String name) {
        return architecture.equals(Gemma3.ARCHITECTURE) && name.endsWith("norm.weight") ? 1 : 0;
    }

    /// Whether a Hugging Face tensor is q or k: "q_proj", "k_proj" or "".
    static String rotated(String name) {
        var parts = LAYER.matcher(name);
        if (parts.matches() && parts.group(3).startsWith("self_attn.")) {
            var linear = parts.group(3).substring("self_attn.".length());
            return linear.equals("q_proj") || linear.equals("k_proj") ? linear : "";
        }
        return "";
    }
}
