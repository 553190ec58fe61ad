package sam.net;

import java.util.Optional;

/// What a service is shown of who asks.
public interface Credential {
    /// The value of the `Authorization` header, or none.
    Optional<String> authorization();

    /// After a refusal: whether there is another one that was not tried.
    boolean another() throws InterruptedException;

    /// Nobody: everything that is asked is open.
    Credential NONE = new Credential() {
        @Override
        public Optional<String> authorization() {
            return Optional.empty();
        }

        @Override
        public boolean another() {
            return false;
        }
    };

    /// A token as most services take it, or none when it is empty.
    static Credential bearer(String token) {
        var value = token.strip();
        if (value.isEmpty()) {
            return NONE;
        }
        return new Credential() {
            @Override
            public Optional<String> authorization() {
                return Optional.of("Bearer " + value);
            }

            @Override
            public boolean another() {
                return false;
            }

            @Override
            public String toString() {
                return "Credential[…]";
            }
        };
    }
}
