package sam.github;

import java.time.InstantSource;
import java.util.Map;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.CollectOrder;
import sam.intake.Collector;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.net.Pauses;
import sam.repos.Licences;
import sam.repos.RepositoryException;
import tools.jackson.databind.JsonNode;

/// Pull requests and the reviews of them as GitHub tells them: `github:OWNER/REPO`.
public final class GitHubCollector implements Collector {
    private final GitHubApi.Settings settings;

    private GitHubCollector(GitHubApi.Settings settings) {
        this.settings = settings;
    }

    /// GitHub, or the server that `GITHUB_API_URL` names, asked with `GITHUB_TOKEN` if it is set.
    public static GitHubCollector of(Map<String, String> environment, InstantSource clock) {
        return of(environment, clock, Pauses.USUAL);
    }

    static GitHubCollector of(Map<String, String> environment, InstantSource clock, Pauses pauses) {
        return new GitHubCollector(new GitHubApi.Settings(environment, clock, pauses));
    }

    @Override
    public String scheme() {
        return "github";
    }

    @Override
    public void collect(CollectOrder order, Door door) throws InterruptedException {
        collect(order.address(), order, door);
    }

    /// One repository of those that an order names.
    void collect(String ownerAndName, CollectOrder order, Door door) throws InterruptedException {
        var api = settings.open(order.desk().resolve("answers"), door::say);
        var described = api.repository(ownerAndName);
        var fullName = GitHubApi.text(described, "full_name");
        int slash = fullName.indexOf('/');
        var owner = fullName.substring(0, slash);
        var name = fullName.substring(slash + 1);
        String licence;
        try {
            licence = Licences.gate(fullName, api.licence(owner, name), order.licence());
        } catch (RepositoryException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
        door.say(Plain.text(
                "Expect few rows: one to three in a hundred pull requests are worth one, more where they are well"
                        + " described."));
        if (!api.isKnown()) {
            door.say("Without a token GitHub answers 60 requests an hour, enough to look into about 15 pull requests;"
                    + " with GITHUB_TOKEN 5,000. What was begun goes on when it is collected again.");
        }
        var repository = new Repository(api, owner, name, licence);
        var place = door.marked().map(Place::of).orElse(Place.FIRST);
        if (place.part().equals(Place.PULLS)) {
            if (!new PullPages(repository, door).go(place)) {
                return;
            }
            place = new Place(Place.COMMENTS, "", java.util.List.of());
            door.mark(place.json());
        }
        if (new CommentPages(repository, door).go(place)) {
            door.mark(null);
        }
    }

    /// A repository that is asked about.
    record Repository(GitHubApi api, String owner, String name, String licence) {
        String fullName() {
            return owner + "/" + name;
        }
    }

    /// Where it goes on: in which list, at which page, and what of that page is done.
    record Place(String part, String page, java.util.List<Long> done) {
        static final String PULLS = "pulls";
        static final String COMMENTS = "comments";
        static final Place FIRST = new Place(PULLS, "", java.util.List.of());

        static Place of(JsonNode json) {
            var done = json.path("done").valueStream().map(JsonNode::asLong).toList();
            var part = json.path("part").asString(PULLS);
            return new Place(
                    part.equals(COMMENTS) ? COMMENTS : PULLS, json.path("page").asString(""), done);
        }

        JsonNode json() {
            return Json.MAPPER.valueToTree(this);
        }
    }
}
