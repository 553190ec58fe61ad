package sam.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.ui.Theme;

class SettingsStoreTest {
    @TempDir
    Path folder;

    private SettingsStore store(Duration pause) {
        return new SettingsStore(folder.resolve("own/settings.json"), Settings.defaults("/data"), pause);
    }

    @Test
    void aChangeIsOnTheDiskAMomentLater() {
        try (var store = store(Duration.ofMillis(20))) {
            store.change(now -> now.withThreads(3));
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(folder.resolve("own/settings.json")));
        }
        try (var again = store(Duration.ofHours(1))) {
            assertThat(again.get().threads()).isEqualTo(3);
        }
    }

    @Test
    void closingWritesWhatIsStillUnwritten() {
        try (var store = store(Duration.ofHours(1))) {
            store.change(now -> now.withTheme(Theme.DARK).withLastProject("/p"));
        }
        try (var again = store(Duration.ofHours(1))) {
            assertThat(again.get().theme()).isEqualTo(Theme.DARK);
            assertThat(again.get().lastProject()).isEqualTo("/p");
        }
    }

    @Test
    void projectsThatWereOpenAreRememberedTheNewestFirstAndNoneTwice() {
        try (var store = store(Duration.ofHours(1))) {
            for (var folder : List.of("/a", "/b", "/a", "/c")) {
                store.change(now -> now.withLastProject(folder));
            }
        }
        try (var again = store(Duration.ofHours(1))) {
            assertThat(again.get().recentProjects()).containsExactly("/c", "/a", "/b");
        }
    }

    @Test
    void aDamagedFileMeansDefaultsAndAMissingFieldKeepsItsDefault() throws IOException {
        var file = folder.resolve("own/settings.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"threads\": 5");
        try (var store = store(Duration.ofHours(1))) {
            assertThat(store.get()).isEqualTo(Settings.defaults("/data"));
        }
        Files.writeString(file, "{\"threads\": 5}");
        try (var store = store(Duration.ofHours(1))) {
            assertThat(store.get().threads()).isEqualTo(5);
            assertThat(store.get().dataFolder()).isEqualTo("/data");
        }
    }
}
