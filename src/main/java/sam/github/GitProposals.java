package sam.github;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import sam.repos.GitCommit;
import sam.repos.GitHistory;
import sam.repos.GitRepository;
import sam.repos.People;

/// Finds pull requests in a history by what their merges say: `Merge pull request #12 from …` with the title below, a
/// squashed one by its number behind the subject. Each number counts once: the newest, not its copies on other
/// branches.
final class GitProposals {
    private static final Pattern MERGED = Pattern.compile("Merge pull request #(\\d{1,7}) from \\S+.*");
    private static final Pattern SQUASHED = Pattern.compile("(.*\\S)\\s*\\(#(\\d{1,7})\\)");
    /// What merged more is no single change.
    private static final int MOST_COMMITS = 30;

    private final GitRepository repository;
    private final String name;
    private final Optional<String> web;
    private final BitSet seen = new BitSet();

    GitProposals(GitRepository repository, String name) {
        this.repository = repository;
        this.name = name;
        this.web = repository.page();
    }

    /// A proposal with the commits before and after it.
    record Found(Proposal proposal, String base, String tip, boolean bot) {}

    /// The number of the pull request that a commit brought, if it is one that did.
    static OptionalInt number(GitCommit commit) {
        var found = (commit.isMerge() ? MERGED : SQUASHED).matcher(commit.subject());
        return found.matches()
                ? OptionalInt.of(Integer.parseInt(found.group(commit.isMerge() ? 1 : 2)))
                : OptionalInt.empty();
    }

    /// What a commit proposes. With `plain`, a commit that is no pull request proposes what its message says.
    Optional<Found> of(GitCommit commit, GitHistory history, boolean plain) {
        var number = number(commit);
        if (number.isEmpty()) {
            return plain && commit.parents().size() == 1 ? Optional.of(alone(commit)) : Optional.empty();
        }
        if (seen.get(number.getAsInt())
                || commit.parents().size() > 2
                || commit.parents().isEmpty()) {
            return Optional.empty();
        }
        seen.set(number.getAsInt());
        return commit.isMerge() ? merged(commit, number.getAsInt(), history) : Optional.of(squashed(commit, number));
    }

    private Optional<Found> merged(GitCommit commit, int number, GitHistory history) {
        var onto = commit.parents().getFirst();
        var tip = commit.parents().get(1);
        var base = repository.mergeBase(onto, tip);
        var brought = base.isEmpty() ? List.<GitCommit>of() : history.brought(onto, tip, MOST_COMMITS);
        if (base.isEmpty() || brought.isEmpty() || brought.size() > MOST_COMMITS) {
            return Optional.empty();
        }
        int end = commit.body().indexOf('\n');
        var title = end < 0 ? commit.body() : commit.body().substring(0, end).strip();
        var body = end < 0 ? "" : commit.body().substring(end + 1).strip();
        var own = brought.stream().filter(one -> !one.isMerge()).toList();
        if (body.isEmpty() && own.size() == 1) {
            body = own.getFirst().body();
        }
        if (title.isEmpty() && own.size() == 1) {
            title = own.getFirst().subject();
        }
        var people = new HashSet<String>();
        brought.forEach(one -> people.addAll(Set.of(one.author())));
        people.add(commit.author());
        return Optional.of(new Found(
                new Proposal(key(number), title, body, List.copyOf(people), address("/pull/" + number), tip, false),
                base.get(),
                tip,
                own.stream().anyMatch(one -> People.isBot(one.author(), one.email()))));
    }

    private Found squashed(GitCommit commit, OptionalInt number) {
        var subject = SQUASHED.matcher(commit.subject());
        var title = subject.matches() ? subject.group(1) : commit.subject();
        int told = number.getAsInt();
        return new Found(
                new Proposal(
                        key(told),
                        title,
                        commit.body(),
                        List.of(commit.author(), commit.committer()),
                        address("/pull/" + told),
                        commit.id(),
                        false),
                commit.parents().getFirst(),
                commit.id(),
                People.isBot(commit.author(), commit.email()));
    }

    private Found alone(GitCommit commit) {
        return new Found(
                new Proposal(
                        commit.id(),
                        commit.subject(),
                        commit.body(),
                        List.of(commit.author(), commit.committer()),
                        address("/commit/" + commit.id()),
                        commit.id(),
                        true),
                commit.parents().getFirst(),
                commit.id(),
                People.isBot(commit.author(), commit.email()));
    }

    private String key(int number) {
        return name + "#" + number;
    }

    private @org.jspecify.annotations.Nullable String address(String path) {
        return web.map(top -> top + path).orElse(null);
    }
}
