package sam.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// A line from the model host's standard output.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = HostReply.Piece.class, name = "piece"),
    @JsonSubTypes.Type(value = HostReply.Again.class, name = "again"),
    @JsonSubTypes.Type(value = HostReply.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = HostReply.Rendered.class, name = "rendered"),
    @JsonSubTypes.Type(value = HostReply.Counted.class, name = "counted"),
    @JsonSubTypes.Type(value = HostReply.Refused.class, name = "refused")
})
public sealed interface HostReply {
    String id();

    /// The next piece of text of an answer.
    record Piece(String id, String text) implements HostReply {}

    /// An urgent question came between: this answer is begun again later, and its pieces so far are void.
    record Again(String id) implements HostReply {}

    record Answered(String id, String text, int tokens, double seconds, boolean stoppedByItself) implements HostReply {}

    record Rendered(String id, List<Stretch> stretches) implements HostReply {}

    /// A part of a rendered conversation; `trained` where a completion's tokens are learnt.
    record Stretch(String text, boolean trained) {}

    /// A count for each conversation; -1 where the template refuses it.
    record Counted(String id, List<Integer> tokens) implements HostReply {}

    record Refused(String id, String sentence) implements HostReply {}
}
