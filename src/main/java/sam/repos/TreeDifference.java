package sam.repos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/// Which files differ between two commits. Only few are wanted, so it stops counting early.
record TreeDifference(Repository repository, ObjectReader reader) {
    Optional<List<FileChange>> between(String before, String after, int most, String name) {
        try (var commits = new RevWalk(reader);
                var walk = new TreeWalk(reader)) {
            add(walk, commits, before);
            add(walk, commits, after);
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            var changes = new ArrayList<FileChange>();
            boolean added = false;
            boolean deleted = false;
            while (walk.next()) {
                // a move is two until it is found
                if (changes.size() == 2 * most) {
                    return Optional.empty();
                }
                var change = change(walk);
                added |= change.kind() == FileChange.Kind.ADDED;
                deleted |= change.kind() == FileChange.Kind.DELETED;
                changes.add(change);
            }
            var found = added && deleted ? moved(commits, before, after) : changes;
            return found.size() > most ? Optional.empty() : Optional.of(List.copyOf(found));
        } catch (MissingObjectException e) {
            return Optional.empty();
        } catch (IOException | CanceledException | RuntimeException e) {
            throw GitRepository.unreadable(name, e);
        }
    }

    private void add(TreeWalk walk, RevWalk commits, String commit) throws IOException {
        if (commit.isEmpty()) {
            walk.addTree(new EmptyTreeIterator());
        } else {
            walk.addTree(commits.parseCommit(ObjectId.fromString(commit)).getTree());
        }
    }

    private static FileChange change(TreeWalk walk) {
        var path = walk.getPathString();
        var before = walk.getFileMode(0);
        var after = walk.getFileMode(1);
        var old = walk.getObjectId(0);
        var now = walk.getObjectId(1);
        if (FileMode.MISSING.equals(before)) {
            return new FileChange(
                    isFile(after) ? FileChange.Kind.ADDED : FileChange.Kind.OTHER, "", path, "", now.name());
        }
        if (FileMode.MISSING.equals(after)) {
            return new FileChange(
                    isFile(before) ? FileChange.Kind.DELETED : FileChange.Kind.OTHER, path, "", old.name(), "");
        }
        boolean text = isFile(before) && isFile(after) && !old.equals(now);
        return new FileChange(
                text ? FileChange.Kind.CHANGED : FileChange.Kind.OTHER, path, path, old.name(), now.name());
    }

    private static boolean isFile(FileMode mode) {
        return FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode);
    }

    private List<FileChange> moved(RevWalk commits, String before, String after) throws IOException, CanceledException {
        try (var walk = new TreeWalk(reader)) {
            add(walk, commits, before);
            add(walk, commits, after);
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            var detector = new RenameDetector(repository);
            detector.addAll(DiffEntry.scan(walk));
            var changes = new ArrayList<FileChange>();
            for (var entry : detector.compute(reader, null)) {
                changes.add(change(entry));
            }
            return changes;
        }
    }

    private static FileChange change(DiffEntry entry) {
        boolean files = (isFile(entry.getOldMode()) || FileMode.MISSING.equals(entry.getOldMode()))
                && (isFile(entry.getNewMode()) || FileMode.MISSING.equals(entry.getNewMode()));
        var kind = switch (entry.getChangeType()) {
            case ADD -> FileChange.Kind.ADDED;
            case DELETE -> FileChange.Kind.DELETED;
            case MODIFY -> FileChange.Kind.CHANGED;
            case RENAME -> FileChange.Kind.MOVED;
            case COPY -> FileChange.Kind.OTHER;
        };
        boolean added = kind == FileChange.Kind.ADDED;
        boolean deleted = kind == FileChange.Kind.DELETED;
        return new FileChange(
                files ? kind : FileChange.Kind.OTHER,
                added ? "" : entry.getOldPath(),
                deleted ? "" : entry.getNewPath(),
                added ? "" : entry.getOldId().toObjectId().name(),
                deleted ? "" : entry.getNewId().toObjectId().name());
    }
}
