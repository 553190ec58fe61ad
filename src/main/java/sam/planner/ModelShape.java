package sam.planner;

import java.util.List;

/// The numbers of a model that decide what training it costs, under the names of its `config.json`.
///
/// `fileBytes` is what its weight files hold, `largestTensorBytes` the biggest single tensor among them as stored;
/// both are 0 for a shape that has no files.
public record ModelShape(
        String name,
        int hidden,
        int layers,
        int heads,
        int keyValueHeads,
        int headWidth,
        int intermediate,
        int vocabulary,
        boolean tied,
        boolean attentionBias,
        boolean headNorms,
        long fileBytes,
        long largestTensorBytes) {

    /// Width of the queries of all heads.
    public long queryWidth() {
        return (long) heads * headWidth;
    }

    /// Width of the keys, or the values, of all key-value heads.
    public long keyValueWidth() {
        return (long) keyValueHeads * headWidth;
    }

    /// Weights of the seven linears of one layer: `h·q + 2·h·kv + q·h + 3·h·f`.
    public long linearPerLayer() {
        return hidden * queryWidth()
                + 2 * hidden * keyValueWidth()
                + queryWidth() * hidden
                + 3L * hidden * intermediate;
    }

    /// Embedding and head; a tied head is the embedding and counts once.
    public long embeddingParameters() {
        return (long) vocabulary * hidden * (tied ? 1 : 2);
    }

    /// Everything that is neither a linear nor an embedding: norms and, where the family has them, attention biases.
    public long smallParameters() {
        long bias = attentionBias ? queryWidth() + 2 * keyValueWidth() : 0;
        long norms = 2L * hidden + (headNorms ? 2L * headWidth : 0);
        return layers * (norms + bias) + hidden;
    }

    /// All weights: `V·h·(tied ? 1 : 2) + L·layer + h`.
    public long parameters() {
        return embeddingParameters() + layers * linearPerLayer() + smallParameters();
    }

    /// Trained weights of LoRA of this rank in the top `trainedLayers` layers: `L · r · Σ (in + out)`.
    public long loraParameters(List<String> targets, int rank, int trainedLayers) {
        long sum = 0;
        for (var target : targets) {
            sum += inputOf(target) + outputOf(target);
        }
        return sum * rank * trainedLayers;
    }

    public long loraParameters(List<String> targets, int rank) {
        return loraParameters(targets, rank, layers);
    }

    /// Width a linear reads. `qkv_proj` is the fused form of some families.
    public long inputOf(String target) {
        return switch (target) {
            case "q_proj", "k_proj", "v_proj", "qkv_proj", "gate_proj", "up_proj" -> hidden;
            case "o_proj" -> queryWidth();
            case "down_proj" -> intermediate;
            default -> throw new IllegalArgumentException("There is no linear named %s.".formatted(target));
        };
    }

    /// Width a linear writes.
    public long outputOf(String target) {
        return switch (target) {
            case "q_proj" -> queryWidth();
            case "k_proj", "v_proj" -> keyValueWidth();
            case "qkv_proj" -> queryWidth() + 2 * keyValueWidth();
            case "o_proj", "down_proj" -> hidden;
            case "gate_proj", "up_proj" -> intermediate;
            default -> throw new IllegalArgumentException("There is no linear named %s.".formatted(target));
        };
    }
}
