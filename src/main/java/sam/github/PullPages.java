package sam.github;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.PatchFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sam.intake.Door;
import sam.library.Origin;
import sam.library.Tier;
import sam.repos.FileChange;
import sam.repos.SourcePaths;
import tools.jackson.databind.JsonNode;

/// The closed pull requests of a repository. What the list tells is judged first, since each further question counts:
/// then the changed files, where the branch parted, and what the files held there.
final class PullPages extends Pages {
    private static final int MOST_FILES = 100;

    PullPages(GitHubCollector.Repository repository, Door door) {
        super(
                repository,
                door,
                GitHubCollector.Place.PULLS,
                "pull requests",
                repository
                        .api()
                        .at(
                                "?state=closed&sort=updated&direction=desc&per_page=100",
                                "repos",
                                repository.owner(),
                                repository.name(),
                                "pulls"));
    }

    @Override
    long number(JsonNode item) {
        return item.path("number").asLong();
    }

    @Override
    void bring(JsonNode pull) throws InterruptedException {
        var proposal = new Proposal(
                repository.fullName() + "#" + number(pull),
                GitHubApi.text(pull, "title"),
                GitHubApi.text(pull, "body"),
                List.of(GitHubApi.text(pull.path("user"), "login")),
                GitHubApi.text(pull, "html_url"),
                GitHubApi.text(pull.path("head"), "sha"),
                false);
        switch (judged(pull, proposal)) {
            case Judgement.Refused refused -> door.refuse(proposal.key(), refused.reason(), proposal.title());
            case Judgement.Rows rows -> {
                var item = new Origin.Item(
                        proposal.key(), repository.fullName(), proposal.address(), null, proposal.revision());
                var origin = new Origin(repository.fullName(), 0, repository.licence(), Tier.TRAIN_FIRST).with(item);
                door.take(1, rows.diff(), origin);
                rows.explanations().forEach(chat -> door.take(1, chat, origin));
            }
        }
    }

    private Judgement judged(JsonNode pull, Proposal proposal) throws InterruptedException {
        if (GitHubApi.text(pull, "merged_at").isEmpty()) {
            return new Judgement.Refused("was not merged");
        }
        if (isBot(pull.path("user"))) {
            return new Judgement.Refused("is made by a program");
        }
        var early = Description.of(proposal, _ -> true).fault(false);
        if (early.isPresent()) {
            return new Judgement.Refused(early.get());
        }
        var files = repository
                .api()
                .page(
                        repository
                                .api()
                                .at(
                                        "?per_page=" + MOST_FILES,
                                        "repos",
                                        repository.owner(),
                                        repository.name(),
                                        "pulls",
                                        String.valueOf(number(pull)),
                                        "files"),
                        "")
                .items();
        if (files.size() > ChangeRows.MOST_CHANGES) {
            return new Judgement.Refused("touches more than 5 files");
        }
        return switch (ChangeRows.choose(files.stream().map(PullPages::change).toList())) {
            case ChangeRows.Choice.Unfit unfit -> new Judgement.Refused(unfit.reason());
            case ChangeRows.Choice.Wanted wanted -> withTexts(pull, proposal, files, wanted.changes());
        };
    }

    static boolean isBot(JsonNode user) {
        return GitHubApi.text(user, "type").equals("Bot") || sam.repos.People.isBot(GitHubApi.text(user, "login"), "");
    }

    private static FileChange change(JsonNode file) {
        var path = GitHubApi.text(file, "filename");
        return switch (GitHubApi.text(file, "status")) {
            case "added" -> new FileChange(FileChange.Kind.ADDED, "", path, "", "");
            case "modified" -> new FileChange(FileChange.Kind.CHANGED, path, path, "", "");
            case "removed" -> new FileChange(FileChange.Kind.DELETED, path, "", "", "");
            case "renamed" ->
                new FileChange(FileChange.Kind.MOVED, GitHubApi.text(file, "previous_filename"), path, "", "");
            default -> new FileChange(FileChange.Kind.OTHER, path, path, "", "");
        };
    }

    private Judgement withTexts(JsonNode pull, Proposal proposal, List<JsonNode> files, List<FileChange> wanted)
            throws InterruptedException {
        int lines = files.stream()
                .filter(file -> SourcePaths.isSource(GitHubApi.text(file, "filename")))
                .mapToInt(file -> file.path("changes").asInt(0))
                .sum();
        // more is never taken; the exact count is made of the texts
        if (lines > 400) {
            return new Judgement.Refused("changes fewer than 3 or more than 150 lines");
        }
        var base = mergeBase(pull);
        if (base.isEmpty()) {
            return new Judgement.Refused("its commits are gone");
        }
        var edited = new ArrayList<Edited>();
        for (var change : wanted) {
            var patch = files.stream()
                    .filter(file -> GitHubApi.text(file, "filename").equals(change.newPath()))
                    .map(file -> GitHubApi.text(file, "patch"))
                    .findFirst()
                    .orElse("");
            if (patch.isEmpty()) {
                return new Judgement.Refused("touches files that are no short texts");
            }
            boolean added = change.kind() == FileChange.Kind.ADDED;
            var before = "";
            if (!added) {
                var content =
                        repository.api().content(repository.owner(), repository.name(), change.oldPath(), base.get());
                if (!content.isText()) {
                    return new Judgement.Refused("touches files that are no short texts");
                }
                before = content.text();
            }
            var after = patched(before, change.newPath(), patch);
            if (after.isEmpty()) {
                return new Judgement.Refused("does not apply to the files it starts from");
            }
            edited.add(Edited.of(change.newPath(), added, before, after.get()));
        }
        return ChangeRows.judge(proposal, edited);
    }

    /// Where the branch parted from what it was merged into; its base moves on while it is discussed.
    private Optional<String> mergeBase(JsonNode pull) throws InterruptedException {
        var base = GitHubApi.text(pull.path("base"), "sha");
        var head = GitHubApi.text(pull.path("head"), "sha");
        if (base.isEmpty() || head.isEmpty()) {
            return Optional.empty();
        }
        return repository
                .api()
                .maybe(repository
                        .api()
                        .at(
                                "?per_page=1",
                                "repos",
                                repository.owner(),
                                repository.name(),
                                "compare",
                                base + "..." + head))
                .map(compared -> GitHubApi.text(compared.path("merge_base_commit"), "sha"))
                .filter(sha -> !sha.isEmpty());
    }

    /// The file after the change: what it held before with GitHub's patch, if that fits.
    static Optional<String> patched(String before, String path, String patch) {
        var lines = new ArrayList<>(List.of("--- a/" + path, "+++ b/" + path));
        patch.lines().filter(line -> !line.startsWith("\\ ")).forEach(lines::add);
        try {
            var old = before.lines().toList();
            var after = DiffUtils.patch(old, UnifiedDiffUtils.parseUnifiedDiff(lines));
            return Optional.of(String.join("\n", after) + "\n");
        } catch (PatchFailedException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
