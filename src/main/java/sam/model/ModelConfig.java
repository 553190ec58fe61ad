package sam.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import sam.durable.Plain;
import sam.model.files.ModelException;
import tools.jackson.databind.JsonNode;

/// What a decoder computes, as features rather than names, read from `config.json`; whatever the engine does not
/// compute is refused there.
///
/// `layerKinds` has an entry for each layer; `fused` says that q, k, v and gate, up lie in one matrix each on disk and
/// carry one LoRA each.
public record ModelConfig(
        ModelFamily family,
        int hidden,
        int vocabulary,
        int maxPositions,
        Attention attention,
        Mlp mlp,
        Norms norms,
        Multipliers multipliers,
        List<LayerKind> layerKinds,
        boolean tiedHead,
        boolean fused,
        List<Integer> eosIds) {
    public ModelConfig {
        layerKinds = List.copyOf(layerKinds);
        eosIds = List.copyOf(eosIds);
    }

    private static final double USUAL_THETA = 10_000;

    /// The linears of a layer in PEFT's names and in the order of every list of ours.
    public static final List<String> LINEARS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    /// The same with the fused ones of some families among them; gives the order of an adapter's places.
    public static final List<String> ALL_LINEARS = List.of(
            "q_proj", "k_proj", "v_proj", "qkv_proj", "o_proj", "gate_proj", "up_proj", "gate_up_proj", "down_proj");

    public static ModelConfig read(Path folder) throws IOException {
        var file = folder.resolve("config.json");
        if (!Files.isRegularFile(file)) {
            throw new ModelException(
                    Plain.text("There is no config.json in %s. Choose a Hugging Face model folder.", folder));
        }
        return of(ModelJson.read(file), folder);
    }

    /// Reads the content of a `config.json`; `root` is what messages name, and may hold a `generation_config.json`.
    static ModelConfig of(JsonNode json, Path root) {
        return new ConfigReader(json, root).read();
    }

    public int layers() {
        return layerKinds.size();
    }

    /// The most tokens of a row whose positions the engine computes; what it computes of longer ones is another
    /// model's.
    public int reach() {
        return layerKinds.stream()
                .map(LayerKind::rope)
                .filter(Objects::nonNull)
                .mapToInt(rope -> Objects.requireNonNull(rope).reach())
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /// The rotary positions of the layers that see everything; of all layers where none does.
    public Rope mainRope() {
        return layerKinds.stream()
                .filter(kind -> kind.rope() != null)
                .min(Comparator.comparing(kind -> kind.window() > 0))
                .map(LayerKind::rope)
                .orElse(new Rope(USUAL_THETA, null));
    }

    /// Refuses more tokens than `reach` in a sentence.
    public void requireReach(int tokens) {
        if (tokens > reach()) {
            throw new ModelException(Plain.text(
                    "These %d tokens are more than the %d whose positions are computed of this model. Shorten the"
                            + " text.",
                    tokens, reach()));
        }
    }

    public int heads() {
        return attention.heads();
    }

    public int kvHeads() {
        return attention.kvHeads();
    }

    public int headDim() {
        return attention.headDim();
    }

    public int intermediate() {
        return mlp.intermediate();
    }

    public double rmsEps() {
        return norms.eps();
    }

    /// The linears of this model that a LoRA can sit on, in PEFT's names for its base.
    public List<String> linears() {
        return family.linears();
    }

    /// The linears of this model that the named ones are part of: for a fused model a LoRA wanted on `q_proj` sits on
    /// `qkv_proj`, where PEFT puts it too.
    public List<String> targets(List<String> wanted) {
        return linears().stream()
                .filter(linear ->
                        wanted.contains(linear) || parts(linear).stream().anyMatch(wanted::contains))
                .toList();
    }

    /// What a fused linear is made of, in the order of its rows; any other is its own part.
    static List<String> parts(String linear) {
        return switch (linear) {
            case "qkv_proj" -> List.of("q_proj", "k_proj", "v_proj");
            case "gate_up_proj" -> List.of("gate_proj", "up_proj");
            default -> List.of(linear);
        };
    }

    /// Rows and columns of a linear: [out, in].
    public int out(String linear) {
        return switch (linear) {
            case "q_proj" -> attention.queryWidth();
            case "k_proj", "v_proj" -> attention.keyValueWidth();
            case "o_proj", "down_proj" -> hidden;
            case "gate_proj", "up_proj" -> mlp.intermediate();
            case "qkv_proj", "gate_up_proj" ->
                parts(linear).stream().mapToInt(this::out).sum();
            default -> throw new IllegalArgumentException(linear);
        };
    }

    public int in(String linear) {
        return switch (linear) {
            case "q_proj", "k_proj", "v_proj", "qkv_proj", "gate_proj", "up_proj", "gate_up_proj" -> hidden;
            case "o_proj" -> attention.queryWidth();
            case "down_proj" -> mlp.intermediate();
            default -> throw new IllegalArgumentException(linear);
        };
    }
}
