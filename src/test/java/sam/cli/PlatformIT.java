package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.processes.ChildJvm;

/// Real processes on file systems that allow no running or no writing, each in a mount namespace of its own.
class PlatformIT {
    private static final String UNPACKED =
            Path.of("target/engine").toAbsolutePath().toString();

    @TempDir
    private Path folder;

    private record Said(int exit, String out, String err) {}

    @BeforeAll
    static void onlyWhereFileSystemsCanBeMounted() throws Exception {
        boolean can = Files.isExecutable(Path.of("/usr/bin/unshare"))
                && new ProcessBuilder("unshare", "-m", "sh", "-c", "mount -t tmpfs -o noexec tmpfs /mnt")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
        assumeTrue(can, "mounting a file system needs root and Linux");
    }

    @BeforeEach
    void somethingToImport() throws Exception {
        Files.createDirectories(folder.resolve("noexec"));
        Files.createDirectories(folder.resolve("readonly"));
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("one.jsonl"), "{\"prompt\": \"a\", \"completion\": \"b\"}\n");
    }

    @Test
    void aTemporaryFolderThatNothingRunsFromIsNoHindrance() throws Exception {
        var said = run(
                ChildJvm.withHeap("256m")
                        .with("-Djava.io.tmpdir=" + folder.resolve("noexec"))
                        .with("-Duser.home=" + folder.resolve("home")),
                importing());
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).contains("1 taken");
        assertThat(said.exit()).isZero();
    }

    @Test
    void aHomeThatNothingRunsFromIsNoHindranceEither() throws Exception {
        var said = run(ChildJvm.withHeap("256m").with("-Duser.home=" + folder.resolve("noexec/me")), importing());
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).contains("1 taken");
    }

    @Test
    void anEngineFolderThatNothingRunsFromIsNamedInOneSentence() throws Exception {
        var cache = folder.resolve("noexec/engine");
        for (var verb : List.of(
                List.of("calibrate"),
                List.of("generate", "--model", "assets/base", "--prompt", "a", "--max-new-tokens", "1"))) {
            var said = run(ChildJvm.withVectors("512m").with("-DDJL_CACHE_DIR=" + cache), verb.toArray(String[]::new));
            assertThat(said.exit()).isEqualTo(1);
            assertThat(withoutTheModulesWarning(said.err()))
                    .singleElement()
                    .asString()
                    .contains(cache.toString())
                    .contains("noexec")
                    .contains("Set DJL_CACHE_DIR to a folder");
        }
    }

    @Test
    void anEngineFolderThatCannotBeWrittenIsNamedInOneSentence() throws Exception {
        var cache = folder.resolve("readonly/engine");
        var said = run(ChildJvm.withHeap("512m").with("-DDJL_CACHE_DIR=" + cache), "calibrate");
        assertThat(said.exit()).isEqualTo(1);
        assertThat(withoutTheModulesWarning(said.err()))
                .singleElement()
                .asString()
                .contains(cache.toString())
                .contains("cannot be written to")
                .doesNotContain("noexec");
    }

    @Test
    void aRunIsTrainedWhereTheHomeCannotBeWritten() throws Exception {
        var run = folder.resolve("run");
        var said = run(
                ChildJvm.withHeap("1g")
                        .with("-Duser.home=" + folder.resolve("readonly"))
                        .with("-DDJL_CACHE_DIR=" + UNPACKED),
                "train",
                "--model",
                "assets/base",
                "--data",
                folder.resolve("one.jsonl").toString(),
                "--objective",
                "sft",
                "--out",
                run.toString(),
                "--set",
                "max_steps=1");
        assertThat(said.err()).doesNotContain("Exception");
        assertThat(said.exit()).isZero();
        assertThat(run.resolve("adapter/adapter_model.safetensors")).exists();
    }

    private String[] importing() {
        return new String[] {
            "import",
            folder.resolve("one.jsonl").toString(),
            "--library",
            folder.resolve("library.sqlite").toString()
        };
    }

    private static List<String> withoutTheModulesWarning(String err) {
        return err.lines()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
                .toList();
    }

    private Said run(ChildJvm jvm, String... verb) throws Exception {
        var script = """
            mount -t tmpfs -o noexec tmpfs "$0/noexec" && mount -t tmpfs -o ro tmpfs "$0/readonly" && exec "$@"
            """;
        var command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, folder.toString()));
        command.addAll(jvm.command(verb));
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var builder = ChildJvm.prepared(new ProcessBuilder(command))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("DJL_CACHE_DIR");
        var process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
