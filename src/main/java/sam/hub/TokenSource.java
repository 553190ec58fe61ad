package sam.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;

/// Where the hub token comes from: `HF_TOKEN` is sent from the start; the system's key store is asked only when the
/// hub refuses, so that an open model opens no dialogue. It is read each time and kept nowhere.
public final class TokenSource {
    private static final String SERVICE = "sam-workbench";
    private static final String ACCOUNT = "huggingface";
    private static final long PATIENCE_SECONDS = 60;

    private final List<String> keyStore;
    private @Nullable AccessToken token;
    private boolean asked;

    private TokenSource(@Nullable AccessToken token, List<String> keyStore) {
        this.token = token;
        this.keyStore = List.copyOf(keyStore);
    }

    /// The token of the environment, else of this system's key store.
    public static TokenSource of(Map<String, String> environment) {
        return of(environment, lookup(System.getProperty("os.name")));
    }

    /// The same with the command that asks a key store; an empty one means there is none.
    static TokenSource of(Map<String, String> environment, List<String> keyStore) {
        var told = environment.getOrDefault("HF_TOKEN", "").strip();
        return new TokenSource(told.isEmpty() ? null : new AccessToken(told), keyStore);
    }

    Optional<AccessToken> token() {
        return Optional.ofNullable(token);
    }

    /// After a refusal: whether the key store had a token that was not yet tried.
    boolean askKeyStore() throws InterruptedException {
        if (asked || token != null) {
            return false;
        }
        asked = true;
        token = ask().map(AccessToken::new).orElse(null);
        return token != null;
    }

    /// How a person gives a token, as the end of a sentence.
    public static String advice() {
        var system = System.getProperty("os.name");
        var set = "set HF_TOKEN";
        if (system.startsWith("Mac")) {
            return set
                    + Plain.text(", or keep it with: security add-generic-password -s %s -a %s -w", SERVICE, ACCOUNT);
        }
        if (system.startsWith("Windows")) {
            return set + " (the key store of Windows is not asked)";
        }
        return set
                + Plain.text(
                        ", or keep it with: secret-tool store --label=hub service %s account %s", SERVICE, ACCOUNT);
    }

    static List<String> lookup(String system) {
        var name = system.toLowerCase(Locale.ROOT);
        if (name.contains("mac")) {
            return List.of("security", "find-generic-password", "-s", SERVICE, "-a", ACCOUNT, "-w");
        }
        if (name.contains("win")) {
            return List.of();
        }
        return List.of("secret-tool", "lookup", "service", SERVICE, "account", ACCOUNT);
    }

    private Optional<String> ask() throws InterruptedException {
        if (keyStore.isEmpty()) {
            return Optional.empty();
        }
        try {
            var process = new ProcessBuilder(keyStore)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
                return Optional.empty();
            }
            var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.exitValue() == 0 && !answer.isEmpty() ? Optional.of(answer) : Optional.empty();
        } catch (IOException noSuchProgram) {
            // a system without the key store's program has no token there
            return Optional.empty();
        }
    }
}
