package sam.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `packaging/sam` itself, run by a shell from where people put it; a script stands for the JDK and says what it was
/// told.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "packaging/sam is a shell's")
class LauncherTest {
    private static final String ECHO = """
        #!/bin/sh
        [ "$1" = -version ] && { echo 'openjdk version "25.0.1"'; exit 0; }
        for word in "$@"; do echo "$word"; done
        env | sed 's/^/env /'
        """;

    @TempDir
    private Path folder;

    private Path java = Path.of("");

    private record Said(int exit, List<String> lines, String errors) {
        String after(String word) {
            return lines.get(lines.indexOf(word) + 1);
        }

        List<String> with(String start) {
            return lines.stream().filter(line -> line.startsWith(start)).toList();
        }
    }

    @BeforeEach
    void aScriptStandsForTheJdk() throws Exception {
        java = folder.resolve("java");
        Files.writeString(java, ECHO);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aVerbAndTheWindowAreStartedWithTheOptionsOfTheOneFile() throws Exception {
        var home = built("plain");
        var options = home.resolve("target/classes/sam/processes");
        assertThat(run(home.resolve("packaging/sam"), "check").lines())
                .startsWith("@" + options.resolve("all.jvm"), "@" + options.resolve("engine.jvm"));
        assertThat(run(home.resolve("packaging/sam")).lines())
                .startsWith("@" + options.resolve("all.jvm"), "@" + options.resolve("window.jvm"));
    }

    @Test
    void theLauncherTellsTheEngineWhatAWorkerIsTold() throws Exception {
        var said = run(built("plain").resolve("packaging/sam"), "check");
        JvmOptions.environment()
                .forEach((name, value) -> assertThat(said.lines()).contains("env " + name + "=" + value));
    }

    @Test
    void whatAUserHasSetStays() throws Exception {
        var said = run(
                Map.of("OMP_WAIT_POLICY", "ACTIVE", "GLIBC_TUNABLES", ""),
                built("plain").resolve("packaging/sam"),
                "check");
        assertThat(said.lines()).contains("env OMP_WAIT_POLICY=ACTIVE", "env GLIBC_TUNABLES=");

        var builder = new ProcessBuilder();
        builder.environment().putAll(Map.of("OMP_WAIT_POLICY", "ACTIVE", "GLIBC_TUNABLES", "glibc.malloc.check=1"));
        ChildJvm.prepared(builder);
        assertThat(builder.environment())
                .containsEntry("OMP_WAIT_POLICY", "ACTIVE")
                .containsEntry("GLIBC_TUNABLES", "glibc.malloc.check=1")
                .containsEntry("GOMP_SPINCOUNT", "30000");
    }

    @Test
    void itStartsThroughSymbolicLinksThatPointToOneAnother() throws Exception {
        var home = built("plain");
        var bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("first"), Path.of("../plain/packaging/sam"));
        Files.createSymbolicLink(folder.resolve("second"), bin.resolve("first"));
        assertThat(run(folder.resolve("second"), "check").lines()).contains("-Dsam.assets=" + home.resolve("assets"));
    }

