package sam.repos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/// The commits from one on, newest first, each read when it is asked for and forgotten after.
public final class GitHistory implements AutoCloseable {
    private final Repository repository;
    private final String name;
    private final RevWalk walk;

    GitHistory(Repository repository, String name, String from) {
        this.repository = repository;
        this.name = name;
        this.walk = new RevWalk(repository);
        try {
            walk.markStart(walk.parseCommit(ObjectId.fromString(from)));
        } catch (IOException | RuntimeException e) {
            walk.close();
            throw GitRepository.unreadable(name, e);
        }
    }

    /// The next older commit, or none after the first.
    public Optional<GitCommit> next() {
        try {
            var commit = walk.next();
            if (commit == null) {
                return Optional.empty();
            }
            var read = read(commit);
            commit.disposeBody();
            return Optional.of(read);
        } catch (IOException | RuntimeException e) {
            throw GitRepository.unreadable(name, e);
        }
    }

    /// The commits that `tip` brought to `base`, newest first, at most so many and one.
    public List<GitCommit> brought(String base, String tip, int most) {
        try (var range = new RevWalk(repository)) {
            range.markStart(range.parseCommit(ObjectId.fromString(tip)));
            range.markUninteresting(range.parseCommit(ObjectId.fromString(base)));
            var commits = new ArrayList<GitCommit>();
            for (var commit = range.next(); commit != null && commits.size() <= most; commit = range.next()) {
                commits.add(read(commit));
            }
            return commits;
        } catch (org.eclipse.jgit.errors.MissingObjectException e) {
            // the history of a shallow clone ends before
            return List.of();
        } catch (IOException | RuntimeException e) {
            throw GitRepository.unreadable(name, e);
        }
    }

    private static GitCommit read(RevCommit commit) {
        var author = person(commit.getAuthorIdent());
        return new GitCommit(
                commit.name(),
                Arrays.stream(commit.getParents()).map(ObjectId::name).toList(),
                author.getName(),
                author.getEmailAddress(),
                person(commit.getCommitterIdent()).getName(),
                author.getWhenAsInstant(),
                commit.getFullMessage().replace("\r\n", "\n"));
    }

    private static PersonIdent person(@Nullable PersonIdent known) {
        return known == null ? new PersonIdent("", "", java.time.Instant.EPOCH, java.time.ZoneOffset.UTC) : known;
    }

    @Override
    public void close() {
        walk.close();
    }
}
