package sam.library;

/// One turn of a conversation.
public record Message(Role role, String content) {
    public enum Role {
        SYSTEM,
        USER,
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
