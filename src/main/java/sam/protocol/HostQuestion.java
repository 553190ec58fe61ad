package sam.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.rows.Message;

/// A line to the model host's standard input. Each question names its model, and replies carry its id: answers are
/// written one after the other, texts and counts come between them.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = HostQuestion.Answer.class, name = "answer"),
    @JsonSubTypes.Type(value = HostQuestion.Render.class, name = "render"),
    @JsonSubTypes.Type(value = HostQuestion.Count.class, name = "count"),
    @JsonSubTypes.Type(value = HostQuestion.Cancel.class, name = "cancel")
})
public sealed interface HostQuestion {
    String id();

    /// Continue a raw `prompt` or answer `messages`, exactly one of which is given, with a stack of adapters,
    /// bottom first. One that is `urgent` overtakes those that are not, also the one that is being answered.
    record Answer(
            String id,
            boolean urgent,
            String model,
            List<String> adapters,
            @Nullable String prompt,
            @Nullable List<ChatTurn> messages,
            AnswerSettings settings)
            implements HostQuestion {}

    /// Say how a conversation reaches the model, and what of it would be trained.
    record Render(String id, String model, List<Message> messages) implements HostQuestion {}

    /// Count the tokens of conversations as training would read them.
    record Count(String id, String model, List<List<Message>> conversations) implements HostQuestion {}

    /// End the question of this id; what was written so far is its answer.
    record Cancel(String id) implements HostQuestion {}
}
