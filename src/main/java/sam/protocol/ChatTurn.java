package sam.protocol;

/// One message of a conversation, as chat templates take it.
public record ChatTurn(String role, String content) {}
