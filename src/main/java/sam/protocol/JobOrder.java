package sam.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What a worker is asked to do: the content of `job.json`. Those that make a result leave it in `result.json`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrainOrder.class, name = "train"),
    @JsonSubTypes.Type(value = ChainOrder.class, name = "chain"),
    @JsonSubTypes.Type(value = ExportOrder.class, name = "export"),
    @JsonSubTypes.Type(value = QuantizeOrder.class, name = "quantize"),
    @JsonSubTypes.Type(value = ScoreOrder.class, name = "score"),
    @JsonSubTypes.Type(value = CalibrateOrder.class, name = "calibrate")
})
public sealed interface JobOrder
        permits TrainOrder, ChainOrder, ExportOrder, QuantizeOrder, ScoreOrder, CalibrateOrder {}
