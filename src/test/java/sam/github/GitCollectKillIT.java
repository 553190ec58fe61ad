package sam.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.intake.Collection;
import sam.library.Library;
import sam.repos.MadeRepository;

/// A process that collects is killed at any moment, and another goes on: every row is there, none twice.
class GitCollectKillIT {
    private static final int CHANGES = 1_500;

    @TempDir
    Path folder;

    /// The process that is killed: collects, and says how far it is.
    public static void main(String[] args) throws InterruptedException {
        var library = Path.of(args[0]);
        try (var open = Library.open(library, InstantSource.system())) {
            collect(open, library, Path.of(args[1]), true);
        }
        System.out.println("done");
    }

    private static sam.intake.CollectReport collect(Library library, Path file, Path repository, boolean aloud)
            throws InterruptedException {
        var source = "git:" + repository;
        return Collection.run(
                new GitCollector(),
                source,
                null,
                HeardDoor.order(repository.toString(), Collection.desk(file, source), null),
                library,
                new Collection.Watch() {
                    @Override
                    public void at(Collection.Progress now) {
                        if (aloud) {
                            System.out.println(now.done());
                            System.out.flush();
                        }
                    }

                    @Override
                    public void said(String news) {
                        // not asked
                    }
                },
                () -> false);
    }

    @Test
    void everyRowIsThereOnceHoweverOftenItIsKilled() throws Exception {
        var repository = folder.resolve("engine");
        make(repository);
        var file = folder.resolve("library.sqlite");
        var random = new Random(3);
        int kills = 0;
        while (!finished(file, repository, kills < 8 ? random.nextInt(600) : Integer.MAX_VALUE)) {
            kills++;
        }
        assertThat(kills).isGreaterThan(2);
        try (var library = Library.open(file, InstantSource.system())) {
            assertThat(library.counts(1, false).waiting()).isEqualTo(CHANGES);
            var again = collect(library, file, repository, false);
            assertThat(again.taken()).isZero();
            assertThat(again.duplicates()).isEqualTo(CHANGES);
            assertThat(library.counts(1, false).waiting()).isEqualTo(CHANGES);
        }
    }

    private static void make(Path repository) throws IOException {
        try (var made = new MadeRepository(repository)) {
            var files = new HashMap<>(Map.of("LICENSE", GitCollectorTest.MIT, "a.py", "def f():\n    return 0\n"));
            var last = made.commit("Begin", files);
            for (int i = 1; i <= CHANGES; i++) {
                files.put("a.py", ("def f" + i + "():\n    return " + i + "\n").repeat(2));
                last = made.commit("Return another number for call " + i + " (#" + i + ")", files, last);
            }
        }
    }

    /// Whether it came to its end before it was killed, so long after its first word.
    private static boolean finished(Path file, Path repository, int millis) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GitCollectKillIT.class.getName(),
                        file.toString(),
                        repository.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            var line = lines.readLine();
            assertThat(line).isNotNull();
            if (millis < Integer.MAX_VALUE) {
                Thread.sleep(millis);
                process.toHandle().destroyForcibly();
            }
            for (; line != null; line = lines.readLine()) {
                if (line.equals("done")) {
                    process.waitFor();
                    return true;
                }
            }
        }
        process.waitFor();
        return false;
    }
}
