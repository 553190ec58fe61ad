package sam.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// One line of `commands.jsonl`; the worker obeys each id once.
public record WorkerCommand(String id, Verb command) {
    public enum Verb {
        @JsonProperty("pause")
        PAUSE,
        @JsonProperty("resume")
        RESUME,
        @JsonProperty("checkpoint")
        CHECKPOINT,
        @JsonProperty("stop")
        STOP
    }
}
