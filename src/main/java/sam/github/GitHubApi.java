package sam.github;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.intake.ImportException;
import sam.net.Credential;
import sam.net.NetException;
import sam.net.Pauses;
import sam.net.WebClient;
import sam.net.WebText;
import sam.repos.FileContent;
import sam.repos.Licences;
import tools.jackson.databind.JsonNode;

/// What is asked of GitHub, one request after the other. Answers are remembered with their tags, so that what did not
/// change costs nothing of the quota.
final class GitHubApi {
    private static final int MOST_BYTES = 16 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
    private static final Map<String, String> JSON =
            Map.of("Accept", "application/vnd.github+json", "X-GitHub-Api-Version", "2022-11-28");
    private static final Map<String, String> RAW =
            Map.of("Accept", "application/vnd.github.raw+json", "X-GitHub-Api-Version", "2022-11-28");

    private final String top;
    private final boolean known;
    private final WebText web;
    private final Consumer<String> say;

    private GitHubApi(String top, boolean known, WebText web, Consumer<String> say) {
        this.top = top;
        this.known = known;
        this.web = web;
        this.say = say;
    }

    /// Where GitHub is and who asks: `GITHUB_API_URL` and `GITHUB_TOKEN`.
    record Settings(Map<String, String> environment, InstantSource clock, Pauses pauses) {
        Settings {
            environment = Map.copyOf(environment);
        }

        GitHubApi open(Path memory, Consumer<String> say) {
            var told = environment.getOrDefault("GITHUB_API_URL", "").strip();
            var address = (told.isEmpty() ? "https://api.github.com" : told).replaceAll("/+$", "");
            var token = environment.getOrDefault("GITHUB_TOKEN", "");
            var site = new WebClient.Site("GitHub", uri(address), Credential.bearer(token));
            var web = new WebText(new WebClient(site, pauses, clock), memory, MOST_BYTES);
            return new GitHubApi(address, !token.isBlank(), web, say);
        }

        private static URI uri(String address) {
            try {
                var uri = URI.create(address);
                if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                throw new ImportException(noAddress(address), e);
            }
            throw new ImportException(noAddress(address));
        }

        private static String noAddress(String address) {
            return Plain.text(
                    "GITHUB_API_URL is \"%s\", which is no web address. Write it as https://host.",
                    Sentences.quoting(address));
        }
    }

    /// One page of a list and where the next one is.
    record Page(List<JsonNode> items, Optional<URI> next) {}

    /// Whether GitHub knows who asks: it then answers 5,000 requests an hour instead of 60.
    boolean isKnown() {
        return known;
    }

    /// An address below the API's: each segment is written as it has to be.
    URI at(String query, String... segments) {
        var path = Arrays.stream(segments).map(GitHubApi::encoded).collect(Collectors.joining("/"));
        return URI.create(top + "/" + path + query);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// A repository as GitHub describes it. `OWNER/REPO` may have moved: the answer's `full_name` counts.
    JsonNode repository(String ownerAndName) throws InterruptedException {
        var parts = ownerAndName.strip().split("/", -1);
        if (parts.length != 2 || !isName(parts[0]) || !isName(parts[1])) {
            throw new ImportException(
                    Plain.text("\"%s\" names no repository. Write it as OWNER/REPO.", Sentences.quoting(ownerAndName)));
        }
        var found = maybe(at("", "repos", parts[0], parts[1]))
                .orElseThrow(() -> new ImportException(Plain.text(
                        "GitHub has no repository %s, or it is not open to everybody. Check the name; for a"
                                + " repository of your own set GITHUB_TOKEN.",
                        ownerAndName)));
        if (found.path("full_name").asString("").split("/", -1).length != 2) {
            throw strange();
        }
        return found;
    }

    private static boolean isName(String part) {
        return NAME.matcher(part).matches() && !part.equals(".") && !part.equals("..");
    }

    /// What a repository's licence file says.
    Licences.Found licence(String owner, String name) throws InterruptedException {
        var found = maybe(at("", "repos", owner, name, "license"));
        if (found.isEmpty()) {
            return new Licences.Found("", List.of());
        }
        var file = found.get().path("name").asString("LICENSE");
        var content = found.get().path("content").asString("").replaceAll("\\s", "");
        try {
            var text = new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8);
            return Licences.of(List.of(new Licences.Named(file, text)));
        } catch (IllegalArgumentException damaged) {
            return new Licences.Found("", List.of(file));
        }
    }

    /// An answer, or none where GitHub says that there is no such thing (any more).
    Optional<JsonNode> maybe(URI uri) throws InterruptedException {
        try {
            return Optional.of(web.json(uri, JSON, say).body());
        } catch (NetException e) {
            throwUnlessGone(e);
            return Optional.empty();
        }
    }

    /// A page of a list.
    Page page(URI uri, String field) throws InterruptedException {
        var answer = web.json(uri, JSON, say);
        var list = field.isEmpty() ? answer.body() : answer.body().path(field);
        if (!list.isArray()) {
            throw strange();
        }
        return new Page(list.valueStream().filter(JsonNode::isObject).toList(), answer.next());
    }

    /// What a file holds at a commit; missing where there is none.
    FileContent content(String owner, String name, String path, String commit) throws InterruptedException {
        var whole = "repos/" + owner + "/" + name + "/contents/" + path;
        try {
            var text = web.text(at("?ref=" + encoded(commit), whole.split("/")), RAW, say)
                    .text();
            return text.length() > ChangeRows.MOST_BYTES
                    ? new FileContent("", FileContent.Kind.TOO_LONG)
                    : FileContent.of(text.getBytes(StandardCharsets.UTF_8));
        } catch (NetException e) {
            throwUnlessGone(e);
            return new FileContent("", FileContent.Kind.MISSING);
        }
    }

    private void throwUnlessGone(NetException e) {
        if (e.status() == 401) {
            throw NetException.refused(
                    "GitHub does not know the token in GITHUB_TOKEN. Make a new one, or unset it.", 401);
        }
        boolean gone = e.status() == 404 || e.status() == 410 || e.status() == 422 || e.status() == 451;
        if (!gone) {
            throw e;
        }
    }

    static NetException strange() {
        return NetException.strange("GitHub answers with something that it never answers. Try again later.", null);
    }

    /// The text of a field, also where it is null.
    static String text(JsonNode node, String field) {
        return text(node.path(field));
    }

    static String text(@Nullable JsonNode node) {
        return node != null && node.isString() ? node.asString() : "";
    }
}
