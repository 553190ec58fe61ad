package sam.memory;

import java.util.List;

/// The peak memory of a LoRA training step, in bytes.
///
/// `P = W + a·N_lora + dequant + max(saved + logits, saved + layer + passing) + overhead`, after Korthikanti et al.
/// (arXiv 2205.05198) rewritten for RMSNorm, SwiGLU, grouped queries and frozen linears: a frozen linear keeps
/// nothing for its backward, an adapter on it keeps its input. `saved = K·A + (L_t − K)·h·e` with `A` what a layer
/// keeps for each token; `layer` is one more `A` where no layer keeps all (a kept one is gone by then).
public final class PeakFormula {
    private PeakFormula() {}

    /// One micro-batch: `tokens` with padding, rows of `length`, `headRows` of them through the head; LoRA of `rank`
    /// on `targets` in the top `trainedLayers`, of which the top `keptLayers` keep all.
    public record Load(
            long tokens,
            long length,
            long headRows,
            List<String> targets,
            int rank,
            int trainedLayers,
            int keptLayers,
            boolean dropout) {
        public Load {
            targets = List.copyOf(targets);
        }
    }

    /// The parts of a peak; `step` is the larger of the loss moment and the deepest moment of the backward.
    public record Peak(
            double weights,
            double adapter,
            double dequant,
            double saved,
            double logits,
            double layer,
            double transients,
            double overhead) {
        public double total() {
            return weights + adapter + dequant + saved + Math.max(logits, layer + transients) + overhead;
        }
    }

    public static Peak of(ModelShape model, EngineTraits engine, Load load) {
        double weights = weights(model, engine);
        double adapter =
                engine.adapterBytes() * model.loraParameters(load.targets(), load.rank(), load.trainedLayers());
        double layer = layerBytesPerToken(model, engine, load) * load.tokens();
        double boundary = engine.offloaded() ? 0 : (double) model.hidden() * boundaryBytes(engine) * load.tokens();
        double saved = load.keptLayers() * layer + (load.trainedLayers() - load.keptLayers()) * boundary;
        long rows = engine.logits().chunk() > 0
                ? Math.min(load.headRows(), engine.logits().chunk())
                : load.headRows();
        double logits = engine.logits().bytes() * model.vocabulary() * rows;
        double transients = engine.computeBytes() * engine.passing().mlp() * model.intermediate() * load.tokens()
                + engine.passing().hidden() * model.hidden() * load.tokens()
                + engine.attention().scoreBytes() * model.heads() * load.length() * load.tokens();
        double dequant = engine.unpacked().bytes() * model.hidden() * model.intermediate()
                + engine.unpacked().buffer();
        double live = load.keptLayers() == 0 ? layer : 0;
        double bare = weights + adapter + dequant + saved + Math.max(logits, live + transients);
        return new Peak(
                weights,
                adapter,
                dequant,
                saved,
                logits,
                live,
                transients,
                engine.overhead().bytes() + engine.overhead().share() * bare);
    }

    /// `W = L·P_lin·b_lin + V·h·(1 or 2)·b_emb + norms·b_norm`.
    public static double weights(ModelShape model, EngineTraits engine) {
        return (double) model.layers()
                        * model.linearPerLayer()
                        * engine.weights().linears()
                + model.embeddingParameters() * engine.weights().embeddings()
                + model.smallParameters() * engine.weights().norms();
    }

    /// Bytes of a number between two layers: ours stay float32 whatever the products are computed in.
    private static double boundaryBytes(EngineTraits engine) {
        return engine.frugal() ? 4 : engine.computeBytes();
    }

    /// Bytes that the backward of one layer needs per token: the two norms' inputs, q, k, v and the attention output
    /// with a float32 log-sum a head, gate and up; where the engine does not compute these again, the gated product
    /// and the input of every adapted linear; what the family's further norms read.
    static double layerBytesPerToken(ModelShape model, EngineTraits engine, Load load) {
        var targets = load.targets();
        double e = engine.computeBytes();
        double bytes = 2.0 * model.hidden() * (engine.fusedNorm() ? e : 4);
        long keys = engine.attention().repeatedKeys() ? model.queryWidth() : model.keyValueWidth();
        bytes += e * ((2 + engine.attention().copies()) * model.queryWidth() + 2 * keys) + 4.0 * model.heads();
        bytes += e * 2 * model.intermediate();
        if (engine.frugal()) {
            double normedHeads = model.attention().norms() ? model.queryWidth() + 2.0 * model.keyValueWidth() : 0;
            double given = model.normsAfter() ? 2.0 * model.hidden() : 0;
            return bytes + e * (normedHeads + given);
        }
        bytes += e * model.intermediate();
        if (targets.stream().anyMatch(List.of("q_proj", "k_proj", "v_proj", "qkv_proj")::contains)) {
            bytes += e * model.hidden();
        }
        if (targets.contains("gate_proj") || targets.contains("up_proj")) {
            bytes += e * model.hidden();
        }
        if (targets.contains("down_proj")) {
            bytes += e * model.intermediate();
        }
        bytes += e * load.rank() * targets.size();
        if (load.dropout()) {
            for (var target : targets) {
                bytes += (e + 1) * model.inputOf(target);
            }
        }
        return bytes;
    }
}
