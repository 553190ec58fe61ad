package sam.repos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// A real bare repository, made commit by commit, each a minute after the one before.
public final class MadeRepository implements AutoCloseable {
    private final Repository repository;
    private Instant time = Instant.parse("2026-01-01T00:00:00Z");

    public MadeRepository(Path folder) throws IOException {
        Hermetic.enter();
        repository =
                new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
        repository.create(true);
    }

    public Repository git() {
        return repository;
    }

    /// Commits files (path to text) on parents; HEAD moves along.
    public String commit(String message, Map<String, String> files, String... parents) throws IOException {
        return commitBy("Ada Byron", "ada@lovelace.net", message, files, parents);
    }

    public String commitBy(String name, String mail, String message, Map<String, String> files, String... parents)
            throws IOException {
        var bytes = new TreeMap<String, byte[]>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return commitBytes(name, mail, message, bytes, parents);
    }

    public String commitBytes(String name, String mail, String message, Map<String, byte[]> files, String... parents)
            throws IOException {
        time = time.plusSeconds(60);
        try (var inserter = repository.newObjectInserter()) {
            var commit = new CommitBuilder();
            commit.setTreeId(tree(inserter, new TreeMap<>(files), ""));
            commit.setParentIds(parents(parents));
            var who = new PersonIdent(name, mail, time, ZoneOffset.UTC);
            commit.setAuthor(who);
            commit.setCommitter(who);
            commit.setMessage(message);
            var id = inserter.insert(commit);
            inserter.flush();
            var head = repository.updateRef(Constants.HEAD);
            head.setNewObjectId(id);
            head.forceUpdate();
            return id.name();
        }
    }

    private static ObjectId[] parents(String... parents) {
        var ids = new ObjectId[parents.length];
        for (int i = 0; i < parents.length; i++) {
            ids[i] = ObjectId.fromString(parents[i]);
        }
        return ids;
    }

    private static ObjectId tree(
            org.eclipse.jgit.lib.ObjectInserter inserter, TreeMap<String, byte[]> files, String below)
            throws IOException {
        var entries = new ArrayList<Entry>();
        var folders = new TreeMap<String, TreeMap<String, byte[]>>();
        for (var file : files.entrySet()) {
            int slash = file.getKey().indexOf('/');
            if (slash < 0) {
                entries.add(new Entry(
                        file.getKey(), FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, file.getValue())));
            } else {
                folders.computeIfAbsent(file.getKey().substring(0, slash), _ -> new TreeMap<>())
                        .put(file.getKey().substring(slash + 1), file.getValue());
            }
        }
        for (var folder : folders.entrySet()) {
            entries.add(new Entry(
                    folder.getKey(), FileMode.TREE, tree(inserter, folder.getValue(), below + folder.getKey() + "/")));
        }
        var tree = new TreeFormatter();
        for (var entry : sorted(entries)) {
            tree.append(entry.name(), entry.mode(), entry.id());
        }
        return inserter.insert(tree);
    }

    private record Entry(String name, FileMode mode, ObjectId id) {
        /// git sorts folders as if their names ended with a slash
        String key() {
            return FileMode.TREE.equals(mode) ? name + "/" : name;
        }
    }

    private static List<Entry> sorted(List<Entry> entries) {
        return entries.stream()
                .sorted(java.util.Comparator.comparing(Entry::key))
                .toList();
    }

    @Override
    public void close() {
        repository.close();
    }
}
