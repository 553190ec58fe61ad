package sam.repos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import sam.durable.Plain;
import sam.durable.Sentences;

/// A git repository on this machine, read and never written: a checkout, a linked worktree or a bare one.
public final class GitRepository implements AutoCloseable {
    /// Where a clone keeps what it fetched.
    static final String FETCHED = "refs/sam/head";

    private static final Pattern REMOTE =
            Pattern.compile("(?:(https?|ssh|git)://)?(?:[^@/]*@)?([A-Za-z0-9.-]+(?::\\d+)?)[:/](.+?)(?:\\.git)?/*");
    private static final Pattern OWNER_AND_NAME = Pattern.compile("[:/]([\\w.-]+)/([\\w.-]+?)(?:\\.git)?/*$");
    /// An index of objects is read into memory; more than this part of it is not left for others.
    private static final int INDEX_SHARE = 3;

    private final Repository repository;
    private final ObjectReader reader;
    private final String name;

    private GitRepository(Repository repository, String name) {
        this.repository = repository;
        this.reader = repository.newObjectReader();
        this.name = name;
    }

    /// Whether a folder is the top of a repository.
    public static boolean isRepository(Path folder) {
        return gitFolder(folder).isPresent();
    }

    /// Opens a folder that is a repository, with or without a checkout.
    public static GitRepository open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new RepositoryException(Plain.text("There is no folder %s. Check the path.", folder));
        }
        var git = gitFolder(folder)
                .orElseThrow(() -> new RepositoryException(Plain.text(
                        "%s is no git repository. Give the folder that holds .git, or a bare repository.", folder)));
        try {
            requireMemory(folder, git.toPath());
            var repository = new FileRepositoryBuilder()
                    .setGitDir(git)
                    .setMustExist(true)
                    .build();
            return new GitRepository(
                    repository,
                    String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
        } catch (IOException | RuntimeException e) {
            throw unreadable(folder.toString(), e);
        }
    }

    private static Optional<File> gitFolder(Path folder) {
        Hermetic.enter();
        var place = folder.toAbsolutePath().normalize();
        var builder = new FileRepositoryBuilder();
        var above = place.getParent();
        if (above != null) {
            builder.addCeilingDirectory(above.toFile());
        }
        return Optional.ofNullable(builder.findGitDir(place.toFile()).getGitDir());
    }

    private static void requireMemory(Path folder, Path git) throws IOException {
        var packs = git.resolve("objects").resolve("pack");
        if (!Files.isDirectory(packs)) {
            return;
        }
        long bytes = 0;
        try (var files = Files.newDirectoryStream(packs, "*.idx")) {
            for (var file : files) {
                bytes += Files.size(file);
            }
        }
        if (bytes > Runtime.getRuntime().maxMemory() / INDEX_SHARE) {
            throw new RepositoryException(Plain.text(
                    "%s holds too many objects for this program's memory (their index has %,d MB). Take a shallow"
                            + " clone of it: git clone --depth 5000.",
                    folder, bytes >> 20));
        }
    }

    /// The folder's name.
    public String name() {
        return name;
    }

    /// `OWNER/REPO` of where it was cloned from, if that is known.
    public Optional<String> origin() {
        return Optional.ofNullable(repository.getConfig().getString("remote", "origin", "url"))
                .map(String::strip)
                .flatMap(url -> {
                    var found = OWNER_AND_NAME.matcher(url);
                    return url.contains(":") && found.find()
                            ? Optional.of(found.group(1) + "/" + found.group(2))
                            : Optional.empty();
                });
    }

    /// Where people look at it: the page of the server it was cloned from, if it was cloned from one.
    public Optional<String> page() {
        return Optional.ofNullable(repository.getConfig().getString("remote", "origin", "url"))
                .map(String::strip)
                .flatMap(url -> {
                    var found = REMOTE.matcher(url);
                    boolean web = found.matches()
                            && (found.group(1) != null || url.contains("@"))
                            && found.group(3).contains("/");
                    if (!web) {
                        return Optional.empty();
                    }
                    boolean ours = found.group(1) != null && found.group(1).startsWith("http");
                    var host = ours ? found.group(2) : found.group(2).replaceFirst(":\\d+$", "");
                    return Optional.of((ours ? found.group(1) : "https") + "://" + host + "/" + found.group(3));
                });
    }

    /// Whether a commit is there.
    public boolean holds(String commit) {
        try {
            return ObjectId.isId(commit) && reader.has(ObjectId.fromString(commit));
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /// The newest commit, if there is any.
    public Optional<String> head() {
        try {
            var fetched = repository.resolve(FETCHED);
            var head = fetched == null ? repository.resolve(Constants.HEAD) : fetched;
            return Optional.ofNullable(head).map(ObjectId::name);
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, e);
        }
    }

    /// The history before a commit, newest first.
    public GitHistory history(String from) {
        return new GitHistory(repository, name, from);
    }

    /// Hears of each file of a commit, until it wants no more.
    public void files(String commit, FileVisitor visitor, BooleanSupplier open) {
        try (var commits = new RevWalk(reader);
                var walk = new TreeWalk(reader)) {
            walk.addTree(commits.parseCommit(ObjectId.fromString(commit)).getTree());
            walk.setRecursive(true);
            while (open.getAsBoolean() && walk.next()) {
                var mode = walk.getFileMode(0);
                if (FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode)) {
                    visitor.file(walk.getPathString(), walk.getObjectId(0).name());
                }
            }
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, e);
        }
    }

    /// Hears of the files of a commit, each with its path and its blob.
    public interface FileVisitor {
        void file(String path, String blob) throws IOException;
    }

    /// The files at the top of a commit, of those below `folder` if it is not empty.
    public List<TreeFile> top(String commit, String folder) {
        try (var commits = new RevWalk(reader)) {
            var tree = commits.parseCommit(ObjectId.fromString(commit)).getTree();
            return folder.isEmpty() ? entries(tree) : below(tree, folder);
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, e);
        }
    }

    /// A file of a tree.
    public record TreeFile(String path, String blob) {}

    private List<TreeFile> below(ObjectId tree, String folder) throws IOException {
        try (var at = TreeWalk.forPath(reader, folder, tree)) {
            return at == null || !FileMode.TREE.equals(at.getFileMode(0)) ? List.of() : entries(at.getObjectId(0));
        }
    }

    private List<TreeFile> entries(ObjectId tree) throws IOException {
        var files = new ArrayList<TreeFile>();
        try (var walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            while (walk.next()) {
                if (FileMode.REGULAR_FILE.equals(walk.getFileMode(0))
                        || FileMode.EXECUTABLE_FILE.equals(walk.getFileMode(0))) {
                    files.add(new TreeFile(
                            walk.getPathString(), walk.getObjectId(0).name()));
                }
            }
        }
        return files;
    }

    /// What a blob holds, if it is a text of at most so many bytes.
    public FileContent content(String blob, int mostBytes) {
        var id = ObjectId.fromString(blob);
        try {
            if (reader.getObjectSize(id, Constants.OBJ_BLOB) > mostBytes) {
                return FileContent.TOO_LONG;
            }
            return FileContent.of(reader.open(id, Constants.OBJ_BLOB).getCachedBytes(mostBytes));
        } catch (MissingObjectException e) {
            return FileContent.MISSING;
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, e);
        }
    }

    /// What a file holds at a commit; missing where there is none.
    public FileContent contentAt(String commit, String path, int mostBytes) {
        try (var commits = new RevWalk(reader);
                var at = TreeWalk.forPath(
                        reader,
                        path,
                        commits.parseCommit(ObjectId.fromString(commit)).getTree())) {
            return at == null ? FileContent.MISSING : content(at.getObjectId(0).name(), mostBytes);
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, e);
        }
    }

    /// Where two branches parted.
    public Optional<String> mergeBase(String one, String other) {
        try (var walk = new RevWalk(reader)) {
            walk.setRetainBody(false);
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(ObjectId.fromString(one)));
            walk.markStart(walk.parseCommit(ObjectId.fromString(other)));
            return Optional.ofNullable(walk.next()).map(ObjectId::name);
        } catch (MissingObjectException e) {
            // the history of a shallow clone ends before
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, e);
        }
    }

    /// The files that differ between two commits, or empty when they are more than `most` or not all there. A file that
    /// moved is one. `before` is empty for a commit without parents.
    public Optional<List<FileChange>> changes(String before, String after, int most) {
        return new TreeDifference(repository, reader).between(before, after, most, name);
    }

    static RepositoryException unreadable(String name, Exception e) {
        if (e instanceof RepositoryException told) {
            return told;
        }
        return new RepositoryException(
                Plain.text(
                        "%s cannot be read: its git repository is damaged or incomplete (%s). Run git fsck there.",
                        name, Sentences.quoting(String.valueOf(e.getMessage()))),
                e);
    }

    @Override
    public void close() {
        reader.close();
        repository.close();
    }
}
