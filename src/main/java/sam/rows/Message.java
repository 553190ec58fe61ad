package sam.rows;

import com.fasterxml.jackson.annotation.JsonProperty;

/// One turn of a conversation.
public record Message(Role role, String content) {
    public enum Role {
        @JsonProperty("system")
        SYSTEM,
        @JsonProperty("user")
        USER,
        @JsonProperty("assistant")
        ASSISTANT;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static Message user(String content) {
        return new Message(Role.USER, content);
    }

    public static Message assistant(String content) {
        return new Message(Role.ASSISTANT, content);
    }
}
