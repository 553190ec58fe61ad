package sam.rows;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One turn of a conversation with all it may carry: an assistant's thoughts before it speaks and its calls of tools,
/// which call a tool's result answers and the tool's name, and a weight of 0 where nothing is to be learnt from it.
public record Message(
        Role role,
        String content,
        @JsonProperty("reasoning_content") @Nullable String reasoning,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolCall> toolCalls,
        @Nullable String toolCallId,
        @Nullable String name,
        @Nullable Integer weight) {
    /// Who speaks. Hashes hold the place of a role in this list, so a new one comes last.
    public enum Role {
        @JsonProperty("system")
        SYSTEM,
        @JsonProperty("user")
        USER,
        @JsonProperty("assistant")
        ASSISTANT,
        @JsonProperty("tool")
        TOOL;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Rows without calls, and all that older versions wrote, leave `tool_calls` out.
    @JsonCreator
    @SuppressWarnings("RedundantNullCheck")
    public Message {
        toolCalls = toolCalls == null ? List.of() : List.copyOf(toolCalls);
    }

    public Message(Role role, String content) {
        this(role, content, null, List.of(), null, null, null);
    }

    public static Message user(String content) {
        return new Message(Role.USER, content);
    }

    public static Message assistant(String content) {
        return new Message(Role.ASSISTANT, content);
    }

    /// The same turn with another text.
    public Message saying(String other) {
        return new Message(role, other, reasoning, toolCalls, toolCallId, name, weight);
    }

    /// Whether training may learn to say this.
    public boolean learnt() {
        return weight == null || weight != 0;
    }

    /// Every text of the turn in reading order: thoughts, words, calls.
    public List<String> texts() {
        if (reasoning == null && toolCalls.isEmpty()) {
            return List.of(content);
        }
        var texts = new ArrayList<String>();
        if (reasoning != null) {
            texts.add(reasoning);
        }
        if (!content.isEmpty()) {
            texts.add(content);
        }
        toolCalls.forEach(call -> texts.add(call.shown()));
        return texts;
    }

    /// The turn as one text for a person.
    public String shown() {
        return String.join("\n\n", texts());
    }
}
