package sam.planner;

import sam.memory.ModelShape;

/// Floating-point operations of training per token, counted as two per multiply-add.
///
/// `F = L·(2·P_lin + 2·q·s) + 2·V·h` forward and `B = L_t·(2·P_lin + 4·q·s) + 2·V·h` backward: the frozen matrices need
/// no weight gradient, so a LoRA step costs 4 N instead of 6 N (Kaplan et al., arXiv 2001.08361, for the counting).
/// `s` is the row length; causal attention does half the square.
public final class Flops {
    private Flops() {}

    /// One forward pass per token; `headShare` is the part of the tokens whose logits are needed.
    public static double forward(ModelShape model, double length, double headShare) {
        return model.layers() * (2.0 * model.linearPerLayer() + 2.0 * model.queryWidth() * length)
                + head(model, headShare);
    }

    /// The backward pass per token through the top `trainedLayers`.
    public static double backward(ModelShape model, double length, double headShare, int trainedLayers) {
        return trainedLayers * (2.0 * model.linearPerLayer() + 4.0 * model.queryWidth() * length)
                + head(model, headShare);
    }

    /// Computing so many layers again for the backward, when their activations were not kept.
    public static double recompute(ModelShape model, double length, int layers) {
        return layers * (2.0 * model.linearPerLayer() + 2.0 * model.queryWidth() * length);
    }

    /// The MLP's last product of so many layers, which our engine does not need again.
    static double lastProduct(ModelShape model, int layers) {
        return layers * 2.0 * model.hidden() * model.intermediate();
    }

    /// What the adapter itself adds per token: `6·N_lora`.
    public static double adapter(long loraParameters) {
        return 6.0 * loraParameters;
    }

    private static double head(ModelShape model, double share) {
        return 2.0 * model.vocabulary() * model.hidden() * share;
    }
}
