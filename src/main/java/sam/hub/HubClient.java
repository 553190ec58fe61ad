package sam.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import sam.durable.Plain;

/// Asks the hub over HTTP: follows redirects itself, so that the token goes to the hub alone, and tries again when the
/// hub is busy.
final class HubClient {
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> BUSY = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final HttpClient http;
    private final URI endpoint;
    private final TokenSource tokens;
    private final Pauses pauses;
    private final InstantSource clock;

    HubClient(URI endpoint, TokenSource tokens, Pauses pauses, InstantSource clock) {
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.pauses = pauses;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(pauses.stall())
                .build();
    }

    URI endpoint() {
        return endpoint;
    }

    Pauses pauses() {
        return pauses;
    }

    /// The answer, its body unread; busy servers and broken connections were tried again. The caller closes the body.
    HttpResponse<InputStream> get(URI uri, Map<String, String> headers, Consumer<String> say)
            throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            Duration wait;
            String why;
            try {
                var response = follow(uri, headers);
                int status = response.statusCode();
                boolean own = isHub(response.uri());
                if (isRefusal(status) && own && tokens.askKeyStore()) {
                    response.body().close();
                    attempt--;
                    continue;
                }
                // a signed address of a storage host ends after a while; asking the hub again gives a fresh one
                boolean again = BUSY.contains(status) || isRefusal(status) && !own;
                if (!again || attempt >= pauses.attempts()) {
                    return response;
                }
                response.body().close();
                wait = wait(response, attempt);
                why = Plain.text("%s answers %d", response.uri().getHost(), status);
            } catch (IOException e) {
                if (attempt >= pauses.attempts()) {
                    throw unreachable(e);
                }
                wait = pauses.after(attempt);
                why = Plain.text("no connection to %s", uri.getHost());
            }
            say.accept(Plain.text("%s; trying again in %.0f s", why, Math.ceil(wait.toMillis() / 1000.0)));
            Pauses.sleep(wait);
        }
    }

    HubException unreachable(IOException cause) {
        return new HubException(
                Plain.text("%s cannot be reached. Check the network.", endpoint),
                HubException.Way.AGAIN,
                List.of(),
                cause);
    }

    boolean isHub(URI uri) {
        return uri.getScheme().equalsIgnoreCase(endpoint.getScheme())
                && uri.getHost().equalsIgnoreCase(endpoint.getHost())
                && port(uri) == port(endpoint);
    }

    static boolean isRefusal(int status) {
        return status == 401 || status == 403;
    }

    private HttpResponse<InputStream> follow(URI first, Map<String, String> headers)
            throws IOException, InterruptedException {
        var uri = first;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            var response = send(request(uri, headers));
            var location = response.headers().firstValue("Location");
            if (!MOVED.contains(response.statusCode()) || location.isEmpty()) {
                return response;
            }
            response.body().close();
            uri = next(uri, location.get());
        }
        throw new HubException("The hub sends the download in circles. Try again later.");
    }

    /// The time limit is for the answer's head alone: a body of gigabytes may take its hours, as long as it moves.
    private HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
        var answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        try {
            return answer.get(pauses.stall().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer in time", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    private HttpRequest request(URI uri, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(uri)
                .header("User-Agent", "sam-workbench/0.1.0")
                .header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        if (isHub(uri)) {
            tokens.token().ifPresent(token -> request.header("Authorization", "Bearer " + token.secret()));
        }
        return request.GET().build();
    }

    private static URI next(URI from, String location) {
        try {
            var to = from.resolve(location);
            boolean web = "https".equalsIgnoreCase(to.getScheme())
                    || "http".equalsIgnoreCase(to.getScheme()) && "http".equalsIgnoreCase(from.getScheme());
            if (web && to.getHost() != null) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            throw new HubException("The hub sends the download to an address that is none. Try again later.", e);
        }
        throw new HubException("The hub sends the download to an address without https, which is not followed.");
    }

    private Duration wait(HttpResponse<?> response, int attempt) {
        var told = response.headers().firstValue("Retry-After").map(this::retryAfter);
        var wait = told.filter(asked -> !asked.isNegative()).orElse(pauses.after(attempt));
        if (wait.compareTo(pauses.longest()) > 0) {
            throw new HubException(
                    Plain.text("The hub asks to wait %,d minutes.", wait.toMinutes() + 1), HubException.Way.AGAIN);
        }
        return wait;
    }

    /// Seconds, or a date.
    private Duration retryAfter(String value) {
        try {
            return Duration.ofSeconds(Long.parseLong(value.strip()));
        } catch (NumberFormatException noSeconds) {
            return until(value.strip());
        }
    }

    private Duration until(String date) {
        try {
            return Duration.between(clock.instant(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (DateTimeException e) {
            return Duration.ofSeconds(-1);
        }
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
