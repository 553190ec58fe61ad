package sam.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What a worker is asked to do: the content of `job.json`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrainOrder.class, name = "train"),
    @JsonSubTypes.Type(value = ChainOrder.class, name = "chain")
})
public sealed interface JobOrder permits TrainOrder, ChainOrder {}
