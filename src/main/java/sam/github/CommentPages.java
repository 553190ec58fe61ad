package sam.github;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import sam.intake.Door;
import sam.library.Example;
import sam.library.Origin;
import sam.library.Tier;
import sam.repos.People;
import sam.repos.SourcePaths;
import sam.rows.Message;
import tools.jackson.databind.JsonNode;

/// The review comments of a repository, each with the change that followed it: what the reviewer saw and asked, the
/// lines as they became ≻ the lines as they were. The hunk is kept in the row, for the commit it stands in may vanish.
final class CommentPages extends Pages {
    private static final int MOST_HUNK = 4_000;
    private static final Pattern PULL = Pattern.compile(".*/pulls/(\\d{1,9})");
    private static final int KEPT_PULLS = 200;

    /// The pull requests asked for last; comments of one stand together.
    private final Map<Long, Optional<JsonNode>> pulls = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Optional<JsonNode>> eldest) {
            return size() > KEPT_PULLS;
        }
    };

    CommentPages(GitHubCollector.Repository repository, Door door) {
        super(
                repository,
                door,
                GitHubCollector.Place.COMMENTS,
                "review comments",
                repository
                        .api()
                        .at(
                                "?sort=created&direction=desc&per_page=100",
                                "repos",
                                repository.owner(),
                                repository.name(),
                                "pulls",
                                "comments"));
    }

    @Override
    long number(JsonNode item) {
        return item.path("id").asLong();
    }

    @Override
    void bring(JsonNode comment) throws InterruptedException {
        var pull = PULL.matcher(GitHubApi.text(comment, "pull_request_url"));
        if (!pull.matches()) {
            return;
        }
        long number = Long.parseLong(pull.group(1));
        var key = repository.fullName() + "#" + number + " r" + number(comment);
        var told = GitHubApi.text(comment, "body");
        var made = early(comment).<Made>map(Made.Not::new).orElse(null);
        if (made == null) {
            made = made(comment, number);
        }
        switch (made) {
            case Made.Not not -> door.refuse(key, not.reason(), told);
            case Made.Pair pair -> {
                var item = new Origin.Item(
                        key,
                        repository.fullName(),
                        GitHubApi.text(comment, "html_url"),
                        null,
                        GitHubApi.text(comment, "original_commit_id"));
                door.take(
                        4,
                        pair.pair(),
                        new Origin(repository.fullName(), 0, repository.licence(), Tier.HIGH_VALUE).with(item));
            }
        }
    }

    /// What became of a comment.
    private sealed interface Made {
        record Pair(Example.Preference pair) implements Made {}

        record Not(String reason) implements Made {}
    }

    /// What the comment itself tells.
    private static Optional<String> early(JsonNode comment) {
        var path = GitHubApi.text(comment, "path");
        if (PullPages.isBot(comment.path("user"))) {
            return Optional.of("is made by a program");
        }
        if (comment.path("in_reply_to_id").isNumber()) {
            return Optional.of("the comment answers another");
        }
        if (!SourcePaths.isSource(path)) {
            return Optional.of("the comment is about no source code");
        }
        if (GitHubApi.text(comment, "diff_hunk").isBlank()
                || GitHubApi.text(comment, "original_commit_id").isEmpty()
                || "LEFT".equals(GitHubApi.text(comment, "side"))
                || !comment.path("original_line").isNumber()) {
            return Optional.of("the comment is about no line of the change");
        }
        return ReviewTriage.fault(GitHubApi.text(comment, "body"));
    }

    private Made made(JsonNode comment, long number) throws InterruptedException {
        var pull = pull(number);
        if (pull.isEmpty() || GitHubApi.text(pull.get(), "merged_at").isEmpty()) {
            return new Made.Not("was not merged");
        }
        var author = GitHubApi.text(pull.get().path("user"), "login");
        if (author.equals(GitHubApi.text(comment.path("user"), "login"))) {
            return new Made.Not("the comment is the author's own");
        }
        var path = GitHubApi.text(comment, "path");
        var then = GitHubApi.text(comment, "original_commit_id");
        var head = GitHubApi.text(pull.get().path("head"), "sha");
        if (head.isEmpty() || head.equals(then)) {
            return new Made.Not("nothing followed the comment");
        }
        var api = repository.api();
        var before = api.content(repository.owner(), repository.name(), path, then);
        var after = before.isText() ? api.content(repository.owner(), repository.name(), path, head) : before;
        if (!before.isText() || !after.isText()) {
            return new Made.Not("its commits are gone");
        }
        int to = comment.path("original_line").asInt();
        int from = comment.path("original_start_line").asInt(to);
        return FollowUp.at(before.text(), after.text(), from, to)
                .map(change -> pair(comment, path, change))
                .orElseGet(() -> new Made.Not("nothing followed the comment"));
    }

    private Optional<JsonNode> pull(long number) throws InterruptedException {
        var known = pulls.get(number);
        if (known != null) {
            return known;
        }
        var asked = repository
                .api()
                .maybe(repository
                        .api()
                        .at("", "repos", repository.owner(), repository.name(), "pulls", String.valueOf(number)));
        pulls.put(number, asked);
        return asked;
    }

    private static Made pair(JsonNode comment, String path, FollowUp change) {
        var hunk = People.inCode(GitHubApi.text(comment, "diff_hunk"));
        var shown = hunk.length() <= MOST_HUNK ? hunk : "…" + hunk.substring(hunk.length() - MOST_HUNK);
        var asked = People.without(
                ReviewTriage.asked(GitHubApi.text(comment, "body")),
                List.of(),
                word -> change.before().contains("@" + word)
                        || change.after().contains("@" + word)
                        || hunk.contains("@" + word));
        if (asked.split("\\s+").length < 4) {
            return new Made.Not("the comment says too little or too much");
        }
        var chosen = People.inCode(change.after()).stripTrailing();
        var rejected = People.inCode(change.before()).stripTrailing();
        if (chosen.replaceAll("\\s", "").equals(rejected.replaceAll("\\s", ""))) {
            return new Made.Not("nothing followed the comment");
        }
        var prompt = "A change to " + path + " is under review:\n\n```diff\n" + shown + "\n```\n\nThe reviewer writes: "
                + asked + "\n\nWrite these lines as they should be.";
        return new Made.Pair(new Example.Preference(List.of(Message.user(prompt)), chosen, rejected));
    }
}
