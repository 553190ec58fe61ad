package sam.training;

import org.jspecify.annotations.Nullable;

/// What a preference objective says beside its loss, as means and under TRL's names: `rewards/chosen`,
/// `rewards/rejected`, `rewards/margins`, `rewards/accuracies` and KTO's `kl`. Null is what there is none of.
public record Rewards(
        @Nullable Double chosen,
        @Nullable Double rejected,
        @Nullable Double margin,
        @Nullable Double accuracy,
        @Nullable Double kl) {
    static final Rewards NONE = new Rewards(null, null, null, null, null);
}
