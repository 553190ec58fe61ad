package sam.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a phase optimises.
public enum Objective {
    @JsonProperty("sft")
    SFT,
    @JsonProperty("dpo")
    DPO;

    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
