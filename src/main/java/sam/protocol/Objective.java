package sam.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a phase optimises, under the name of TRL's trainer.
public enum Objective {
    /// What a row says, token by token.
    @JsonProperty("sft")
    SFT,
    /// That the better of two answers gains on the stack below.
    @JsonProperty("dpo")
    DPO,
    /// That answers judged good gain on the stack below, and those judged bad lose.
    @JsonProperty("kto")
    KTO,
    /// The better of two answers, and that its odds are higher: no reference.
    @JsonProperty("orpo")
    ORPO,
    /// That the better of two answers is likelier: no reference; SimPO is one of its losses.
    @JsonProperty("cpo")
    CPO;

    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// Whether a row holds two answers, the better first.
    public boolean takesPairs() {
        return this == DPO || this == ORPO || this == CPO;
    }

    /// Whether answers are held against what the stack below says of them.
    public boolean refersToTheStackBelow() {
        return this == DPO || this == KTO;
    }

    /// Whether rows come in one order in every epoch, because each is held against its neighbour.
    public boolean keepsOrder() {
        return this == KTO;
    }
}
