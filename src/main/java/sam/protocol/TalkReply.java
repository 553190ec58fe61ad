package sam.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// A line from a talking worker's standard output.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TalkReply.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = TalkReply.Piece.class, name = "piece"),
    @JsonSubTypes.Type(value = TalkReply.Done.class, name = "done"),
    @JsonSubTypes.Type(value = TalkReply.Refused.class, name = "refused")
})
public sealed interface TalkReply {
    record Ready(String model) implements TalkReply {}

    /// The next piece of text of an answer.
    record Piece(String id, String text) implements TalkReply {}

    record Done(String id, String text, int tokens, double seconds, boolean stoppedByItself) implements TalkReply {}

    record Refused(String id, String sentence) implements TalkReply {}
}
