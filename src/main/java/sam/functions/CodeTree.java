package sam.functions;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.repos.FileContent;
import sam.repos.GitRepository;
import sam.repos.Licences;
import sam.repos.RepositoryException;

/// The files of a repository at its newest commit, or of a folder that is none.
sealed interface CodeTree extends AutoCloseable {
    int MOST_BYTES = 1 << 20;

    /// `OWNER/REPO` where that is known, or the folder's name.
    String name();

    /// The commit, or empty.
    String revision();

    Licences.Found licence() throws IOException;

    Set<String> paths();

    FileContent content(String path) throws IOException;

    /// Where some lines of a file can be read, if anywhere.
    @Nullable
    String address(String path, int from, int to);

    @Override
    void close();

    static CodeTree of(Path folder, BooleanSupplier open) throws IOException {
        return GitRepository.isRepository(folder)
                ? Committed.of(GitRepository.open(folder), open)
                : Folder.of(folder.toAbsolutePath().normalize(), open);
    }

    /// A commit's files; what somebody changed since in the checkout is nobody's release.
    record Committed(GitRepository repository, String name, String revision, Map<String, String> blobs)
            implements CodeTree {
        static Committed of(GitRepository repository, BooleanSupplier open) {
            var head = repository
                    .head()
                    .orElseThrow(() -> new RepositoryException(
                            Plain.text("%s has no commit yet: there is nothing to read.", repository.name())));
            var blobs = new HashMap<String, String>();
            repository.files(head, blobs::put, open);
            return new Committed(repository, repository.origin().orElse(repository.name()), head, blobs);
        }

        @Override
        public Licences.Found licence() {
            return Licences.of(repository, revision);
        }

        @Override
        public Set<String> paths() {
            return blobs.keySet();
        }

        @Override
        public FileContent content(String path) {
            return repository.content(blobs.getOrDefault(path, ""), MOST_BYTES);
        }

        @Override
        public @Nullable String address(String path, int from, int to) {
            return repository
                    .page()
                    .map(page -> Plain.text("%s/blob/%s/%s#L%d-L%d", page, revision, encoded(path), from, to))
                    .orElse(null);
        }

        private static String encoded(String path) {
            try {
                return new URI(null, null, path, null).toASCIIString().replace("?", "%3F");
            } catch (URISyntaxException e) {
                return path;
            }
        }

        @Override
        public void close() {
            repository.close();
        }
    }

    /// A folder's files, links not followed.
    record Folder(Path folder, Set<String> paths) implements CodeTree {
        static Folder of(Path folder, BooleanSupplier open) throws IOException {
            var paths = new java.util.TreeSet<String>();
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path place, BasicFileAttributes attributes) {
                    boolean hidden = !place.equals(folder)
                            && String.valueOf(place.getFileName()).startsWith(".");
                    return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        paths.add(folder.relativize(file).toString().replace('\\', '/'));
                    }
                    return open.getAsBoolean() ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException denied) {
                    return FileVisitResult.CONTINUE;
                }
            });
            return new Folder(folder, paths);
        }

        @Override
        public String name() {
            return String.valueOf(folder.getFileName());
        }

        @Override
        public String revision() {
            return "";
        }

        @Override
        public Licences.Found licence() throws IOException {
            return Licences.of(folder);
        }

        @Override
        public FileContent content(String path) throws IOException {
            var file = folder.resolve(path);
            return Files.size(file) > MOST_BYTES
                    ? new FileContent("", FileContent.Kind.TOO_LONG)
                    : FileContent.of(Files.readAllBytes(file));
        }

        @Override
        public @Nullable String address(String path, int from, int to) {
            return null;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
