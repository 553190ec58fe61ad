package sam.repos;

import java.time.Instant;
import java.util.List;

/// One commit: its id, its parents (the branch it was merged into first), who wrote it and when, and what it says.
public record GitCommit(
        String id, List<String> parents, String author, String email, String committer, Instant at, String message) {
    public GitCommit {
        parents = List.copyOf(parents);
    }

    public boolean isMerge() {
        return parents.size() > 1;
    }

    /// The first line.
    public String subject() {
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }

    /// All below the first line.
    public String body() {
        int end = message.indexOf('\n');
        return end < 0 ? "" : message.substring(end + 1).strip();
    }
}
