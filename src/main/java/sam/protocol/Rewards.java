package sam.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// What a preference objective says beside its loss, as means and under TRL's names. Null is what there is none of;
/// `kl`
/// is KTO's.
public record Rewards(
        @JsonProperty("rewards/chosen") @Nullable Double chosen,
        @JsonProperty("rewards/rejected") @Nullable Double rejected,
        @JsonProperty("rewards/margins") @Nullable Double margin,
        @JsonProperty("rewards/accuracies") @Nullable Double accuracy,
        @Nullable Double kl) {
    public static final Rewards NONE = new Rewards(null, null, null, null, null);
}
