package sam.hub;

/// A hub token. It prints as dots, so that no message or log can show it.
public record AccessToken(String secret) {
    public AccessToken {
        if (!secret.matches("[\\x21-\\x7e]+")) {
            throw new HubException(
                    "The hub token holds blanks or other characters no token has. Copy it again from the hub's"
                            + " settings.");
        }
    }

    @Override
    public String toString() {
        return "Token[…]";
    }
}
