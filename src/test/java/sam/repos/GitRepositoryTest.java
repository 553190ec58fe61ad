package sam.repos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitRepositoryTest {
    @TempDir
    Path folder;

    @Test
    void readsHistoryNewestFirstWithParentsAndMessages() throws IOException {
        try (var made = new MadeRepository(folder)) {
            var root = made.commit("Begin\n\nWith a reason.", Map.of("a.txt", "1"));
            var left = made.commit("Left", Map.of("a.txt", "2"), root);
            var right = made.commit("Right", Map.of("a.txt", "1", "b.txt", "b"), root);
            var merge = made.commit("Merge", Map.of("a.txt", "2", "b.txt", "b"), left, right);
            try (var repository = GitRepository.open(folder);
                    var history = repository.history(repository.head().orElseThrow())) {
                var commits = new ArrayList<GitCommit>();
                for (var next = history.next(); next.isPresent(); next = history.next()) {
                    commits.add(next.get());
                }
                assertThat(commits).extracting(GitCommit::id).containsExactly(merge, right, left, root);
                assertThat(commits.getFirst().parents()).containsExactly(left, right);
                assertThat(commits.getLast().subject()).isEqualTo("Begin");
                assertThat(commits.getLast().body()).isEqualTo("With a reason.");
                assertThat(repository.mergeBase(left, right)).contains(root);
                assertThat(history.brought(left, right, 10))
                        .extracting(GitCommit::id)
                        .containsExactly(right);
            }
        }
    }

    @Test
    void tellsTextFromWhatIsNone() throws IOException {
        var files = Map.of(
                "utf8.txt", "Zoë\r\n".getBytes(StandardCharsets.UTF_8),
                "latin.txt", "Zoë\n".getBytes(StandardCharsets.ISO_8859_1),
                "zero.bin", new byte[] {'a', 0, 'b'},
                "long.txt", "x".repeat(101).getBytes(StandardCharsets.UTF_8),
                "deep/er/mark.txt", "\ufeffmarked".getBytes(StandardCharsets.UTF_8));
        try (var made = new MadeRepository(folder)) {
            var head = made.commitBytes("Ada", "a@b.cd", "Begin", files);
            try (var repository = GitRepository.open(folder)) {
                assertThat(repository.contentAt(head, "utf8.txt", 100).text()).isEqualTo("Zoë\n");
                assertThat(repository.contentAt(head, "latin.txt", 100).kind()).isEqualTo(FileContent.Kind.BINARY);
                assertThat(repository.contentAt(head, "zero.bin", 100).kind()).isEqualTo(FileContent.Kind.BINARY);
                assertThat(repository.contentAt(head, "long.txt", 100).kind()).isEqualTo(FileContent.Kind.TOO_LONG);
                assertThat(repository.contentAt(head, "none.txt", 100).kind()).isEqualTo(FileContent.Kind.MISSING);
                assertThat(repository.contentAt(head, "deep/er/mark.txt", 100).text())
                        .isEqualTo("marked");
                var paths = new ArrayList<String>();
                repository.files(head, (path, _) -> paths.add(path), () -> paths.size() < 3);
                assertThat(paths).hasSize(3);
                assertThat(repository.top(head, "deep")).isEmpty();
                assertThat(repository.top(head, "deep/er"))
                        .singleElement()
                        .extracting(GitRepository.TreeFile::path)
                        .isEqualTo("mark.txt");
            }
        }
    }

    @Test
    void namesWhatDiffersAndFindsMoves() throws IOException {
        var text = "one\ntwo\nthree\nfour\nfive\nsix\n";
        try (var made = new MadeRepository(folder)) {
            var root = made.commit("Begin", Map.of("a.txt", text, "b.txt", "b", "c.txt", "c"));
            var next = made.commit("Go on", Map.of("moved/a.txt", text + "7\n", "b.txt", "bb", "d.txt", "d"), root);
            try (var repository = GitRepository.open(folder)) {
                assertThat(repository.changes(root, next, 10).orElseThrow())
                        .extracting(FileChange::kind, FileChange::path)
                        .containsExactlyInAnyOrder(
                                org.assertj.core.groups.Tuple.tuple(FileChange.Kind.MOVED, "moved/a.txt"),
                                org.assertj.core.groups.Tuple.tuple(FileChange.Kind.CHANGED, "b.txt"),
                                org.assertj.core.groups.Tuple.tuple(FileChange.Kind.DELETED, "c.txt"),
                                org.assertj.core.groups.Tuple.tuple(FileChange.Kind.ADDED, "d.txt"));
                assertThat(repository.changes(root, next, 3)).isEmpty();
                assertThat(repository.changes("", root, 10).orElseThrow()).hasSize(3);
            }
        }
    }

    @Test
    void refusesWhatIsNoRepositoryAndWhatIsDamaged() throws IOException {
        assertThatThrownBy(() -> GitRepository.open(folder.resolve("none"))).hasMessageContaining("There is no folder");
        assertThatThrownBy(() -> GitRepository.open(folder)).hasMessageContaining("is no git repository");
        var place = folder.resolve("git");
        String head;
        try (var made = new MadeRepository(place)) {
            head = made.commit("Begin", Map.of("a.txt", "1"));
        }
        Files.createDirectories(place.resolve("src"));
        assertThatThrownBy(() -> GitRepository.open(place.resolve("src"))).hasMessageContaining("is no git repository");
        var object = place.resolve("objects").resolve(head.substring(0, 2)).resolve(head.substring(2));
        object.toFile().setWritable(true);
        Files.write(object, new byte[] {1, 2, 3});
        try (var repository = GitRepository.open(place)) {
            assertThatThrownBy(() -> repository.history(head))
                    .isInstanceOf(RepositoryException.class)
                    .hasMessageContaining("git fsck");
        }
    }

    @Test
    void anEmptyRepositoryHasNoHead() throws IOException {
        try (var made = new MadeRepository(folder);
                var repository = GitRepository.open(folder)) {
            assertThat(made.git().isBare()).isTrue();
            assertThat(repository.head()).isEmpty();
        }
    }

    @Test
    void knowsWhereItWasClonedFrom() throws IOException {
        for (var url : List.of(
                "https://github.com/lovelace/engine.git",
                "git@github.com:lovelace/engine.git",
                "ssh://git@github.com/lovelace/engine",
                "https://token@github.com/lovelace/engine/")) {
            var place = folder.resolve(String.valueOf(url.hashCode()));
            try (var made = new MadeRepository(place)) {
                var config = made.git().getConfig();
                config.setString("remote", "origin", "url", url);
                config.save();
            }
            try (var repository = GitRepository.open(place)) {
                assertThat(repository.origin()).as(url).contains("lovelace/engine");
            }
        }
    }
}
