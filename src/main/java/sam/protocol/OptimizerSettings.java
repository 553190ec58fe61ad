package sam.protocol;

import java.util.List;

/// AdamW and the course of its learning rate. `warmupSteps` below 1 is a share of all steps.
public record OptimizerSettings(
        double learningRate,
        String lrSchedulerType,
        double warmupSteps,
        double weightDecay,
        double adamBeta1,
        double adamBeta2,
        double adamEpsilon,
        double maxGradNorm) {
    public OptimizerSettings {
        Knobs.require(learningRate >= 0 && Double.isFinite(learningRate), "learning_rate", learningRate, "0 or more");
        Knobs.require(
                List.of("linear", "cosine", "constant", "constant_with_warmup").contains(lrSchedulerType),
                "lr_scheduler_type",
                lrSchedulerType,
                "linear, cosine, constant or constant_with_warmup");
        Knobs.require(warmupSteps >= 0, "warmup_steps", warmupSteps, "0 or more");
        Knobs.require(weightDecay >= 0, "weight_decay", weightDecay, "0 or more");
        Knobs.require(adamBeta1 >= 0 && adamBeta1 < 1, "adam_beta1", adamBeta1, "from 0 to below 1");
        Knobs.require(adamBeta2 >= 0 && adamBeta2 < 1, "adam_beta2", adamBeta2, "from 0 to below 1");
        Knobs.require(adamEpsilon > 0, "adam_epsilon", adamEpsilon, "more than 0");
        Knobs.require(maxGradNorm >= 0, "max_grad_norm", maxGradNorm, "0 (no clipping) or more");
    }
}
