package sam.repos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCloneTest {
    private static final int COMMITS = 450;

    @TempDir
    Path folder;

    private MadeRepository made;
    private GitServer server;
    private final List<String> news = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        made = new MadeRepository(folder.resolve("engine.git"));
        server = new GitServer(made.git());
    }

    @AfterEach
    void close() {
        server.close();
        made.close();
    }

    private String history(int commits) throws IOException {
        var random = new Random(7);
        var last = made.commit("Begin", Map.of("a.txt", "0"));
        for (int i = 1; i < commits; i++) {
            last = made.commit("Commit " + i, Map.of("a.txt", i + " " + random.nextLong()), last);
        }
        return last;
    }

    private GitClone.Watch always() {
        return watch(Long.MAX_VALUE);
    }

    /// Wants it until so many packs were asked for.
    private GitClone.Watch watch(long packs) {
        return new GitClone.Watch() {
            @Override
            public boolean isOpen() {
                return server.packs.get() < packs;
            }

            @Override
            public void at(long done, long all, String unit) {
                assertThat(unit).isEqualTo("objects of its history");
            }

            @Override
            public void say(String said) {
                news.add(said);
            }
        };
    }

    private GitClone clone(String token) {
        return GitClone.of(Map.of("GITHUB_SERVER_URL", server.address(), "GITHUB_TOKEN", token));
    }

    private static int length(GitRepository repository) {
        int commits = 0;
        try (var history = repository.history(repository.head().orElseThrow())) {
            while (history.next().isPresent()) {
                commits++;
            }
        }
        return commits;
    }

    @Test
    void bringsTheWholeHistoryAndWhatCameSince() throws IOException {
        var last = history(COMMITS);
        try (var repository =
                Objects.requireNonNull(clone("").fetch("lovelace/engine", folder.resolve("desk"), always()))) {
            assertThat(repository.head()).contains(last);
            assertThat(length(repository)).isEqualTo(COMMITS);
            assertThat(repository.origin()).contains("lovelace/engine");
        }
        var newer = made.commit("One more", Map.of("b.txt", "b"), last);
        try (var repository =
                Objects.requireNonNull(clone("").fetch("lovelace/engine", folder.resolve("desk"), always()))) {
            assertThat(repository.head()).contains(newer);
            assertThat(length(repository)).isEqualTo(COMMITS + 1);
        }
    }

    @Test
    void goesOnAfterAStopAndAfterABreak() throws IOException {
        history(COMMITS);
        var desk = folder.resolve("desk");
        assertThat(clone("").fetch("lovelace/engine", desk, watch(1))).isNull();
        server.breaking = 1;
        assertThatThrownBy(() -> clone("").fetch("lovelace/engine", desk, always()))
                .isInstanceOf(RepositoryException.class)
                .hasMessageContaining("What came before stays");
        assertThat(Files.exists(desk.resolve("lovelace+engine.git/shallow"))).isTrue();
        try (var repository = Objects.requireNonNull(clone("").fetch("lovelace/engine", desk, always()))) {
            assertThat(length(repository)).isEqualTo(COMMITS);
        }
    }

    @Test
    void takesWhatIsThereWhenTheServerIsGone() throws IOException {
        history(5);
        var desk = folder.resolve("desk");
        Objects.requireNonNull(clone("").fetch("lovelace/engine", desk, always()))
                .close();
        var clone = clone("");
        server.close();
        try (var repository = Objects.requireNonNull(clone.fetch("lovelace/engine", desk, always()))) {
            assertThat(length(repository)).isEqualTo(5);
        }
        assertThat(news).singleElement().asString().contains("Going on with what is there");
    }

    @Test
    void showsTheTokenOnlyToItsServerAndOnlyWhenAsked() throws IOException {
        history(3);
        Objects.requireNonNull(clone("s3cret").fetch("lovelace/engine", folder.resolve("open"), always()))
                .close();
        assertThat(server.shown).isEmpty();
        server.wanted = "s3cret";
        Objects.requireNonNull(clone("s3cret").fetch("lovelace/engine", folder.resolve("closed"), always()))
                .close();
        assertThat(server.shown).isNotEmpty().allMatch("127.0.0.1 x-access-token:s3cret"::equals);
        server.shown.clear();
        server.elsewhere = server.otherName();
        assertThatThrownBy(() -> clone("s3cret").fetch("lovelace/engine", folder.resolve("moved"), always()))
                .isInstanceOf(RepositoryException.class)
                .hasMessageNotContaining("s3cret");
        assertThat(server.shown).noneMatch(host -> host.startsWith("localhost"));
    }

    @Test
    void saysWhatIsWrongInASentence() {
        assertThatThrownBy(() -> clone("").fetch("lovelace/engine", folder.resolve("a"), always()))
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> clone("").fetch("lovelace/loom", folder.resolve("b"), always()))
                .hasMessageContaining("There is no repository " + server.address() + "/lovelace/loom");
        server.wanted = "token";
        assertThatThrownBy(() -> clone("").fetch("lovelace/engine", folder.resolve("c"), always()))
                .hasMessageContaining("not open to everybody");
        for (var name : List.of("engine", "../..", "a/..", "a/b/c", "a b/c", "")) {
            assertThatThrownBy(() -> clone("").fetch(name, folder.resolve("d"), always()))
                    .as(name)
                    .hasMessageContaining("OWNER/NAME");
        }
        assertThatThrownBy(() -> GitClone.of(Map.of("GITHUB_SERVER_URL", "file:///etc")))
                .hasMessageContaining("no web address");
    }
}
