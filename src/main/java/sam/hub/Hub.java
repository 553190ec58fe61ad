package sam.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import sam.durable.Json;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.net.Pauses;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The Hugging Face hub as far as a model is fetched from it: which commit a name means, which files that commit holds,
/// and where they are.
public final class Hub {
    private static final int MOST_JSON = 16 << 20;
    private static final int MOST_PAGES = 50;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    private final HubClient client;
    private final Kind kind;

    /// What a repository holds.
    enum Kind {
        MODEL("api/models/", "", "model"),
        DATA_SET("api/datasets/", "datasets/", "data set");

        private final String api;
        private final String path;
        private final String word;

        Kind(String api, String path, String word) {
            this.api = api;
            this.path = path;
            this.word = word;
        }
    }

    private Hub(HubClient client, Kind kind) {
        this.client = client;
        this.kind = kind;
    }

    /// The hub, or the mirror `HF_ENDPOINT` names, as the hub's own tools have it.
    public static Hub of(Map<String, String> environment, InstantSource clock) {
        var told = environment.getOrDefault("HF_ENDPOINT", "").strip();
        return at(told.isEmpty() ? "https://huggingface.co" : told, TokenSource.of(environment), Pauses.USUAL, clock);
    }

    /// A hub at another address.
    static Hub at(String endpoint, TokenSource tokens, Pauses pauses, InstantSource clock) {
        try {
            var uri = URI.create(endpoint.replaceAll("/+$", ""));
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return new Hub(new HubClient(uri, tokens, pauses, clock), Kind.MODEL);
            }
        } catch (IllegalArgumentException e) {
            throw new HubException(notAnAddress(endpoint), e);
        }
        throw new HubException(notAnAddress(endpoint));
    }

    private static String notAnAddress(String endpoint) {
        return Plain.text(
                "HF_ENDPOINT is \"%s\", which is no web address. Write it as https://host.",
                Sentences.quoting(endpoint));
    }

    /// The same hub, asked for data sets instead of models.
    public Hub ofDataSets() {
        return new Hub(client, Kind.DATA_SET);
    }

    HubClient client() {
        return client;
    }

    /// The commit a name means now, with all its files.
    public Snapshot resolve(HubId id, Consumer<String> say) throws InterruptedException {
        var info = json(id, uri(kind.api, id.path(), "/revision/", segment(id.revision())), say)
                .body();
        var commit = info.path("sha").asString("");
        if (!COMMIT.matcher(commit).matches()) {
            throw strange();
        }
        var files = new LinkedHashMap<String, HubFile>();
        var next = Optional.of(uri(kind.api, id.path(), "/tree/", commit, "?recursive=true"));
        for (int page = 0; next.isPresent(); page++) {
            if (page == MOST_PAGES) {
                throw new HubException(
                        Plain.text("%s holds more files than a %s has. Nothing was fetched.", id, kind.word));
            }
            var answer = json(id, next.get(), say);
            for (var entry : answer.body()) {
                if (entry.path("type").asString("").equals("file")) {
                    var file = file(id, entry);
                    files.putIfAbsent(file.path(), file);
                }
            }
            next = answer.next();
        }
        return new Snapshot(id, commit, List.copyOf(files.values()));
    }

    /// Where a file of a commit is.
    URI address(Snapshot snapshot, HubFile file) {
        var path = new StringBuilder();
        for (var part : file.path().split("/")) {
            path.append('/').append(segment(part));
        }
        return uri(kind.path, snapshot.id().path(), "/resolve/", snapshot.commit(), path.toString());
    }

    /// What an answer that is no file means, as a sentence.
    HubException refusal(HubId id, int status) {
        return switch (status) {
            case 401, 403 ->
                new HubException(Plain.text(
                        "%s is not open to you: it is gated, private or not there; accept its terms on %s/%s, then"
                                + " give a token of your account: %s.",
                        id, client.endpoint(), kind.path + id.path(), TokenSource.advice()));
            case 404 ->
                new HubException(Plain.text(
                        "There is no %s %s on %s. Check its name and revision.", kind.word, id, client.endpoint()));
            case 429 -> new HubException("The hub takes no more requests now.", HubException.Way.AGAIN);
            default -> new HubException(Plain.text("The hub answers %d for %s.", status, id), HubException.Way.AGAIN);
        };
    }

    private HubFile file(HubId id, JsonNode entry) {
        var path = entry.path("path").asString("");
        if (!isInside(path)) {
            throw new HubException(Plain.text(
                    "The list of %s names the file \"%s\", which leads outside its folder. Nothing was fetched.",
                    id, Sentences.quoting(path)));
        }
        var lfs = entry.path("lfs");
        var sha256 = lfs.path("oid").asString("").replaceFirst("^sha256:", "");
        long size = lfs.path("size").asLong(entry.path("size").asLong(-1));
        var oid = entry.path("oid").asString("");
        boolean known = lfs.isMissingNode() || lfs.isNull()
                ? COMMIT.matcher(oid).matches()
                : SHA256.matcher(sha256).matches();
        if (size < 0 || !known) {
            throw strange();
        }
        return new HubFile(path, size, oid, sha256.isEmpty() ? null : sha256);
    }

    private static boolean isInside(String path) {
        if (path.isEmpty() || path.contains("\\") || DRIVE.matcher(path).matches()) {
            return false;
        }
        for (var part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return path.chars().noneMatch(Character::isISOControl);
    }

    private record Answer(JsonNode body, Optional<URI> next) {}

    private Answer json(HubId id, URI uri, Consumer<String> say) throws InterruptedException {
        var response = client.get(uri, Map.of("Accept", "application/json"), say);
        try (var body = response.body()) {
            if (response.statusCode() != 200) {
                throw refusal(id, response.statusCode());
            }
            var bytes = body.readNBytes(MOST_JSON + 1);
            if (bytes.length > MOST_JSON) {
                throw strange();
            }
            return new Answer(Json.MAPPER.readTree(bytes), next(uri, response));
        } catch (IOException e) {
            throw client.unreachable(e);
        } catch (JacksonException e) {
            var strange = strange();
            strange.initCause(e);
            throw strange;
        }
    }

    private Optional<URI> next(URI from, HttpResponse<InputStream> response) {
        for (var link : response.headers().allValues("Link")) {
            var found = NEXT.matcher(link);
            if (found.find()) {
                var to = from.resolve(found.group(1));
                if (to.getHost() == null || !client.isHub(to)) {
                    throw strange();
                }
                return Optional.of(to);
            }
        }
        return Optional.empty();
    }

    private HubException strange() {
        return new HubException(Plain.text(
                "%s does not answer as the hub does. Check HF_ENDPOINT, and whether a proxy stands between.",
                client.endpoint()));
    }

    private URI uri(String... parts) {
        return URI.create(client.endpoint() + (parts[0].startsWith("/") ? "" : "/") + String.join("", parts));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
