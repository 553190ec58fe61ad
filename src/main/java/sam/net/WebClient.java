package sam.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import sam.durable.Plain;

/// Asks one service: follows redirects itself, so that the credential goes to that service alone, waits as long as the
/// service asks, and tries again when it is busy or the connection breaks.
public final class WebClient {
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> BUSY = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final HttpClient http;
    private final Site site;
    private final Pauses pauses;
    private final InstantSource clock;
    private final Waits waits;

    /// One service: its name at the beginning of a sentence, its address, and who asks.
    public record Site(String name, URI address, Credential credential) {
        /// Whether an address belongs to this service: the same scheme, host and port.
        public boolean holds(URI uri) {
            return uri.getHost() != null
                    && address.getScheme().equalsIgnoreCase(uri.getScheme())
                    && address.getHost().equalsIgnoreCase(uri.getHost())
                    && port(address) == port(uri);
        }

        private static int port(URI uri) {
            return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        }
    }

    public WebClient(Site site, Pauses pauses, InstantSource clock) {
        this.site = site;
        this.pauses = pauses;
        this.clock = clock;
        this.waits = new Waits(clock);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(pauses.stall())
                .build();
    }

    public Site site() {
        return site;
    }

    public Pauses pauses() {
        return pauses;
    }

    /// The answer, its body unread; busy servers and broken connections were tried again. The caller closes the body.
    /// `say` hears why it takes longer. Headers replace the usual ones of the same name.
    public HttpResponse<InputStream> get(URI uri, Map<String, String> headers, Consumer<String> say)
            throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            Duration wait;
            String why;
            try {
                var response = follow(uri, headers);
                int status = response.statusCode();
                boolean own = site.holds(response.uri());
                boolean spent = own && Waits.isSpent(response);
                if (isRefusal(status) && own && !spent && site.credential().another()) {
                    response.body().close();
                    attempt--;
                    continue;
                }
                // a signed address of a storage host ends after a while; asking the service again gives a fresh one
                boolean again = BUSY.contains(status) || spent || isRefusal(status) && !own;
                if (!again || attempt >= pauses.attempts()) {
                    return response;
                }
                response.body().close();
                wait = wait(response, attempt);
                why = spent
                        ? Plain.text("%s takes no more requests now", site.name())
                        : Plain.text("%s answers %d", response.uri().getHost(), status);
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

    public NetException unreachable(IOException cause) {
        return NetException.offline(Plain.text("%s cannot be reached. Check the network.", site.address()), cause);
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
        throw NetException.strange(Plain.text("%s sends the download in circles. Try again later.", site.name()), null);
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
                .setHeader("User-Agent", "sam-workbench/0.1.0")
                .setHeader("Accept-Encoding", "identity");
        headers.forEach(request::setHeader);
        if (site.holds(uri)) {
            site.credential().authorization().ifPresent(value -> request.setHeader("Authorization", value));
        }
        return request.GET().build();
    }

    private URI next(URI from, String location) {
        try {
            var to = from.resolve(location);
            boolean web = "https".equalsIgnoreCase(to.getScheme())
                    || "http".equalsIgnoreCase(to.getScheme()) && "http".equalsIgnoreCase(from.getScheme());
            if (web && to.getHost() != null) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            throw NetException.strange(
                    Plain.text("%s sends the download to an address that is none. Try again later.", site.name()), e);
        }
        throw NetException.strange(
                Plain.text("%s sends the download to an address without https, which is not followed.", site.name()),
                null);
    }

    private Duration wait(HttpResponse<?> response, int attempt) {
        var wait = waits.asked(response).orElse(pauses.after(attempt));
        if (wait.compareTo(pauses.longest()) > 0) {
            throw NetException.quota(
                    Plain.text("%s asks to wait %,d minutes.", site.name(), wait.toMinutes() + 1),
                    clock.instant().plus(wait));
        }
        return wait;
    }
}
