package sam.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is learnt and how its loss is reckoned, in TRL's words.
///
/// `weights` is null for equal weights of 1. `completionOnlyLoss` and `assistantOnlyLoss` are null (auto) where a row's
/// shape decides what is learnt: of prompt and completion the completion, of `messages` what the assistant says, of
/// `text` everything. False learns the whole row; true for the assistant also holds within a completion. TRL's default
/// for `messages` is false.
///
/// `desirableWeight` and `undesirableWeight` are KTO's; `cpoAlpha` and `simpoGamma` are CPO's, of which SimPO is the
/// `type` simpo with a `cpoAlpha` of 0.
public record LossSettings(
        double beta,
        double labelSmoothing,
        @JsonProperty("loss_type") List<String> type,
        @JsonProperty("loss_weights") @Nullable List<Double> weights,
        @Nullable Boolean completionOnlyLoss,
        @Nullable Boolean assistantOnlyLoss,
        double desirableWeight,
        double undesirableWeight,
        double cpoAlpha,
        double simpoGamma) {
    private static final List<String> LOSSES = List.of(
            "nll",
            "sigmoid",
            "robust",
            "hinge",
            "ipo",
            "sigmoid_norm",
            "sft",
            "kto",
            "apo_zero_unpaired",
            "orpo",
            "simpo");

    public LossSettings {
        type = List.copyOf(type);
        weights = weights == null ? null : List.copyOf(weights);
        Knobs.require(beta > 0, "beta", beta, "more than 0");
        Knobs.require(
                labelSmoothing >= 0 && labelSmoothing < 0.5, "label_smoothing", labelSmoothing, "from 0 to below 0.5");
        Knobs.require(
                !type.isEmpty() && LOSSES.containsAll(type),
                "loss_type",
                type,
                "nll (SFT), some of sigmoid, robust, hinge, ipo, sigmoid_norm, sft (DPO), kto or apo_zero_unpaired"
                        + " (KTO), orpo (ORPO), or sigmoid, hinge, ipo or simpo (CPO)");
        Knobs.require(
                weights == null || weights.size() == type.size(),
                "loss_weights",
                String.valueOf(weights),
                "one number for each loss_type");
        Knobs.require(desirableWeight >= 0, "desirable_weight", desirableWeight, "0 or more");
        Knobs.require(undesirableWeight >= 0, "undesirable_weight", undesirableWeight, "0 or more");
        Knobs.require(cpoAlpha >= 0, "cpo_alpha", cpoAlpha, "0 or more");
    }
}
