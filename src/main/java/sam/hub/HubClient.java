package sam.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import sam.net.Credential;
import sam.net.NetException;
import sam.net.Pauses;
import sam.net.WebClient;

/// The hub as a service that is asked; what keeps it from answering is a [HubException].
final class HubClient {
    private final WebClient web;

    HubClient(URI endpoint, TokenSource tokens, Pauses pauses, InstantSource clock) {
        this.web = new WebClient(new WebClient.Site("The hub", endpoint, credential(tokens)), pauses, clock);
    }

    URI endpoint() {
        return web.site().address();
    }

    Pauses pauses() {
        return web.pauses();
    }

    /// The answer, its body unread; busy servers and broken connections were tried again. The caller closes the body.
    HttpResponse<InputStream> get(URI uri, Map<String, String> headers, Consumer<String> say)
            throws InterruptedException {
        try {
            return web.get(uri, headers, say);
        } catch (NetException e) {
            throw told(e);
        }
    }

    HubException unreachable(IOException cause) {
        return told(web.unreachable(cause));
    }

    boolean isHub(URI uri) {
        return web.site().holds(uri);
    }

    private static HubException told(NetException e) {
        var way = switch (e.kind()) {
            case OFFLINE, QUOTA -> HubException.Way.AGAIN;
            case REFUSED, STRANGE -> HubException.Way.SAID;
        };
        return new HubException(String.valueOf(e.getMessage()), way, List.of(), e);
    }

    private static Credential credential(TokenSource tokens) {
        return new Credential() {
            @Override
            public Optional<String> authorization() {
                return tokens.token().map(token -> "Bearer " + token.secret());
            }

            @Override
            public boolean another() throws InterruptedException {
                return tokens.askKeyStore();
            }
        };
    }
}