    @Test
    void itStartsFromAFolderWhosePathHasAColonAndBlanks() throws Exception {
        var home = built("my: models $(touch here) 'x' \"y\"");
        var said = run(
                Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()), home.resolve("packaging/sam"), "check");
        assertThat(said.exit()).isZero();
        assertThat(said.lines()).contains("-Dsam.assets=" + home.resolve("assets"));
        var first = said.after("-cp").split(File.pathSeparator)[0];
        assertThat(Path.of(first).toRealPath()).isEqualTo(home.resolve("target/classes"));
        // and once more, when the link is there
        assertThat(run(
                                Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()),
                                home.resolve("packaging/sam"),
                                "check")
                        .after("-cp"))
                .isEqualTo(said.after("-cp"));
        try (var beside = Files.list(folder)) {
            assertThat(beside.map(path -> path.getFileName().toString())).doesNotContain("here");
        }
    }

    @Test
    void aColonInTheCacheFoldersPathIsNoHindrance() throws Exception {
        var home = built("my:models");
        var said =
                run(Map.of("XDG_CACHE_HOME", folder.resolve("a:b").toString()), home.resolve("packaging/sam"), "check");
        var first = said.after("-cp").split(File.pathSeparator)[0];
        assertThat(Path.of(first).toRealPath()).isEqualTo(home.resolve("target/classes"));
    }

    @Test
    void withoutABuildItSaysWhatToRunAndWhere() throws Exception {
        var home = built("plain");
        Files.delete(home.resolve("target/classpath.txt"));
        var said = run(home.resolve("packaging/sam"));
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.errors()).contains("not built yet").contains(home.toString());
    }

    /// The launcher, the launcher for Windows and the build name the files; none has options of its own.
    @Test
    void optionsStandNowhereElse() throws Exception {
        var pom = Files.readString(Path.of("pom.xml"));
        var commands = Arrays.stream(pom.split("<commandlineArgs>"))
                .skip(1)
                .map(text -> text.substring(0, text.indexOf("</commandlineArgs>")))
                .filter(text -> text.contains("sam.Main") || text.contains("StartArchive"))
                .toList();
        assertThat(commands).hasSize(2).allSatisfy(LauncherTest::namesTheFiles);
        namesTheFiles(Files.readString(Path.of("packaging/sam")));
        namesTheFiles(Files.readString(Path.of("packaging/sam.cmd")));
        assertThat(Files.readString(Path.of("packaging/sam.cmd"))).contains("engine.env");
    }

    /// PyTorch's own cache holds what oneDNN's let go of: bounded alike, or a worker grows with every new length.
    @Test
    void bothCachesOfProductsAreBoundedAlike() {
        assertThat(JvmOptions.environment())
                .containsEntry("LRU_CACHE_CAPACITY", JvmOptions.environment().get("ONEDNN_PRIMITIVE_CACHE_CAPACITY"));
    }

    private static void namesTheFiles(String text) {
        assertThat(text).contains("all.jvm").doesNotContain("-Xlog", "TieredStop", "UseSerialGC", "-Xmx1g");
    }

    @Test
    void theKernelsNamedToTheCompilerExist() throws Exception {
        var named = JvmOptions.VECTORS.list().stream()
                .filter(option -> option.contains("dontinline,"))
                .map(option -> option.substring(option.indexOf(',') + 1, option.indexOf('*')))
                .toList();
        assertThat(named).hasSize(1);
        var prefix = named.getFirst();
        var place = Path.of(
                "target/classes", prefix.substring(0, prefix.lastIndexOf('.')).replace('.', '/'));
        try (var classes = Files.list(place)) {
            assertThat(classes.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.startsWith(prefix.substring(prefix.lastIndexOf('.') + 1)));
        }
    }

    /// A program folder with this build in it.
    private Path built(String name) throws Exception {
        var home = Files.createDirectories(folder.toRealPath().resolve(name));
        Files.createDirectories(home.resolve("packaging"));
        Files.copy(Path.of("packaging/sam"), home.resolve("packaging/sam"), StandardCopyOption.COPY_ATTRIBUTES);
        var options = Files.createDirectories(home.resolve("target/classes/sam/processes"));
        Files.copy(Path.of("target/classes/sam/processes/engine.env"), options.resolve("engine.env"));
        Files.writeString(home.resolve("target/classpath.txt"), "/one.jar:/two.jar");
        return home;
    }

    private Said run(Path launcher, String... arguments) throws Exception {
        return run(Map.of(), launcher, arguments);
    }

    private Said run(Map<String, String> environment, Path launcher, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        var out = folder.resolve("out").toFile();
        var err = folder.resolve("err").toFile();
        var builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
        builder.environment().keySet().removeAll(JvmOptions.environment().keySet());
        builder.environment().put("SAM_JAVA", java.toString());
        builder.environment().putAll(environment);
        var process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readAllLines(out.toPath()), Files.readString(err.toPath()));
    }
}
