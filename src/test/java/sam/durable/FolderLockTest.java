package sam.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("project/worker.lock");
    }

    @Test
    void aSecondOwnerIsTurnedAwayUntilTheFirstLetsGo() throws IOException {
        assertThat(FolderLock.isHeld(file)).isFalse();
        try (var first = FolderLock.tryLock(file).orElseThrow()) {
            assertThat(FolderLock.tryLock(file)).isEmpty();
            assertThat(FolderLock.isHeld(file)).isTrue();
            assertThat(Files.readString(file))
                    .isEqualTo(Long.toString(ProcessHandle.current().pid()));
            assertThat(first).isNotNull();
        }
        assertThat(FolderLock.isHeld(file)).isFalse();
        FolderLock.tryLock(file).orElseThrow().close();
    }

    @Test
    void closingTwiceDoesNotFreeTheNextOwner() throws IOException {
        var first = FolderLock.tryLock(file).orElseThrow();
        first.close();
        try (var second = FolderLock.tryLock(file).orElseThrow()) {
            first.close();
            assertThat(FolderLock.isHeld(file)).isTrue();
            assertThat(second).isNotNull();
        }
    }

    @Test
    void askingFromTheOwnersProcessDoesNotOpenTheDoorToOthers() throws Exception {
        try (var owner = FolderLock.tryLock(file).orElseThrow()) {
            assertThat(FolderLock.isHeld(file)).isTrue();
            assertThat(FolderLock.tryLock(file)).isEmpty();
            assertThat(FolderLock.isHeld(linked())).isTrue();

            assertThat(answerOfAnotherProcess()).isEqualTo("held, refused");
            assertThat(owner).isNotNull();
        }
        assertThat(answerOfAnotherProcess()).isEqualTo("free, taken");
    }

    private Path linked() throws IOException {
        var link = folder.resolve("link");
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link, folder.resolve("project"));
        }
        return link.resolve("worker.lock");
    }

    private String answerOfAnotherProcess() throws IOException, InterruptedException {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var process = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), Asker.class.getName(), file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return answer.strip();
    }

    /// What another process sees of the lock.
    static final class Asker {
        private Asker() {}

        public static void main(String[] arguments) throws IOException {
            var file = Path.of(arguments[0]);
            var seen = FolderLock.isHeld(file) ? "held" : "free";
            var lock = FolderLock.tryLock(file);
            System.out.println(seen + ", " + (lock.isPresent() ? "taken" : "refused"));
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }
}
