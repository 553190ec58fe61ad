package sam.memory;

import java.util.List;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import sam.durable.Plain;
import sam.model.ModelConfig;
import sam.model.ModelFamily;
import sam.model.WeightReader;

/// The numbers of a model that decide what training it costs, under the names of its `config.json`.
///
/// `tied`: the output head is the embedding. `weights` is what its files hold, as stored; nothing for a shape that has
/// no files.
public record ModelShape(
        String name, ModelFamily family, Size size, Attention attention, boolean tied, WeightReader.OnDisk weights) {
    private static final WeightReader.OnDisk NO_FILES = new WeightReader.OnDisk(0, 0);

    /// Widths of what flows through the model and inside its MLPs, and how many layers and tokens it has.
    public record Size(int hidden, int layers, int intermediate, int vocabulary) {}

    /// Query heads and the key-value heads they share, each so wide; whether q, k and v have biases, and whether
    /// queries and keys are normed.
    public record Attention(int heads, int keyValueHeads, int headWidth, boolean bias, boolean norms) {
        /// As in a Llama.
        public Attention(int heads, int keyValueHeads, int headWidth) {
            this(heads, keyValueHeads, headWidth, false, false);
        }
    }

    /// A plain Llama without files.
    public static ModelShape llama(String name, Size size, Attention attention, boolean tied) {
        return new ModelShape(name, ModelFamily.LLAMA, size, attention, tied, NO_FILES);
    }

    /// The shape that a `config.json` describes.
    public static ModelShape of(String name, ModelConfig config, WeightReader.OnDisk weights) {
        return new ModelShape(
                name,
                config.family(),
                new Size(config.hidden(), config.layers(), config.intermediate(), config.vocabulary()),
                new Attention(
                        config.heads(),
                        config.kvHeads(),
                        config.headDim(),
                        config.attention().qkvBias(),
                        config.attention().norm() != sam.model.Attention.QkNorm.NONE),
                config.tiedHead(),
                weights);
    }

    /// The same before there are weights.
    public static ModelShape of(ModelConfig config) {
        return of(config.family().label(), config, NO_FILES);
    }

    /// The same with files.
    public ModelShape stored(WeightReader.OnDisk onDisk) {
        return new ModelShape(name, family, size, attention, tied, onDisk);
    }

    public int hidden() {
        return size.hidden();
    }

    public int layers() {
        return size.layers();
    }

    public int intermediate() {
        return size.intermediate();
    }

    public int vocabulary() {
        return size.vocabulary();
    }

    public int heads() {
        return attention.heads();
    }

    public int keyValueHeads() {
        return attention.keyValueHeads();
    }

    public int headWidth() {
        return attention.headWidth();
    }

    public long fileBytes() {
        return weights.bytes();
    }

    public long largestTensorBytes() {
        return weights.largestTensor();
    }

    /// Whether what attention and the MLP give is normed before it is added.
    public boolean normsAfter() {
        return family == ModelFamily.OLMO2 || family == ModelFamily.GEMMA3;
    }

    /// Width of the queries of all heads().
    public long queryWidth() {
        return (long) heads() * headWidth();
    }

    /// Width of the keys, or the values, of all key-value heads().
    public long keyValueWidth() {
        return (long) keyValueHeads() * headWidth();
    }

    /// Weights of the seven linears of one layer: `h·q + 2·h·kv + q·h + 3·h·f`.
    public long linearPerLayer() {
        return hidden() * queryWidth()
                + 2 * hidden() * keyValueWidth()
                + queryWidth() * hidden()
                + 3L * hidden() * intermediate();
    }

    /// Embedding and head; a tied head is the embedding and counts once.
    public long embeddingParameters() {
        return (long) vocabulary() * hidden() * (tied ? 1 : 2);
    }

    /// Everything that is neither a linear nor an embedding: norms and, where the family has them, attention biases.
    public long smallParameters() {
        long bias = attention.bias() ? queryWidth() + 2 * keyValueWidth() : 0;
        long norms = 2L * hidden() + (attention.norms() ? 2L * headWidth() : 0);
        return layers() * (norms + bias) + hidden();
    }

    /// All weights: `V·h·(tied ? 1 : 2) + L·layer + h`.
    public long parameters() {
        return embeddingParameters() + layers() * linearPerLayer() + smallParameters();
    }

    /// Trained weights of LoRA of this rank in the top `trainedLayers` layers(): `L · r · Σ (in + out)`. A linear that
    /// the family keeps fused with others carries one LoRA with them.
    public long loraParameters(List<String> targets, int rank, int trainedLayers) {
        return perRank(targets).mapToLong(Carried::width).sum() * rank * trainedLayers;
    }

    /// The same where a place's rank depends on its layer and linear.
    long loraParameters(List<String> targets, List<Integer> trainedLayers, ToIntBiFunction<Integer, String> rank) {
        return trainedLayers.stream()
                .flatMap(layer -> perRank(targets).map(place -> place.width * rank.applyAsInt(layer, place.linear)))
                .mapToLong(Long::longValue)
                .sum();
    }

    /// A linear that carries a LoRA, and how many numbers that has for each rank.
    private record Carried(String linear, long width) {}

    private Stream<Carried> perRank(List<String> targets) {
        return targets.stream()
                .map(this::carrier)
                .distinct()
                .map(linear -> new Carried(linear, inputOf(linear) + outputOf(linear)));
    }

    private String carrier(String target) {
        if (family.linears().contains(target)) {
            return target;
        }
        return family.linears().stream()
                .filter(linear -> partsOf(linear).contains(target))
                .findFirst()
                .orElse(target);
    }

    private static List<String> partsOf(String linear) {
        return switch (linear) {
            case "qkv_proj" -> List.of("q_proj", "k_proj", "v_proj");
            case "gate_up_proj" -> List.of("gate_proj", "up_proj");
            default -> List.of();
        };
    }

    public long loraParameters(List<String> targets, int rank) {
        return loraParameters(targets, rank, layers());
    }

    /// Width a linear reads.
    public long inputOf(String target) {
        return switch (target) {
            case "q_proj", "k_proj", "v_proj", "qkv_proj", "gate_proj", "up_proj", "gate_up_proj" -> hidden();
            case "o_proj" -> queryWidth();
            case "down_proj" -> intermediate();
            default -> throw new IllegalArgumentException(Plain.text("There is no linear named %s.", target));
        };
    }

    /// Width a linear writes.
    public long outputOf(String target) {
        return switch (target) {
            case "q_proj" -> queryWidth();
            case "k_proj", "v_proj" -> keyValueWidth();
            case "qkv_proj" -> queryWidth() + 2 * keyValueWidth();
            case "o_proj", "down_proj" -> hidden();
            case "gate_proj", "up_proj" -> intermediate();
            case "gate_up_proj" -> 2L * intermediate();
            default -> throw new IllegalArgumentException(Plain.text("There is no linear named %s.", target));
        };
    }
}
