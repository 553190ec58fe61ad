package sam.github;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.intake.CollectOrder;
import sam.intake.Collector;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.library.Example;
import sam.library.LicenceKind;
import sam.library.Origin;
import sam.net.Pauses;
import tools.jackson.databind.JsonNode;

/// The well-starred repositories of a language, of which the person takes some: `github-top:LANGUAGE?stars=N`.
public final class GitHubTopCollector implements Collector {
    /// How many are listed; GitHub tells 1,000 of a search.
    private static final int LISTED = 100;

    private static final int MOST_LISTED = 1_000;
    private static final int USUAL_STARS = 1_000;

    private final GitHubApi.Settings settings;
    private final GitHubCollector each;

    private GitHubTopCollector(GitHubApi.Settings settings, GitHubCollector each) {
        this.settings = settings;
        this.each = each;
    }

    /// GitHub, or the server that `GITHUB_API_URL` names, asked with `GITHUB_TOKEN` if it is set.
    public static GitHubTopCollector of(Map<String, String> environment, InstantSource clock) {
        return of(environment, clock, Pauses.USUAL);
    }

    static GitHubTopCollector of(Map<String, String> environment, InstantSource clock, Pauses pauses) {
        return new GitHubTopCollector(
                new GitHubApi.Settings(environment, clock, pauses), GitHubCollector.of(environment, clock, pauses));
    }

    @Override
    public String scheme() {
        return "github-top";
    }

    /// A repository of the list.
    record Listed(String name, long stars, String licence, long kilobytes) {
        String line() {
            return Plain.text("%s: %,d stars, %s, %,d MB", name, stars, licence, kilobytes / 1024);
        }
    }

    @Override
    public void collect(CollectOrder order, Door door) throws InterruptedException {
        var wanted = Wanted.of(order.address());
        var only = Arrays.stream(order.options().getOrDefault("only", "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (only.isEmpty() && !order.agreed()) {
            var listed = list(wanted, order, door);
            listed.forEach(one -> door.offer(one.name(), one.line()));
            throw new ImportException(Plain.text(
                    "These %,d repositories are offered, and none was taken. Choose some of them, or take all with"
                            + " --yes.",
                    listed.size()));
        }
        var begun = door.marked().orElse(null);
        var names = only.isEmpty() ? names(wanted, order, door, begun) : only;
        var done = new ArrayList<>(strings(begun, "done"));
        for (var name : names) {
            if (done.contains(name)) {
                continue;
            }
            var current = begun != null && GitHubApi.text(begun, "current").equals(name) ? begun.get("place") : null;
            var inside = new Inside(door, names, done, name, current);
            try {
                each.collect(name, order, inside);
            } catch (ImportException e) {
                door.refuse(name, "is no repository that may be taken", String.valueOf(e.getMessage()));
            }
            if (!door.isOpen()) {
                return;
            }
            done.add(name);
            inside.mark(null);
        }
        door.mark(null);
    }

    /// What is searched for.
    record Wanted(String language, int stars) {
        static Wanted of(String address) {
            int query = address.indexOf('?');
            var language = (query < 0 ? address : address.substring(0, query)).strip();
            if (!language.matches("[\\p{L}\\p{N}+#. _-]{1,40}")) {
                throw new ImportException(Plain.text(
                        "\"%s\" names no language. Write it as github-top:java?stars=1000.",
                        Sentences.quoting(address)));
            }
            int stars = USUAL_STARS;
            for (var part :
                    query < 0 ? new String[0] : address.substring(query + 1).split("&")) {
                var told = URLDecoder.decode(part, StandardCharsets.UTF_8);
                if (!told.matches("stars=\\d{1,7}")) {
                    throw new ImportException(Plain.text(
                            "\"%s\" is not understood. Only stars=N can be asked for.", Sentences.quoting(told)));
                }
                stars = Integer.parseInt(told.substring(6));
            }
            return new Wanted(language, stars);
        }
    }

    private List<String> names(Wanted wanted, CollectOrder order, Door door, @Nullable JsonNode begun)
            throws InterruptedException {
        var known = strings(begun, "names");
        return known.isEmpty()
                ? list(wanted, order, door).stream().map(Listed::name).toList()
                : known;
    }

    private static List<String> strings(@Nullable JsonNode json, String field) {
        return json == null
                ? List.of()
                : json.path(field).valueStream().map(GitHubApi::text).toList();
    }

    /// Those with a licence that asks no more than to be named.
    private List<Listed> list(Wanted wanted, CollectOrder order, Door door) throws InterruptedException {
        var api = settings.open(order.desk().resolve("answers"), door::say);
        var query = Plain.text("language:\"%s\" stars:>=%d archived:false", wanted.language(), wanted.stars());
        var next = Optional.of(api.at(
                "?q=" + GitHubApi.encoded(query) + "&sort=stars&order=desc&per_page=100", "search", "repositories"));
        var listed = new ArrayList<Listed>();
        int seen = 0;
        while (next.isPresent() && listed.size() < LISTED && seen < MOST_LISTED && door.isOpen()) {
            var page = api.page(next.get(), "items");
            seen += page.items().size();
            for (var item : page.items()) {
                var licence = GitHubApi.text(item.path("license"), "spdx_id");
                boolean fits = LicenceKind.of(licence).compareTo(LicenceKind.PERMISSIVE) <= 0;
                if (fits
                        && listed.size() < LISTED
                        && !GitHubApi.text(item, "full_name").isEmpty()) {
                    listed.add(new Listed(
                            GitHubApi.text(item, "full_name"),
                            item.path("stargazers_count").asLong(),
                            licence,
                            item.path("size").asLong()));
                }
            }
            next = page.items().isEmpty() ? Optional.empty() : page.next();
        }
        if (listed.isEmpty()) {
            throw new ImportException(Plain.text(
                    "GitHub has no licensed %s repository with %,d stars. Ask for fewer stars, or check the language.",
                    wanted.language(), wanted.stars()));
        }
        return listed;
    }

    /// The door as one repository of several sees it: its place is kept beside what was done before it.
    private record Inside(
            Door door,
            List<String> names,
            List<String> done,
            String current,
            @Nullable JsonNode place) implements Door {
        @Override
        public boolean isOpen() {
            return door.isOpen();
        }

        @Override
        public void take(int phase, Example example, Origin origin) {
            door.take(phase, example, origin);
        }

        @Override
        public void refuse(String where, String reason, String row) {
            door.refuse(where, reason, row);
        }

        @Override
        public void at(long count, long all, String unit) {
            door.at(count, all, unit + " of " + current);
        }

        @Override
        public void say(String news) {
            door.say(news);
        }

        @Override
        public Optional<JsonNode> marked() {
            return Optional.ofNullable(place);
        }

        @Override
        public void mark(@Nullable JsonNode at) {
            var whole = Json.MAPPER.createObjectNode();
            whole.set("names", Json.MAPPER.valueToTree(names));
            whole.set("done", Json.MAPPER.valueToTree(done));
            whole.put("current", current);
            if (at != null) {
                whole.set("place", at);
            }
            door.mark(whole);
        }
    }
}
